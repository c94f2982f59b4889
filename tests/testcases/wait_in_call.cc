// SPDX-License-Identifier: Apache-2.0
// wait_in_call CALL [EVENT]: makes a call that has to wait for 0.2 s until a child process does its
// part, and prints what it returned and how often a signal's handler ran.
//   CALL: accept, accept4, connect, recv, recvfrom, recvmsg, read or open (of a FIFO)
//   EVENT, after 0.1 s: restart (a signal with SA_RESTART), interrupt (one without), ignored (one
//   that is ignored by default), stop (SIGSTOP, then SIGCONT)
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static volatile sig_atomic_t handled = 0;
static void Handle(int) { handled = handled + 1; }

static sockaddr_in Loopback() {
  sockaddr_in a = {};
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

static void Send(const std::string& event, pid_t parent) {
  if (event == "restart" || event == "interrupt") kill(parent, SIGUSR1);
  if (event == "ignored") kill(parent, SIGWINCH);
  if (event == "stop") {
    kill(parent, SIGSTOP);
    usleep(50'000);
    kill(parent, SIGCONT);
  }
}

static long NumberOf(const std::string& call) {
  if (call == "accept") return SYS_accept;
  if (call == "accept4") return SYS_accept4;
  if (call == "connect") return SYS_connect;
  if (call == "recvmsg") return SYS_recvmsg;
  if (call == "read") return SYS_read;
  return call == "open" ? SYS_openat : SYS_recvfrom;
}

// Until the process stands in the call, where that can be seen.
static void Await(pid_t pid, const std::string& call) {
  const std::string path = "/proc/" + std::to_string(pid) + "/syscall";
  const std::string number = std::to_string(NumberOf(call)) + " ";
  for (int i = 0; i < 500; ++i) {
    char text[256] = "";
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0 || strncmp(text, number.c_str(), number.size()) == 0) break;
    usleep(5'000);
  }
  usleep(100'000);
}

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const std::string call = argv[1], event = argc > 2 ? argv[2] : "";
  struct sigaction action = {};
  action.sa_handler = Handle;
  action.sa_flags = event == "restart" ? SA_RESTART : 0;
  sigaction(SIGUSR1, &action, nullptr);

  sockaddr_in here = Loopback();
  socklen_t size = sizeof here;
  const bool tcp = call == "accept" || call == "accept4";
  const int fd = socket(AF_INET, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
  if (bind(fd, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0) return 1;
  getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size);
  if (tcp) listen(fd, 1);
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return 1;
  const std::string fifo = "/tmp/wait_in_call." + std::to_string(getpid());
  if (call == "open") mkfifo(fifo.c_str(), 0600);
  // A listener whose queue is full.
  sockaddr_un full = {};
  full.sun_family = AF_UNIX;
  snprintf(full.sun_path + 1, sizeof full.sun_path - 1, "wait_in_call.%d", getpid());
  const int crowded = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bind(crowded, reinterpret_cast<sockaddr*>(&full), sizeof full);
  listen(crowded, 0);
  const int first = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  connect(first, reinterpret_cast<sockaddr*>(&full), sizeof full);

  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    Await(parent, call);
    Send(event, parent);
    usleep(100'000);
    if (tcp) {
      const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      connect(client, reinterpret_cast<sockaddr*>(&here), sizeof here);
      usleep(100'000);
    }
    sendto(fd, "hello", 5, 0, reinterpret_cast<sockaddr*>(&here), sizeof here);
    if (write(pair[1], "hello", 5) != 5) _exit(1);
    if (call == "open") close(open(fifo.c_str(), O_WRONLY | O_CLOEXEC));
    if (call == "connect") close(accept(crowded, nullptr, nullptr));
    _exit(0);
  }
  sockaddr_in peer = {};
  socklen_t peer_size = sizeof peer;
  char buffer[16];
  iovec part = {buffer, sizeof buffer};
  msghdr message = {};
  message.msg_name = &peer;
  message.msg_namelen = sizeof peer;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  long result = -1;
  if (call == "accept") {
    result = accept(fd, nullptr, nullptr);
  } else if (call == "accept4") {
    result = accept4(fd, reinterpret_cast<sockaddr*>(&peer), &peer_size, SOCK_CLOEXEC);
  } else if (call == "recvfrom") {
    result = recvfrom(fd, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&peer), &peer_size);
  } else if (call == "recvmsg") {
    result = recvmsg(fd, &message, 0);
  } else if (call == "recv") {
    result = recv(pair[0], buffer, sizeof buffer, 0);
  } else if (call == "read") {
    result = read(pair[0], buffer, sizeof buffer);
  } else if (call == "open") {
    result = open(fifo.c_str(), O_RDONLY | O_CLOEXEC);
    unlink(fifo.c_str());
  } else if (call == "connect") {
    const int second = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    result = connect(second, reinterpret_cast<sockaddr*>(&full), sizeof full);
  } else {
    return 125;
  }
  Report(call.c_str(), result);
  Report("handled", handled);
  if (call == "open" && result < 0) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  return 0;
}

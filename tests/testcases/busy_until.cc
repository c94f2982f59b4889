// SPDX-License-Identifier: Apache-2.0
// busy_until STOP FILE...: until there is a file STOP, several threads make calls whose results are
// known: opens that work and that fail, TCP connections that are accepted and echoed, datagrams
// that are waited for, children that exec or exit. What comes out otherwise is printed, and the
// exit status is 1 then. At the end FILE... are opened, once each.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "tests/testcases/report.h"

static std::atomic<bool> failed{false};
static std::atomic<long> rounds{0};
static const char* stop_file;

static bool Goes() {
  ++rounds;
  return access(stop_file, F_OK) != 0;
}

// Reports what is not as it must be.
static void Expect(const char* what, bool right) {
  if (right) return;
  Report(what, -1);
  failed = true;
}

static void Open() {
  while (Goes()) {
    const int fd = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
    Expect("open", fd >= 0);
    close(fd);
    Expect("open missing", open("/nowhere/at/all", O_RDONLY) == -1 && errno == ENOENT);
    Expect("mkdir existing", mkdirat(AT_FDCWD, "/tmp", 0700) == -1 && errno == EEXIST);
  }
}

static void Connect() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* here = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bind(listener, here, size);
  getsockname(listener, here, &size);
  listen(listener, 16);
  std::thread server([listener] {
    while (true) {
      const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      Expect("accept", fd >= 0);
      char byte = 0;
      Expect("recv", recv(fd, &byte, 1, 0) == 1);
      Expect("send", send(fd, &byte, 1, 0) == 1);
      close(fd);
      if (byte == 'q') return;
    }
  });
  while (true) {
    const bool last = !Goes();
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    Expect("connect", connect(fd, here, sizeof address) == 0);
    char byte = last ? 'q' : 'x';
    const char sent = byte;
    Expect("send", send(fd, &byte, 1, 0) == 1);
    Expect("recv", recvfrom(fd, &byte, 1, 0, nullptr, nullptr) == 1 && byte == sent);
    close(fd);
    if (last) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  server.join();
}

static void Spawn() {
  for (int i = 0; Goes(); ++i) {
    const pid_t child = fork();
    if (child == 0) {
      if (i % 2 == 0) execl("/bin/sh", "sh", "-c", "exit 3", nullptr);
      _exit(3);
    }
    int status = 0;
    Expect("wait", waitpid(child, &status, 0) == child);
    Expect("status", WIFEXITED(status) && WEXITSTATUS(status) == 3);
  }
}

int main(int argc, char** argv) {
  stop_file = argv[1];
  std::vector<std::thread> threads;
  for (void (*work)() : {Open, Open, Connect, Spawn}) threads.emplace_back(work);
  for (std::thread& t : threads) t.join();
  for (int i = 2; i < argc; ++i) {
    const int fd = open(argv[i], O_RDONLY);
    Expect("open", fd >= 0);
    close(fd);
  }
  Report("rounds", rounds);
  return failed ? 1 : 0;
}

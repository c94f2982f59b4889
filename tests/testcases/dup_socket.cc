// SPDX-License-Identifier: Apache-2.0
// dup_socket [PROGRAM ARGS...]: connects to a listener of its own on loopback and puts the socket
// in the place of descriptors 0, 1 and 2 by close + dup, dup2 and dup3, as a reverse shell does;
// then execs PROGRAM on it, or takes stdout back and reports.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  sockaddr_in there = {};
  socklen_t size = sizeof there;
  there.sin_family = AF_INET;
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, reinterpret_cast<sockaddr*>(&there), sizeof there) != 0) return 1;
  if (listen(listener, 1) != 0) return 1;
  getsockname(listener, reinterpret_cast<sockaddr*>(&there), &size);
  const int link = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(link, reinterpret_cast<sockaddr*>(&there), sizeof there) != 0) return 2;
  const int saved = fcntl(1, F_DUPFD_CLOEXEC, 10);
  close(0);
  const long first = syscall(SYS_dup, link);
  const long second = syscall(SYS_dup2, link, 1);
  const long third = syscall(SYS_dup3, link, 2, 0);
  if (argc > 1) execvp(argv[1], argv + 1);
  dup2(saved, 1);
  Report("dup", first);
  Report("dup2", second);
  Report("dup3", third);
  return first == 0 && second == 1 && third == 2 ? 0 : 3;
}

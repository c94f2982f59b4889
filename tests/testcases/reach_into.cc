// SPDX-License-Identifier: Apache-2.0
// reach_into HOW: reads a secret out of a child of its own by mem (/proc/PID/mem), environ
// (/proc/PID/environ), vm (process_vm_readv) or fd (pidfd_getfd), or writes it by vm_write
// (process_vm_writev). Exit status 0 if that worked.
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static char secret[] = "open sesame";

static bool Reach(const std::string& how, pid_t child) {
  char copy[sizeof secret] = {};
  const std::string proc = "/proc/" + std::to_string(child);
  if (how == "mem") {
    const int fd = open((proc + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    Report("pread", pread(fd, copy, sizeof copy, reinterpret_cast<off_t>(secret)));
  } else if (how == "environ") {
    const int fd = open((proc + "/environ").c_str(), O_RDONLY | O_CLOEXEC);
    return Report("read", read(fd, copy, sizeof copy)) > 0;
  } else if (how == "vm") {
    const iovec to = {copy, sizeof copy}, from = {secret, sizeof secret};
    Report("process_vm_readv", process_vm_readv(child, &to, 1, &from, 1, 0));
  } else if (how == "vm_write") {
    const iovec from = {secret, sizeof secret}, to = {secret, sizeof secret};
    return Report("process_vm_writev", process_vm_writev(child, &from, 1, &to, 1, 0)) > 0;
  } else if (how == "fd") {
    const long pidfd = syscall(SYS_pidfd_open, child, 0);
    return Report("pidfd_getfd", syscall(SYS_pidfd_getfd, pidfd, 1, 0)) >= 0;
  }
  return memcmp(copy, secret, sizeof secret) == 0;
}

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const bool ok = Reach(argv[1], child);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return ok ? 0 : 1;
}

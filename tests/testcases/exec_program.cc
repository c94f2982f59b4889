// SPDX-License-Identifier: Apache-2.0
// exec_program HOW PROGRAM [ARGS...]: replaces itself by PROGRAM. HOW is execve, execvp,
// execveat (path), execveat_dirfd (relative to the directory's descriptor), fexecve (descriptor
// with an empty path) or memfd (from a copy in anonymous memory). Exit status 126 if it fails.
#include <fcntl.h>
#include <libgen.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static int CopyToMemory(const char* program) {
  const int from = open(program, O_RDONLY | O_CLOEXEC);
  const int to = memfd_create("copy", MFD_CLOEXEC);
  while (sendfile(to, from, nullptr, 1 << 20) > 0) {
  }
  close(from);
  return to;
}

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const std::string how = argv[1];
  char** args = argv + 2;
  const char* program = args[0];
  if (how == "execve") {
    execve(program, args, environ);
  } else if (how == "execvp") {
    execvp(program, args);
  } else if (how == "execveat") {
    syscall(SYS_execveat, AT_FDCWD, program, args, environ, 0);
  } else if (how == "execveat_dirfd") {
    std::string dir = program, base = program;
    const int fd = open(dirname(dir.data()), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    syscall(SYS_execveat, fd, basename(base.data()), args, environ, 0);
  } else if (how == "fexecve") {
    const int fd = open(program, O_PATH | O_CLOEXEC);
    syscall(SYS_execveat, fd, "", args, environ, AT_EMPTY_PATH);
  } else if (how == "memfd") {
    syscall(SYS_execveat, CopyToMemory(program), "", args, environ, AT_EMPTY_PATH);
  } else {
    return 125;
  }
  Report(argv[1], -1);
  return 126;
}

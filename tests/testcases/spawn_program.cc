// SPDX-License-Identifier: Apache-2.0
// spawn_program HOW PROGRAM [ARGS...]: starts PROGRAM as a child and waits. HOW is fork, vfork,
// posix_spawn, clone3 or shell (PROGRAM is then a command line). Exit status: the child's, or
// 128 + its signal.
#include <linux/sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static int ExitStatus(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const std::string how = argv[1];
  if (how == "shell") return ExitStatus(system(argv[2]));
  pid_t child = -1;
  if (how == "posix_spawn") {
    const int error = posix_spawnp(&child, argv[2], nullptr, nullptr, argv + 2, environ);
    if (error != 0) {
      errno = error;
      Report("posix_spawn", -1);
      return 126;
    }
  } else if (how == "vfork") {
    child = vfork();
  } else if (how == "clone3") {
    clone_args args = {};
    args.exit_signal = SIGCHLD;
    child = syscall(SYS_clone3, &args, sizeof args);
  } else {
    child = fork();
  }
  if (child == 0) {
    execvp(argv[2], argv + 2);
    _exit(126);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return 1;
  Report(argv[1], ExitStatus(status));
  return ExitStatus(status);
}

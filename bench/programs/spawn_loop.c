// SPDX-License-Identifier: Apache-2.0
// spawn_loop COUNT [PROGRAM]: fork, exec PROGRAM (/bin/true), wait. Prints ns per child.
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/programs/loop.h"

int main(int argc, char** argv) {
  const long count = LoopCount(argc, argv);
  char* program = argc > 2 ? argv[2] : "/bin/true";
  char* arguments[] = {program, NULL};
  const double start = LoopNow();
  for (long i = 0; i < count; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      execv(program, arguments);
      _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
      fprintf(stderr, "child %ld failed\n", i);
      return 1;
    }
  }
  LoopPrint(start, count);
  return 0;
}

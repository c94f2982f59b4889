// SPDX-License-Identifier: Apache-2.0
// syscall_loop COUNT: a syscall no rule asks about, as cheap as the kernel has one.
// Prints ns per call.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/programs/loop.h"

int main(int argc, char** argv) {
  const long count = LoopCount(argc, argv);
  const double start = LoopNow();
  for (long i = 0; i < count; ++i) {
    syscall(SYS_getppid);
  }
  LoopPrint(start, count);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// What the loops share: their argument and the one line they print.
#ifndef FALCO_RUN_BENCH_PROGRAMS_LOOP_H_
#define FALCO_RUN_BENCH_PROGRAMS_LOOP_H_

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// The number of rounds, from the first argument.
static inline long LoopCount(int argc, char** argv) {
  return argc > 1 ? strtol(argv[1], NULL, 10) : 0;
}

static inline double LoopNow(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// Prints the nanoseconds one of `count` rounds took since `start`, 0 if there were none.
static inline void LoopPrint(double start, long count) {
  printf("%.2f\n", count > 0 ? (LoopNow() - start) / (double)count : 0.0);
}

#endif  // FALCO_RUN_BENCH_PROGRAMS_LOOP_H_

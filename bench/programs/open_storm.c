// SPDX-License-Identifier: Apache-2.0
// open_storm COUNT FILE: 16 threads share COUNT opens and closes of an existing file. Prints ns
// per pair, of wall time.
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "bench/programs/loop.h"

enum { kThreads = 16 };

static const char* file = "/etc/hostname";
static long each;

static void* Open(void* unused) {
  (void)unused;
  for (long i = 0; i < each; ++i) {
    const int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      perror(file);
      exit(1);
    }
    close(fd);
  }
  return NULL;
}

int main(int argc, char** argv) {
  each = LoopCount(argc, argv) / kThreads;
  if (argc > 2) file = argv[2];
  pthread_t threads[kThreads];
  const double start = LoopNow();
  for (int i = 0; i < kThreads; ++i) pthread_create(&threads[i], NULL, Open, NULL);
  for (int i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  LoopPrint(start, each * kThreads);
  return 0;
}

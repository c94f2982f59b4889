// SPDX-License-Identifier: Apache-2.0
// open_path PATH [FLAGS [COUNT]]: opens PATH with openat COUNT times and prints the outcome of
// each. FLAGS are letters: r w b(oth) c(reate) t(runcate) a(ppend) d(irectory) p(ath only).
// Exit status: 0, or the errno of the last failure.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static int Flags(const char* letters) {
  int flags = O_CLOEXEC;
  for (; *letters != '\0'; ++letters) {
    switch (*letters) {
      case 'r':
        flags |= O_RDONLY;
        break;
      case 'w':
        flags |= O_WRONLY;
        break;
      case 'b':
        flags |= O_RDWR;
        break;
      case 'c':
        flags |= O_CREAT;
        break;
      case 't':
        flags |= O_TRUNC;
        break;
      case 'a':
        flags |= O_APPEND;
        break;
      case 'd':
        flags |= O_DIRECTORY;
        break;
      case 'p':
        flags |= O_PATH;
        break;
      default:
        exit(125);
    }
  }
  return flags;
}

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const int flags = Flags(argc > 2 ? argv[2] : "r");
  const int count = argc > 3 ? atoi(argv[3]) : 1;
  int status = 0;
  for (int i = 0; i < count; ++i) {
    const int fd = open(argv[1], flags, 0644);
    if (Report("openat", fd) < 0) status = errno;
    if (fd >= 0) close(fd);
  }
  return status;
}

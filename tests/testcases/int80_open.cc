// SPDX-License-Identifier: Apache-2.0
// int80_open PATH: from this 64-bit process, opens PATH through the 32-bit entry (int $0x80,
// open = 5, openat = 295), with the path in the low 4 GiB. Exit status 0
// if both opened, else the errno (ENOSYS where the kernel has no 32-bit entry).
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static long Int80(long number, long a, long b, long c) {
  long result;
  asm volatile("int $0x80"
               : "=a"(result)
               : "a"(number), "b"(a), "c"(b), "d"(c)
               : "r8", "r9", "r10", "r11", "memory");
  const int value = static_cast<int>(result);
  if (value < 0 && value > -4096) {
    errno = -value;
    return -1;
  }
  return value;
}

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  char* low = static_cast<char*>(
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0));
  if (low == MAP_FAILED) return 1;
  strncpy(low, argv[1], 4095);
  const long path = reinterpret_cast<long>(low);
  int status = 0;
  if (Report("int80 open", Int80(5, path, O_RDONLY, 0)) < 0) status = errno;
  if (Report("int80 openat", Int80(295, AT_FDCWD, path, O_RDONLY)) < 0) status = errno;
  return status;
}

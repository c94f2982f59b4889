// SPDX-License-Identifier: Apache-2.0
// int80_sendto PORT: from this 64-bit process, sends a datagram to PORT of 127.0.0.1 as 32-bit
// programs do: socket and sendto through socketcall(2), entered by int $0x80, with all arguments
// in the low 4 GiB. Exit status 0, or the errno (ENOSYS where the kernel has no 32-bit entry).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <cstdint>
#include <new>

#include "tests/testcases/report.h"

// The numbers of linux/net.h.
constexpr long kSocket = 1, kSendto = 11;

static long Socketcall(long which, const void* args) {
  constexpr long kNumber = 102;
  long result;
  asm volatile("int $0x80"
               : "=a"(result)
               : "a"(kNumber), "b"(which), "c"(args)
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
  struct Low {
    uint32_t args[6];
    sockaddr_in address;
    char text[8];
  };
  void* memory =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (memory == MAP_FAILED) return 1;
  Low& low = *new (memory) Low();
  const auto at = [](const void* p) {
    return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(p));
  };
  low.args[0] = AF_INET;
  low.args[1] = SOCK_DGRAM;
  const long fd = Report("socket", Socketcall(kSocket, low.args));
  if (fd < 0) return errno;
  low.address.sin_family = AF_INET;
  low.address.sin_port = htons(static_cast<uint16_t>(atoi(argv[1])));
  low.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  strcpy(low.text, "hello");
  const uint32_t args[6] = {static_cast<uint32_t>(fd), at(low.text),      5, 0,
                            at(&low.address),          sizeof low.address};
  memcpy(low.args, args, sizeof args);
  return Report("sendto", Socketcall(kSendto, low.args)) == 5 ? 0 : errno;
}

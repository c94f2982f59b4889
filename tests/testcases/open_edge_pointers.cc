// SPDX-License-Identifier: Apache-2.0
// open_edge_pointers FILE: opens FILE through path pointers at the edges of memory. FILE must be
// an existing absolute path. Prints one line a case.
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static void Try(const char* what, const char* path) {
  const long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
  if (Report(what, fd) >= 0) close(fd);
}

// A path of exactly `length` bytes naming `file`, padded with slashes in front.
static std::string Padded(const std::string& file, size_t length) {
  return std::string(length - file.size(), '/') + file;
}

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const std::string file = argv[1];
  constexpr size_t kPage = 4096;
  char* pages = static_cast<char*>(
      mmap(nullptr, 4 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (pages == MAP_FAILED) return 1;
  char* const hole = pages + 3 * kPage;
  munmap(hole, kPage);

  char* at_end = hole - file.size() - 1;  // the NUL is the page's last byte
  memcpy(at_end, file.c_str(), file.size() + 1);
  Try("ends at page end", at_end);

  char* unterminated = hole - file.size();  // the page ends before the NUL
  memmove(unterminated, file.data(), file.size());
  Try("runs into hole", unterminated);

  char* crossing = pages + kPage - file.size() / 2;
  memcpy(crossing, file.c_str(), file.size() + 1);
  Try("crosses pages", crossing);

  const std::string longest = Padded(file, 4095);
  Try("4095 bytes", longest.c_str());
  Try("4096 bytes", Padded(file, 4096).c_str());
  memcpy(hole - longest.size() - 1, longest.c_str(), longest.size() + 1);
  Try("4095 bytes at page end", hole - longest.size() - 1);

  Try("null pointer", nullptr);
  Try("hole", hole);
  Try("kernel address", reinterpret_cast<const char*>(0xffffffff80000000));
  Try("non-canonical address", reinterpret_cast<const char*>(0x800000000000000));
  Try("empty path", "");
  mprotect(pages, kPage, PROT_NONE);
  Try("unreadable page", pages);
  return 0;
}

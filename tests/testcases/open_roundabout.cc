// SPDX-License-Identifier: Apache-2.0
// open_roundabout WAY FILE: opens FILE (absolute) in a way that hides its name. WAY is
//   secret   the name is in memory that nobody else can read (memfd_secret(2))
//   deep     by ".." from a directory whose own path is longer than the kernel tells
//   in_root  below its directory, as if that were the root (RESOLVE_IN_ROOT)
//   handle   by a file handle
// Exit status: 77 if that cannot be done here.
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

namespace {

constexpr int kCannot = -2;

long OpenBySecretName(const std::string& file) {
  const int memory = static_cast<int>(syscall(SYS_memfd_secret, O_CLOEXEC));
  if (memory < 0 || ftruncate(memory, 4096) != 0) return kCannot;
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  if (page == MAP_FAILED) return kCannot;
  strcpy(static_cast<char*>(page), file.c_str());
  return syscall(SYS_openat, AT_FDCWD, page, O_RDONLY | O_CLOEXEC);
}

long OpenFromDeepBelow(const std::string& file) {
  char top[] = "/tmp/open_roundabout.XXXXXX";
  if (mkdtemp(top) == nullptr || chdir(top) != 0) return kCannot;
  const std::string name(250, 'a');
  constexpr int kDepth = 18;
  for (int i = 0; i < kDepth; ++i) {
    if (mkdir(name.c_str(), 0700) != 0 || chdir(name.c_str()) != 0) return kCannot;
  }
  std::string up;
  for (int i = 0; i < kDepth + 2; ++i) up += "../";
  const long fd = open((up + file.substr(1)).c_str(), O_RDONLY | O_CLOEXEC);
  while (chdir("..") == 0 && rmdir(name.c_str()) == 0) {
  }
  rmdir(top);
  return fd;
}

long OpenInRoot(const std::string& file) {
  const size_t slash = file.rfind('/');
  const int directory = open(file.substr(0, slash).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  open_how how = {};
  how.flags = O_RDONLY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT;
  return syscall(SYS_openat2, directory, ("/../." + file.substr(slash)).c_str(), &how, sizeof how);
}

long OpenByHandle(const std::string& file) {
  alignas(file_handle) char space[sizeof(file_handle) + MAX_HANDLE_SZ];
  auto* handle = reinterpret_cast<file_handle*>(space);
  handle->handle_bytes = MAX_HANDLE_SZ;
  int mount = 0;
  if (name_to_handle_at(AT_FDCWD, file.c_str(), handle, &mount, 0) != 0) return kCannot;
  const int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const long fd = open_by_handle_at(root, handle, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? kCannot : fd;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const std::string way = argv[1], file = argv[2];
  const long fd = way == "secret"    ? OpenBySecretName(file)
                  : way == "deep"    ? OpenFromDeepBelow(file)
                  : way == "in_root" ? OpenInRoot(file)
                                     : OpenByHandle(file);
  if (fd == kCannot) return 77;
  return Report("open", fd) < 0 ? 1 : 0;
}

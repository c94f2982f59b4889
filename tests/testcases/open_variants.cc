// SPDX-License-Identifier: Apache-2.0
// open_variants DIR FILE: opens DIR/FILE in every way there is: open, openat, openat2 and creat;
// absolute, relative to the current directory, relative to a directory descriptor, through "..",
// through a symbolic link and by file handle. Leaves DIR/FILE and DIR/FILE.link behind.
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static void Try(const char* what, long fd) {
  if (Report(what, fd) >= 0) close(fd);
}

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  const std::string file = argv[2];
  const std::string path = std::string(argv[1]) + "/" + file;
  const std::string dotted = std::string(argv[1]) + "/./x/..//" + file;
  Try("creat absolute", syscall(SYS_creat, path.c_str(), 0644));
  Try("open absolute", syscall(SYS_open, path.c_str(), O_RDONLY));
  Try("openat absolute", syscall(SYS_openat, AT_FDCWD, path.c_str(), O_RDONLY));
  open_how how = {};
  how.flags = O_RDONLY;
  Try("openat2 absolute", syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how));
  Try("open dotted", syscall(SYS_open, dotted.c_str(), O_RDONLY));  // fails unless DIR/x exists

  const int dir = open(argv[1], O_RDONLY | O_DIRECTORY);
  Try("openat dirfd", syscall(SYS_openat, dir, file.c_str(), O_RDONLY));
  how.resolve = RESOLVE_BENEATH;
  Try("openat2 dirfd", syscall(SYS_openat2, dir, file.c_str(), &how, sizeof how));
  how.resolve = 0;

  if (chdir(argv[1]) != 0) return 1;
  Try("open relative", syscall(SYS_open, file.c_str(), O_RDWR));
  Try("openat relative", syscall(SYS_openat, AT_FDCWD, file.c_str(), O_WRONLY));
  Try("openat2 relative", syscall(SYS_openat2, AT_FDCWD, file.c_str(), &how, sizeof how));
  Try("creat relative", syscall(SYS_creat, file.c_str(), 0644));

  const std::string link = file + ".link";
  unlink(link.c_str());
  if (symlink(file.c_str(), link.c_str()) != 0) return 2;
  Try("openat link", syscall(SYS_openat, AT_FDCWD, link.c_str(), O_RDONLY));

  alignas(file_handle) char room[sizeof(file_handle) + MAX_HANDLE_SZ];
  auto* handle = reinterpret_cast<file_handle*>(room);
  handle->handle_bytes = MAX_HANDLE_SZ;
  int mount_id = 0;
  if (name_to_handle_at(dir, file.c_str(), handle, &mount_id, 0) == 0) {
    Try("open_by_handle_at", open_by_handle_at(dir, handle, O_RDONLY));
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// change_files DIR: makes, renames, links, re-modes and removes files in DIR by the old and the
// *at variants of each call. Leaves DIR as it found it. Prints one line a call.
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <initializer_list>

#include "tests/testcases/report.h"

static void MakeFile(const char* name) { close(open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644)); }

int main(int argc, char** argv) {
  if (argc < 2 || chdir(argv[1]) != 0) return 125;
  const int dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  MakeFile("a");
  Report("rename", syscall(SYS_rename, "a", "b"));
  Report("renameat", syscall(SYS_renameat, dir, "b", dir, "c"));
  Report("renameat2", syscall(SYS_renameat2, AT_FDCWD, "c", dir, "d", RENAME_NOREPLACE));
  Report("link", syscall(SYS_link, "d", "d.hard"));
  Report("linkat", syscall(SYS_linkat, dir, "d", AT_FDCWD, "d.hard2", 0));
  Report("symlink", syscall(SYS_symlink, "d", "d.soft"));
  Report("symlinkat", syscall(SYS_symlinkat, "d", dir, "d.soft2"));
  Report("mkdir", syscall(SYS_mkdir, "sub", 0700));
  Report("mkdirat", syscall(SYS_mkdirat, dir, "sub2", 0700));
  Report("chmod", syscall(SYS_chmod, "d", 04755));
  const int file = open("d", O_RDONLY | O_CLOEXEC);
  Report("fchmod", syscall(SYS_fchmod, file, 02755));
  Report("fchmodat", syscall(SYS_fchmodat, dir, "d", 0644));
  Report("fchmodat2", syscall(452, dir, "d", 06755, 0));  // newer than the libc's headers
  Report("mknod", syscall(SYS_mknod, "pipe", S_IFIFO | 0600, 0));
  Report("mknodat", syscall(SYS_mknodat, dir, "pipe2", S_IFIFO | 0600, 0));
  Report("unlink", syscall(SYS_unlink, "d.hard"));
  Report("unlinkat", syscall(SYS_unlinkat, dir, "d.hard2", 0));
  Report("rmdir", syscall(SYS_rmdir, "sub"));
  Report("unlinkat dir", syscall(SYS_unlinkat, dir, "sub2", AT_REMOVEDIR));
  Report("unlink missing", syscall(SYS_unlink, "missing"));
  for (const char* name : {"d", "d.soft", "d.soft2", "pipe", "pipe2"}) unlink(name);
  return 0;
}

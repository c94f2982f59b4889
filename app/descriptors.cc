// SPDX-License-Identifier: Apache-2.0
#include "app/descriptors.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

namespace falco_run::app {
namespace {

int OpenNull() {
  const int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  return fd >= 0 ? fd : open("/", O_PATH | O_CLOEXEC);  // a bare chroot
}

}  // namespace

void FillStandardDescriptors() {
  int fd = 0;
  while (fd >= 0 && fd <= STDERR_FILENO) fd = OpenNull();
  if (fd > STDERR_FILENO) close(fd);
}

void ReleaseInherited() {
  (void)!chdir("/");
  const int null = OpenNull();
  if (null >= 0) {
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    close(null);
  }
  DIR* dir = opendir("/proc/self/fd");
  if (dir == nullptr) return;
  std::vector<int> inherited;
  while (const dirent* e = readdir(dir)) {
    const int fd = std::atoi(e->d_name);  // "." and ".." give 0
    if (fd > STDERR_FILENO && fcntl(fd, F_GETFD) == 0) inherited.push_back(fd);
  }
  closedir(dir);
  for (const int fd : inherited) close(fd);
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_FILE_LOOK_H_
#define FALCO_RUN_TRACER_FILE_LOOK_H_

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <string_view>

namespace falco_run::tracer {

// What is found where another process's path or descriptor leads to.
struct FileLook {
  bool known = false;  // else it cannot be told
  bool exists = false;
  struct statx file = {};  // of what exists: type, inode, and time of birth where there is one
};

bool IsSameFile(const FileLook& a, const FileLook& b);

// What a path (absolute, as `tid` sees it) leads to. No file server is asked: not known where that
// would be needed. Links that depend on the reader (/proc/self) are followed as ours. Some 5 us.
FileLook LookAtPath(pid_t tid, std::string_view path);

// What the task has opened. 2 us.
FileLook LookAtDescriptor(pid_t tid, int64_t fd);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_FILE_LOOK_H_

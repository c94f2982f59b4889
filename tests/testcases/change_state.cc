// SPDX-License-Identifier: Apache-2.0
// change_state DIRECTORY: changes what rules know of a process, one call after the other, with an
// unlink of a missing file behind each: DIRECTORY/after-CALL.
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "tests/testcases/report.h"

namespace {

std::string directory;

void After(const char* call, long result) {
  Report(call, result);
  unlink((directory + "/after-" + call).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  directory = argv[1];
  // Not a group leader: setsid(2) would fail.
  if (const pid_t child = fork(); child != 0) return child < 0;
  After("setsid", setsid());
  const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  After("dup2", dup2(file, 0));
  std::thread thread([] { pause(); });
  thread.detach();
  After("threads", 2);
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  After("capset", syscall(SYS_capset, &header, none));
  return 0;
}

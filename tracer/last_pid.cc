// SPDX-License-Identifier: Apache-2.0
#include "tracer/last_pid.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>

namespace falco_run::tracer {

LastPid::LastPid() : fd_(open("/proc/sys/kernel/ns_last_pid", O_RDONLY | O_CLOEXEC)) {
  if (!fd_.valid()) fd_.reset(open("/proc/loadavg", O_RDONLY | O_CLOEXEC));
}

pid_t LastPid::Read() const {
  std::array<char, 128> buffer;
  const ssize_t n = fd_.valid() ? pread(fd_.get(), buffer.data(), buffer.size(), 0) : 0;
  if (n <= 0) return 0;
  std::string_view text(buffer.data(), static_cast<size_t>(n));
  text.remove_prefix(text.rfind(' ') + 1);  // npos + 1 is 0: a number alone
  pid_t pid = 0;
  std::from_chars(text.data(), text.data() + text.size(), pid);
  return pid;
}

}  // namespace falco_run::tracer

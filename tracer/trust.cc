// SPDX-License-Identifier: Apache-2.0
#include "tracer/trust.h"

#include <sys/stat.h>

#include <algorithm>
#include <string>

namespace falco_run::tracer {
namespace {

bool FromMemory(const proto::Argument& arg) {
  return !arg.text().empty() || !arg.path().empty() || arg.list_size() > 0 || arg.has_address() ||
         arg.unreadable();
}

bool HasThreads(pid_t pid) {
  struct stat st;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  // Each thread is a directory, and the parent's link count tells how many there are.
  constexpr nlink_t kOneThread = 3;
  return stat(tasks.c_str(), &st) == 0 && st.st_nlink > kOneThread;
}

}  // namespace

proto::Trust GradeTrust(pid_t pid, const proto::SyscallEvent& event) {
  if (std::none_of(event.args().begin(), event.args().end(), FromMemory)) {
    return proto::TRUST_KERNEL;
  }
  return HasThreads(pid) ? proto::TRUST_RACY : proto::TRUST_SNAPSHOT;
}

}  // namespace falco_run::tracer

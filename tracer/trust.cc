// SPDX-License-Identifier: Apache-2.0
#include "tracer/trust.h"

#include <algorithm>

#include "tracer/proc_status.h"

namespace falco_run::tracer {
namespace {

bool FromMemory(const proto::Argument& arg) {
  return !arg.text().empty() || !arg.path().empty() || arg.list_size() > 0 || arg.has_address() ||
         arg.unreadable();
}

}  // namespace

proto::Trust GradeTrust(pid_t pid, const proto::SyscallEvent& event) {
  if (std::none_of(event.args().begin(), event.args().end(), FromMemory)) {
    return proto::TRUST_KERNEL;
  }
  return ThreadCount(pid) > 1 ? proto::TRUST_RACY : proto::TRUST_SNAPSHOT;
}

}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#include "app/priority.h"

#include <linux/sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace falco_run::app {
namespace {

// struct sched_attr of linux/sched/types.h, which cannot be included beside sched.h.
struct SchedAttr {
  uint32_t size = sizeof(SchedAttr);
  uint32_t policy = SCHED_NORMAL;
  uint64_t flags = SCHED_FLAG_RESET_ON_FORK;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime_ns = 0;
  uint64_t deadline_ns = 0;
  uint64_t period_ns = 0;
};

constexpr uint64_t kLeastSliceNs = 100'000;

}  // namespace

std::optional<int> UsualNice() {
  if (syscall(SYS_sched_getscheduler, 0) != SCHED_NORMAL) return std::nullopt;
  errno = 0;
  const int nice = getpriority(PRIO_PROCESS, 0);
  if (errno != 0) return std::nullopt;
  return nice;
}

int RaisedNice(int usual) { return std::max(usual - 20, -20); }

bool SetNice(int nice) {
  SchedAttr attr;
  attr.runtime_ns = kLeastSliceNs;
  attr.nice = nice;
  return syscall(SYS_sched_setattr, 0, &attr, 0) == 0;
}

void RaisePriority() {
  const auto usual = UsualNice();
  if (usual && !SetNice(RaisedNice(*usual))) SetNice(*usual);
}

}  // namespace falco_run::app

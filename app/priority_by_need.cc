// SPDX-License-Identifier: Apache-2.0
#include "app/priority_by_need.h"

#include <fcntl.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>

#include "app/priority.h"

namespace falco_run::app {

void PriorityByNeed::Start() {
  const auto nice = UsualNice();
  if (!nice) return;
  nice_ = *nice;
  SetNice(nice_);
  schedstat_.reset(open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC));
  const auto times = Read();
  settled_ = !times || times->ran_ns == 0;  // not counted
  if (settled_) {
    RaisePriority();
  } else {
    last_ = *times;
  }
}

void PriorityByNeed::Look() {
  if (settled_) return;
  if (raised_until_) {
    if (Clock::now() < *raised_until_) return;
    raised_until_.reset();
    SetNice(nice_);
    last_ = Read().value_or(last_);
    return;
  }
  const auto times = Read();
  if (!times) return;
  const uint64_t ran = times->ran_ns - last_.ran_ns;
  const uint64_t waited = times->waited_ns - last_.waited_ns;
  last_ = *times;
  // Each time it is woken it waits for its caller to go to sleep, for 0.8 x what it then runs.
  // Beside three busy threads on two processors it waits for 1.4 x. Once is an accident.
  constexpr int kOften = 3;
  starved_ = waited * 5 > ran * 6 ? starved_ + 1 : 0;
  if (starved_ < kOften) return;
  starved_ = 0;
  settled_ = !SetNice(RaisedNice(nice_));
  raised_until_ = Clock::now() + hold_;
}

std::optional<PriorityByNeed::Times> PriorityByNeed::Read() const {
  char text[64];
  const ssize_t size = pread(schedstat_.get(), text, sizeof(text) - 1, 0);
  if (size <= 0) return std::nullopt;
  text[size] = '\0';
  Times times;
  if (std::sscanf(text, "%" SCNu64 " %" SCNu64, &times.ran_ns, &times.waited_ns) != 2) {
    return std::nullopt;
  }
  return times;
}

}  // namespace falco_run::app

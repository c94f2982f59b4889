// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_KEPT_LISTENER_H_
#define FALCO_RUN_APP_KEPT_LISTENER_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include "tracer/listener.h"
#include "tracer/notification_log.h"
#include "tracer/unique_fd.h"

namespace falco_run::app {

// The keeper's copy of the listener. As long as somebody has one no call of the program fails;
// while no engine is there to watch, calls are let through, and counted.
class KeptListener {
 public:
  KeptListener();
  ~KeptListener();
  KeptListener(const KeptListener&) = delete;
  KeptListener& operator=(const KeptListener&) = delete;

  void Keep(tracer::UniqueFd fd) { listener_.emplace(std::move(fd), log_); }
  bool valid() const { return listener_.has_value(); }
  int fd() const { return valid() ? listener_->fd() : -1; }

  // No task is left behind the filter.
  bool finished() const;

  // Shared with all engines; nullptr: there was no memory.
  tracer::NotificationLog* log() const { return log_; }
  // The same for an engine of another binary; -1: there is none.
  int log_fd() const { return log_fd_.get(); }

  // Nobody watches from now on, until End(): lets the call run that the dead engine had received.
  void BeginGap();
  bool in_gap() const { return in_gap_; }
  // In a gap, and fd() is readable: lets what waits run, but not all of it if that is much: to be
  // called as long as fd() is readable.
  void Serve();

  // Kills whoever makes a call, until no task is left.
  void KillRest();

  struct Gap {
    uint64_t calls = 0;
    std::chrono::nanoseconds length{0};
  };
  Gap EndGap();

 private:
  std::optional<tracer::Listener> listener_;
  tracer::UniqueFd log_fd_;
  tracer::NotificationLog* log_ = nullptr;
  bool in_gap_ = false;
  uint64_t calls_ = 0;
  std::chrono::steady_clock::time_point since_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_KEPT_LISTENER_H_

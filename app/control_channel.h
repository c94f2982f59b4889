// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_CONTROL_CHANNEL_H_
#define FALCO_RUN_APP_CONTROL_CHANNEL_H_

#include <sys/types.h>

#include <optional>

#include "tracer/unique_fd.h"

namespace falco_run::app {

// What the engine process tells the keeper, and (kDropSignal) the keeper the engine.
struct ControlMessage {
  enum class Kind : int { kStarted, kStopped, kExited, kDropSignal };
  Kind kind = Kind::kStarted;
  pid_t program = 0;  // kStarted, kStopped (by a signal): its pid
  // kExited: what falco-run is to return; kDropSignal: the signal; kStarted: 1 if it is traced all
  // the time, so that its state does not tell whether a signal has stopped it
  int number = 0;
  bool tree_left = false;  // kExited: processes of the program are still running
};

// One end of the line between keeper and engine. Its closing tells the other side that this
// one is gone.
class ControlChannel {
 public:
  static bool MakePair(ControlChannel& a, ControlChannel& b);

  void Send(const ControlMessage& message) const;
  // Blocks. nullopt: the other side is gone.
  std::optional<ControlMessage> Receive() const;

  int fd() const { return fd_.get(); }
  void Close() { fd_.reset(); }

 private:
  tracer::UniqueFd fd_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_CONTROL_CHANNEL_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_CONTROL_CHANNEL_H_
#define FALCO_RUN_APP_CONTROL_CHANNEL_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "tracer/unique_fd.h"

namespace falco_run::app {

// What the engine process and the keeper tell each other. Whose child the program is (the engine's
// that started it, afterwards the keeper's) tells the other how it stops and ends.
struct ControlMessage {
  enum class Kind : int {
    kStarted,     // by the engine, before the program runs; with the listener, if there is one
    kStopped,     // the program, by a signal
    kEnded,       // the program; its events may be still to be told
    kExited,      // by the engine: all is told
    kReady,       // by an engine that takes over: it can watch
    kGap,         // by the keeper, the answer: the calls are yours
    kLeft,        // by the keeper: it returns, and leaves a guardian behind
    kDropSignal,  // by the keeper: it was sent to the whole group
    kHandOver,    // by the keeper: stop watching, and end
    kState,       // by the engine, the answer; with what it knows, if it knows something
    kLooked,      // by the keeper, before kGap: when engines looked for what enters
  };
  Kind kind = Kind::kStarted;
  pid_t program = 0;  // kStarted
  // kEnded: what falco-run is to return; kDropSignal: the signal; kStarted: 1 if it is traced all
  // the time, so that its state does not tell whether a signal has stopped it
  int number = 0;
  bool tree_left = false;  // kEnded, kExited: processes of the program are still running
  // kGap: that were let through unseen; kLooked: from when, in clock ticks after boot
  uint64_t calls = 0;
  // kGap: how long nobody watched; kLooked: until when, in clock ticks after boot
  uint64_t ns = 0;
};

// One end of the line between keeper and engine. Its closing tells the other side that this
// one is gone.
class ControlChannel {
 public:
  static bool MakePair(ControlChannel& a, ControlChannel& b);

  ControlChannel() = default;
  explicit ControlChannel(tracer::UniqueFd fd) : fd_(std::move(fd)) {}

  // `fd`: a descriptor that goes with it, -1: none.
  void Send(const ControlMessage& message, int fd = -1) const;
  // Blocks. nullopt: the other side is gone. A descriptor that came with it is put into `fd`.
  std::optional<ControlMessage> Receive(tracer::UniqueFd* fd = nullptr) const;

  // The same from any socket.
  static std::optional<ControlMessage> ReceiveFrom(int socket, tracer::UniqueFd* fd);

  int fd() const { return fd_.get(); }
  void Close() { fd_.reset(); }

 private:
  tracer::UniqueFd fd_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_CONTROL_CHANNEL_H_

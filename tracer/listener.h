// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_LISTENER_H_
#define FALCO_RUN_TRACER_LISTENER_H_

#include <linux/seccomp.h>

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "tracer/notification_log.h"
#include "tracer/unique_fd.h"
#include "tracer/wake_up_place.h"

namespace falco_run::tracer {

// The supervisor's end of seccomp user notification (seccomp_unotify(2)).
//
//   Listener listener(std::move(fd));
//   listener.EnableSyncWakeUp();
//   while (const seccomp_notif* n = listener.Receive()) {
//     ...
//     listener.Continue(n->id);
//   }
class Listener {
 public:
  // `log`: is told of what is received; nullptr: nobody would take over.
  explicit Listener(UniqueFd fd, NotificationLog* log = nullptr);

  // Asks the kernel to hand the CPU over directly (Linux 6.6): the supervisor wakes on the
  // caller's CPU and the caller continues there. False where unknown. A notification that was
  // waiting when it was received is answered without it: its caller sleeps on another CPU and
  // is better woken there than pulled onto ours. Unless it is from whom was answered last: that
  // one has run on our CPU, in our place. WakeUpPlace knows another exception.
  bool EnableSyncWakeUp();

  // Blocks for the next notification. nullptr when there is none: the last task of the tree
  // is gone, a signal came, or the fd was made unusable; see finished(). Valid until the
  // next call.
  const seccomp_notif* Receive();

  // Whether Receive() would not block.
  bool Pending() const;

  // Lets the call run. False when its task is gone (ENOENT), which is no error.
  bool Continue(uint64_t id);

  // Makes the call start again from its entry, without having done anything. Only for a task that
  // a stop was asked of (PTRACE_INTERRUPT): others would see an error that does not exist. False
  // as above.
  bool Again(uint64_t id);

  // Answers the calls that a supervisor had received when it died. Others that wait are left alone.
  void ContinueAbandoned(const NotificationLog& log);

  // True while the task still waits for the answer to `id` (SECCOMP_IOCTL_NOTIF_ID_VALID).
  bool IsValid(uint64_t id) const;

  // True once no task is left that could send a notification.
  bool finished() const { return finished_; }

  int fd() const { return fd_.get(); }

 private:
  bool SetFlags(uint64_t flags);
  bool Send(uint64_t id, uint32_t flags, int32_t error);

  UniqueFd fd_;
  NotificationLog* log_;
  bool finished_ = false;
  bool sync_wake_up_ = false;
  int64_t queued_ns_ = 0;
  bool was_queued_ = false;  // the present notification waits on another CPU
  WakeUpPlace place_;
  uint64_t received_id_ = 0;   // the present one
  uint32_t received_pid_ = 0;  // its thread
  uint32_t on_our_cpu_ = 0;    // the thread that was answered last, if it was woken on our CPU
  std::vector<char> request_;  // sized by SECCOMP_GET_NOTIF_SIZES, which may exceed our headers
  std::vector<char> response_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_LISTENER_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_CHILD_SIGNALS_H_
#define FALCO_RUN_APP_CHILD_SIGNALS_H_

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "tracer/unique_fd.h"

namespace falco_run::app {

// SIGCHLD, which is blocked, as something to poll(2).
class ChildSignals {
 public:
  absl::Status Open() {
    sigset_t chld;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    fd_.reset(signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK));
    return fd_.valid() ? absl::OkStatus() : absl::ErrnoToStatus(errno, "signalfd");
  }

  int fd() const { return fd_.get(); }

  // Takes what has come off it.
  void Drain() const {
    signalfd_siginfo info;
    while (read(fd_.get(), &info, sizeof info) > 0) {
    }
  }

 private:
  tracer::UniqueFd fd_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_CHILD_SIGNALS_H_

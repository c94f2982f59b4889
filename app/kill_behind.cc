// SPDX-License-Identifier: Apache-2.0
#include "app/kill_behind.h"

#include <poll.h>
#include <signal.h>

#include "app/process_tree.h"

namespace falco_run::app {

void KillWithDescendants(pid_t pid) {
  for (const pid_t child : DescendantsOf(pid)) kill(child, SIGKILL);
  kill(pid, SIGKILL);
}

void KillBehind(tracer::Listener& listener, std::chrono::milliseconds patience,
                const std::function<void()>& each_round) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!listener.finished() && std::chrono::steady_clock::now() < end) {
    if (each_round) each_round();
    while (listener.Pending()) {
      const seccomp_notif* n = listener.Receive();
      if (n == nullptr) break;
      if (n->pid != 0) KillWithDescendants(static_cast<pid_t>(n->pid));
    }
    pollfd p = {listener.fd(), POLLIN, 0};
    constexpr int kRoundMs = 1;
    if (poll(&p, 1, kRoundMs) > 0 && (p.revents & POLLHUP) != 0) return;
  }
}

}  // namespace falco_run::app

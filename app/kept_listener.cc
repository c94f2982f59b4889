// SPDX-License-Identifier: Apache-2.0
#include "app/kept_listener.h"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <new>

#include "app/kill_behind.h"

namespace falco_run::app {
namespace {

// Many threads that call again at once would be served for ever: about a millisecond.
constexpr int kMostAtOnce = 64;

}  // namespace

KeptListener::KeptListener() {
  constexpr size_t kSize = sizeof(tracer::NotificationLog);
  log_fd_.reset(memfd_create("falco-run", MFD_CLOEXEC));
  if (log_fd_.valid() && ftruncate(log_fd_.get(), kSize) != 0) log_fd_.reset();
  void* page = mmap(nullptr, kSize, PROT_READ | PROT_WRITE,
                    MAP_SHARED | (log_fd_.valid() ? 0 : MAP_ANONYMOUS), log_fd_.get(), 0);
  if (page != MAP_FAILED) log_ = new (page) tracer::NotificationLog;
}

KeptListener::~KeptListener() {
  if (log_ != nullptr) munmap(log_, sizeof(tracer::NotificationLog));
}

bool KeptListener::finished() const {
  if (!valid()) return true;
  pollfd p = {fd(), POLLIN, 0};
  return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR)) != 0;
}

void KeptListener::BeginGap() {
  if (in_gap_) return;
  in_gap_ = true;
  calls_ = 0;
  since_ = std::chrono::steady_clock::now();
  if (log_ != nullptr) listener_->ContinueAbandoned(*log_);
}

void KeptListener::Serve() {
  for (int i = 0; i < kMostAtOnce && listener_->Pending(); ++i) {
    const seccomp_notif* n = listener_->Receive();
    if (n == nullptr) return;  // its caller was killed
    if (listener_->Continue(n->id)) ++calls_;
  }
}

void KeptListener::KillRest() {
  constexpr auto kForEver = std::chrono::hours(24 * 365);
  if (!valid()) return;
  // What an engine had received and did not answer would wait for ever.
  if (log_ != nullptr) listener_->ContinueAbandoned(*log_);
  KillBehind(*listener_, kForEver);
}

KeptListener::Gap KeptListener::EndGap() {
  if (!in_gap_) return {};
  in_gap_ = false;
  return {calls_, std::chrono::steady_clock::now() - since_};
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "tracer/listener.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "tracer/clock.h"
#include "tracer/ptrace_stop.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif
#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

namespace falco_run::tracer {
namespace {

int64_t MonotonicNs() { return static_cast<int64_t>(ReadClockNs(CLOCK_MONOTONIC)); }

}  // namespace

Listener::Listener(UniqueFd fd, NotificationLog* log) : fd_(std::move(fd)), log_(log) {
  seccomp_notif_sizes sizes = {};
  if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) != 0) sizes = {};
  request_.resize(std::max<size_t>(sizes.seccomp_notif, sizeof(seccomp_notif)));
  response_.resize(std::max<size_t>(sizes.seccomp_notif_resp, sizeof(seccomp_notif_resp)));
}

bool Listener::SetFlags(uint64_t flags) {
  return ioctl(fd_.get(), SECCOMP_IOCTL_NOTIF_SET_FLAGS, flags) == 0;
}

bool Listener::EnableSyncWakeUp() {
  sync_wake_up_ = SetFlags(SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
  if (!sync_wake_up_) return false;
  // Receiving what is already there costs about as much as this; being woken costs far more.
  int64_t fastest = std::numeric_limits<int64_t>::max();
  for (int i = 0; i < 16; ++i) {
    const int64_t start = MonotonicNs();
    IsValid(0);
    fastest = std::min(fastest, MonotonicNs() - start);
  }
  queued_ns_ = 2 * fastest;
  return true;
}

const seccomp_notif* Listener::Receive() {
  // The kernel refuses a request buffer that is not all zero.
  std::memset(request_.data(), 0, request_.size());
  auto* request = reinterpret_cast<seccomp_notif*>(request_.data());
  const int64_t start = MonotonicNs();
  if (ioctl(fd_.get(), SECCOMP_IOCTL_NOTIF_RECV, request) == 0) {
    if (log_ != nullptr) log_->received.store(request->id, std::memory_order_relaxed);
    const int64_t now = MonotonicNs();
    was_queued_ = now - start < queued_ns_ && request->pid != on_our_cpu_;
    place_.Note(was_queued_, static_cast<uint64_t>(now));
    received_id_ = request->id;
    received_pid_ = request->pid;
    return request;
  }
  if (errno == EINTR || errno == EINPROGRESS) return nullptr;
  // ENOENT: either the task died between wake-up and read, or the last one is gone.
  pollfd p = {fd_.get(), POLLIN, 0};
  if (poll(&p, 1, 0) >= 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL))) finished_ = true;
  return nullptr;
}

bool Listener::Continue(uint64_t id) { return Send(id, SECCOMP_USER_NOTIF_FLAG_CONTINUE, 0); }

bool Listener::Again(uint64_t id) { return Send(id, 0, -kAgainAlways); }

void Listener::ContinueAbandoned(const NotificationLog& log) {
  // The supervisor may have died before it could write down the last one. Numbers are given in
  // order, and the oldest that waits is received first: the next ones are tried until one is not
  // received yet. Those between belong to callers that were killed. The one that was written down
  // may be answered with its caller not awake yet, which looks as if it were not received.
  constexpr uint64_t kMostKilled = 1 << 12;
  for (const auto& place : log.held) {
    if (const uint64_t id = place.load(std::memory_order_relaxed); id != 0) Continue(id);
  }
  const uint64_t last = log.received.load(std::memory_order_relaxed);
  if (last == 0) return;
  for (uint64_t id = last; id - last < kMostKilled; ++id) {
    if (Continue(id)) return;
    if (errno == EINPROGRESS && id != last) return;
  }
}

bool Listener::Send(uint64_t id, uint32_t flags, int32_t error) {
  auto* response = reinterpret_cast<seccomp_notif_resp*>(response_.data());
  std::memset(response_.data(), 0, response_.size());
  response->id = id;
  response->flags = flags;
  response->error = error;
  const bool elsewhere = sync_wake_up_ && was_queued_ && !place_.AllHere();
  if (elsewhere) SetFlags(0);
  int rc;
  do {
    rc = ioctl(fd_.get(), SECCOMP_IOCTL_NOTIF_SEND, response);
  } while (rc != 0 && errno == EINTR);
  const int error_number = errno;
  if (elsewhere) SetFlags(SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
  on_our_cpu_ = sync_wake_up_ && !elsewhere && id == received_id_ ? received_pid_ : 0;
  errno = error_number;
  return rc == 0;
}

bool Listener::Pending() const {
  pollfd p = {fd_.get(), POLLIN, 0};
  return poll(&p, 1, 0) == 1 && (p.revents & POLLIN) != 0;
}

bool Listener::IsValid(uint64_t id) const {
  return ioctl(fd_.get(), SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_LIVE_BACKEND_H_
#define FALCO_RUN_APP_LIVE_BACKEND_H_

#include <mutex>

#include "tracer/backend.h"

namespace falco_run::app {

// The figures of a backend for other threads, before it is there, while it runs and afterwards.
class LiveBackend {
 public:
  // nullptr: it goes away; its last figures stay.
  void Set(const tracer::Backend* backend) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (backend == nullptr && backend_ != nullptr) last_ = backend_->stats();
    backend_ = backend;
  }

  tracer::BackendStats stats() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return backend_ == nullptr ? last_ : backend_->stats();
  }

 private:
  mutable std::mutex mutex_;
  const tracer::Backend* backend_ = nullptr;
  tracer::BackendStats last_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_LIVE_BACKEND_H_

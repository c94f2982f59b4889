// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_BACKEND_THREAD_H_
#define FALCO_RUN_APP_BACKEND_THREAD_H_

#include <signal.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "app/priority.h"
#include "tracer/backend.h"

namespace falco_run::app {

// Runs a backend on a thread of its own.
class BackendThread {
 public:
  // The backend is not owned. `at_start`: called first, by the thread.
  explicit BackendThread(tracer::Backend& backend, std::function<void()> at_start = RaisePriority)
      : backend_(backend) {
    // Interrupts the backend's wait, and does nothing else.
    struct sigaction wake = {};
    wake.sa_handler = [](int) {};
    sigaction(SIGURG, &wake, nullptr);
    thread_ = std::thread([this, at_start = std::move(at_start)] {
      sigset_t wake_only;
      sigemptyset(&wake_only);
      sigaddset(&wake_only, SIGURG);
      pthread_sigmask(SIG_UNBLOCK, &wake_only, nullptr);
      at_start();
      backend_.Run();
      done_ = true;
    });
  }
  ~BackendThread() { Stop(); }
  BackendThread(const BackendThread&) = delete;
  BackendThread& operator=(const BackendThread&) = delete;

  // Whether the backend has ended by itself, or was stopped.
  bool done() const { return done_; }

  // Ends it and waits for that.
  void Stop() {
    while (!done_) {
      backend_.Stop();  // again and again: it may come just before the wait
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  tracer::Backend& backend_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_BACKEND_THREAD_H_

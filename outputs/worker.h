// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_WORKER_H_
#define FALCO_RUN_OUTPUTS_WORKER_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "outputs/backoff.h"
#include "outputs/output.h"
#include "outputs/source.h"

namespace falco_run::outputs {

struct WorkerOptions {
  std::chrono::milliseconds first_retry{100};
  std::chrono::milliseconds longest_retry{30'000};
  // Tries of one message before it is given up; 0: no limit.
  uint32_t most_tries = 0;
  // Called first on the thread, where there is one: it may give itself a priority.
  std::function<void()> at_start;
};

// What one output did so far.
struct OutputStats {
  std::string name;
  uint64_t delivered = 0;
  uint64_t failed = 0;   // refused for good, or given up
  uint64_t dropped = 0;  // never taken: the queue was full
  uint64_t retried = 0;  // tries beyond the first
  uint64_t waiting = 0;  // not delivered yet
  std::string last_error;
};

// Carries messages from a source to an output on a thread of its own, and tries again with
// growing pauses what could not be delivered.
class Worker {
 public:
  // `before`: what an output of this name did before; it is counted on.
  Worker(std::unique_ptr<Output> output, std::unique_ptr<Source> source, WorkerOptions options,
         const OutputStats& before = {});
  // Ends the thread; what is left is not delivered.
  ~Worker();

  // The source has something. Cheap while the worker is busy.
  void Wake();

  // Waits until everything that waits now is settled, at most until `deadline`. False if it was
  // not in time.
  bool Flush(std::chrono::steady_clock::time_point deadline);

  // Ends the thread: from the deadline on, what is left stays in the source.
  void Stop(std::chrono::steady_clock::time_point deadline);

  // Ends the thread after what is being delivered, at most until the deadline, so that another
  // worker can go on with the source. Returns what was taken and is not settled, the oldest first.
  std::vector<MessagePtr> Halt(std::chrono::steady_clock::time_point deadline);
  // After Halt.
  std::unique_ptr<Source> TakeSource() { return std::move(source_); }

  OutputStats stats() const;

 private:
  struct Pending {
    MessagePtr message;
    uint32_t tries = 0;
    bool settled = false;
  };

  void Run();
  void TakeMore();
  // Gives the pending messages to the output. Returns how long to wait before trying again.
  std::chrono::milliseconds DeliverPending();
  void SettleFront();

  const std::unique_ptr<Output> output_;
  std::unique_ptr<Source> source_;
  const WorkerOptions options_;
  Backoff backoff_;
  std::vector<Pending> pending_;  // the worker's thread only

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  bool signalled_ = false;
  bool stopping_ = false;
  bool busy_ = false;
  bool ended_ = false;
  uint64_t settled_in_hand_ = 0;  // of pending_, behind one that is not
  OutputStats stats_;
  std::thread thread_;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_WORKER_H_

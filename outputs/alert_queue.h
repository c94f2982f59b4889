// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_ALERT_QUEUE_H_
#define FALCO_RUN_OUTPUTS_ALERT_QUEUE_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "outputs/output.h"
#include "proto/alert.pb.h"

namespace falco_run::outputs {

// Stands between the engine and the outputs: renders and writes alerts on a thread of its
// own, so that a slow output never holds the watched program.
//
//   AlertQueue queue(render, 65536);
//   queue.AddOutput(std::move(file));
//   queue.Push(std::move(alert));   // from the supervisor's thread; never blocks
//   queue.Close();                  // writes what is left
//
// When `capacity` alerts are waiting, further ones are dropped and counted.
class AlertQueue {
 public:
  using Render = std::function<std::string(const proto::Alert&)>;  // one line, no newline

  AlertQueue(Render render, size_t capacity);
  ~AlertQueue();

  // Before the first Push.
  void AddOutput(std::unique_ptr<Output> output);

  void Push(proto::Alert alert);

  // Returns once everything that was pushed before has been handed to the outputs.
  void Flush();

  // Flushes and ends the thread.
  void Close();

  struct Stats {
    uint64_t written = 0;  // alerts
    uint64_t dropped = 0;  // because the queue was full
    uint64_t failed = 0;   // writes that an output refused
    std::string last_error;
  };
  Stats stats() const;

 private:
  void Run();

  const Render render_;
  const size_t capacity_;
  std::vector<std::unique_ptr<Output>> outputs_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::deque<proto::Alert> waiting_;
  bool busy_ = false;
  bool closing_ = false;
  Stats stats_;
  std::thread thread_;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_ALERT_QUEUE_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ENGINE_SINK_H_
#define FALCO_RUN_APP_ENGINE_SINK_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/process_counts.h"
#include "audit/sink.h"
#include "engine/engine.h"
#include "metrics/histogram.h"
#include "outputs/dispatcher.h"
#include "tracer/sink.h"

namespace falco_run::app {

// Joins the tracer to the engine and the engine to the outputs: each event is evaluated while
// its caller waits, alerts go to the queue.
//
// Events of the audit log may come from another thread than those of the tracer.
class EngineSink : public tracer::Sink, public audit::Sink {
 public:
  // Neither is owned.
  EngineSink(engine::Engine& engine, outputs::Dispatcher& outputs);

  // From here on the processes are kept in mind for Replace(). Before the first record.
  void KeepProcesses() { keep_processes_ = true; }
  // From the next event on this engine evaluates, with the processes as they are then. From any
  // thread; needs KeepProcesses().
  void Replace(std::unique_ptr<engine::Engine> engine);

  // Fills evaluation_times() and process_counts() from here on; costs two looks at the clock an
  // event. Before the first record.
  void Measure() { measure_ = true; }

  void OnStart(const proto::Start& start) override;
  void OnProcess(const proto::Process& process) override;
  void OnProcessExit(const proto::ProcessExit& exit) override;
  tracer::Verdict OnSyscall(const proto::SyscallEvent& event) override;
  tracer::Verdict OnOutcome(const proto::SyscallEvent& event) override;
  void OnAudit(const proto::AuditEvent& event) override;

  struct Rule {
    uint64_t alerts = 0;
    proto::Priority priority = proto::DEBUG;
    std::string source;
    std::vector<std::string> tags;
  };
  struct Counts {
    std::string backend;  // what watches, once it has started
    uint64_t evaluated = 0;
    std::array<uint64_t, 8> by_priority{};
    std::map<std::string, Rule> rules;  // that raised alerts
  };
  // A copy; from any thread.
  Counts counts() const;

  // How long the rules took for each event.
  const metrics::Histogram& evaluation_times() const { return evaluation_times_; }
  const ProcessCounts& process_counts() const { return process_counts_; }

 private:
  // `process_id`: whose event it was; 0: nobody's.
  void Emit(uint64_t process_id, std::vector<proto::Alert>& alerts);
  tracer::Verdict Evaluate(const proto::SyscallEvent& event);
  void UseNewEngine();

  std::reference_wrapper<engine::Engine> engine_;
  std::unique_ptr<engine::Engine> replaced_by_;  // what engine_ is, after Replace()
  bool keep_processes_ = false;
  proto::Start start_;
  // By id. Ids are given in order: parents come before their children.
  std::map<uint64_t, proto::Process> processes_;
  std::atomic<bool> has_new_engine_{false};
  std::unique_ptr<engine::Engine> new_engine_;  // guarded by mutex_
  outputs::Dispatcher& outputs_;
  std::string hostname_;
  std::vector<proto::Alert> alerts_;        // of the present event
  std::vector<proto::Alert> audit_alerts_;  // of the present audit event
  std::mutex audit_mutex_;  // audit events come on another thread, and engine_ changes
  mutable std::mutex mutex_;
  Counts counts_;
  bool measure_ = false;
  metrics::Histogram evaluation_times_;
  ProcessCounts process_counts_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ENGINE_SINK_H_

// SPDX-License-Identifier: Apache-2.0
#include "app/engine_sink.h"

#include <chrono>
#include <utility>

namespace falco_run::app {
namespace {

bool ComesAgain(tracer::Verdict verdict) {
  return verdict == tracer::Verdict::kNeedDescriptor || verdict == tracer::Verdict::kNeedProcess;
}

}  // namespace

EngineSink::EngineSink(engine::Engine& engine, outputs::Dispatcher& outputs)
    : engine_(engine), outputs_(outputs) {}

void EngineSink::OnStart(const proto::Start& start) {
  hostname_ = start.hostname();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    counts_.backend = start.backend();
  }
  if (keep_processes_) start_ = start;
  engine_.get().OnStart(start);
}

void EngineSink::OnProcess(const proto::Process& process) {
  if (keep_processes_) processes_[process.id()] = process;
  if (measure_) process_counts_.OnProcess(process);
  engine_.get().OnProcess(process);
}

void EngineSink::OnProcessExit(const proto::ProcessExit& exit) {
  if (keep_processes_) processes_.erase(exit.id());
  if (measure_) process_counts_.OnExit(exit.id());
  engine_.get().OnProcessExit(exit);
}

void EngineSink::Replace(std::unique_ptr<engine::Engine> engine) {
  std::lock_guard<std::mutex> lock(mutex_);
  new_engine_ = std::move(engine);
  has_new_engine_ = true;
}

void EngineSink::UseNewEngine() {
  std::unique_ptr<engine::Engine> engine;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    engine = std::move(new_engine_);
    has_new_engine_ = false;
  }
  engine->OnStart(start_);
  for (const auto& [id, process] : processes_) engine->OnProcess(process);
  std::lock_guard<std::mutex> lock(audit_mutex_);
  engine_ = *engine;
  replaced_by_ = std::move(engine);
}

tracer::Verdict EngineSink::OnSyscall(const proto::SyscallEvent& event) {
  if (has_new_engine_.load(std::memory_order_acquire)) UseNewEngine();
  if (!measure_) return Evaluate(event);
  using std::chrono::steady_clock;
  const auto start = steady_clock::now();
  const tracer::Verdict verdict = Evaluate(event);
  const std::chrono::nanoseconds time = steady_clock::now() - start;
  evaluation_times_.Add(static_cast<uint64_t>(time.count()));
  if (!ComesAgain(verdict)) process_counts_.OnEvent(event.process_id());
  return verdict;
}

tracer::Verdict EngineSink::Evaluate(const proto::SyscallEvent& event) {
  const engine::Decision decision = engine_.get().Evaluate(event, alerts_);
  if (decision != engine::Decision::kNeedDescriptor &&
      decision != engine::Decision::kNeedProcess) {  // it comes again
    std::lock_guard<std::mutex> lock(mutex_);
    ++counts_.evaluated;
  }
  switch (decision) {
    case engine::Decision::kNoMatch:
      break;
    case engine::Decision::kMatch:
      Emit(event.process_id(), alerts_);
      break;
    case engine::Decision::kNeedOutcome:
      alerts_.clear();
      return tracer::Verdict::kNeedOutcome;
    case engine::Decision::kNeedDescriptor:
      return tracer::Verdict::kNeedDescriptor;
    case engine::Decision::kNeedProcess:
      return tracer::Verdict::kNeedProcess;
  }
  return tracer::Verdict::kContinue;
}

tracer::Verdict EngineSink::OnOutcome(const proto::SyscallEvent& event) {
  const engine::Decision decision = engine_.get().Evaluate(event, alerts_);
  if (decision == engine::Decision::kNeedProcess) return tracer::Verdict::kNeedProcess;
  if (decision == engine::Decision::kMatch) Emit(event.process_id(), alerts_);
  return tracer::Verdict::kContinue;
}

void EngineSink::OnAudit(const proto::AuditEvent& event) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ++counts_.evaluated;
  }
  std::lock_guard<std::mutex> lock(audit_mutex_);
  if (engine_.get().Evaluate(event, audit_alerts_) == engine::Decision::kMatch) {
    Emit(0, audit_alerts_);
  }
}

void EngineSink::Emit(uint64_t process_id, std::vector<proto::Alert>& alerts) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (proto::Alert& alert : alerts) {
    if (measure_) process_counts_.OnAlert(process_id);
    if (alert.hostname().empty()) alert.set_hostname(hostname_);
    ++counts_.by_priority[static_cast<size_t>(alert.priority())];
    Rule& rule = counts_.rules[alert.rule()];
    if (rule.alerts++ == 0) {
      rule.priority = alert.priority();
      rule.source = alert.source();
      rule.tags.assign(alert.tags().begin(), alert.tags().end());
    }
    outputs_.Push(alert);
  }
  alerts.clear();
}

EngineSink::Counts EngineSink::counts() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return counts_;
}

}  // namespace falco_run::app

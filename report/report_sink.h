// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_REPORT_REPORT_SINK_H_
#define FALCO_RUN_REPORT_REPORT_SINK_H_

#include <vector>

#include "audit/sink.h"
#include "engine/engine.h"
#include "engine/loader/rule_set.h"
#include "json/document.h"
#include "report/report_data.h"
#include "tracer/sink.h"

namespace falco_run::report {

// Evaluates what it is told and keeps it for a report.
class ReportSink : public tracer::Sink, public audit::Sink {
 public:
  // None is owned. `rules` are those of the engine.
  ReportSink(engine::Engine& engine, const engine::RuleSet& rules, ReportData& data)
      : engine_(engine), rules_(rules), data_(data) {}

  void OnStart(const proto::Start& start) override;
  void OnProcess(const proto::Process& process) override;
  void OnProcessExit(const proto::ProcessExit& exit) override;
  tracer::Verdict OnSyscall(const proto::SyscallEvent& event) override;
  tracer::Verdict OnOutcome(const proto::SyscallEvent& event) override;
  void OnAudit(const proto::AuditEvent& event) override;

 private:
  void KeepCall(const proto::SyscallEvent& event);
  void Keep(uint64_t process, const std::string& call, const std::string& result);

  engine::Engine& engine_;
  const engine::RuleSet& rules_;
  ReportData& data_;
  uint64_t now_ns_ = 0;  // of the last event
  std::vector<proto::Alert> alerts_;
  json::Document audit_event_;
};

// "openat(dirfd=-100, name=/etc/shadow, flags=0)".
std::string CallText(const proto::SyscallEvent& event);
// "3", "-2 (ENOENT)", "not known"; "(estimated)" behind a predicted one.
std::string ResultText(const proto::SyscallEvent& event);

}  // namespace falco_run::report

#endif  // FALCO_RUN_REPORT_REPORT_SINK_H_

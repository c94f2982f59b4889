// SPDX-License-Identifier: Apache-2.0
#include "report/report_sink.h"

#include <arpa/inet.h>
#include <string.h>

#include <algorithm>
#include <utility>

#include "engine/events/event_table.h"

namespace falco_run::report {
namespace {

constexpr size_t kLongestValue = 300;

std::string Shorten(std::string text) {
  if (text.size() <= kLongestValue) return text;
  text.resize(kLongestValue);
  return text + "...";
}

std::string AddressText(const proto::SocketAddress& address) {
  char text[INET6_ADDRSTRLEN] = {};
  const bool v4 = address.ip().size() == 4;
  if (v4 || address.ip().size() == 16) {
    inet_ntop(v4 ? AF_INET : AF_INET6, address.ip().data(), text, sizeof text);
    const std::string ip = v4 ? std::string(text) : "[" + std::string(text) + "]";
    return ip + ":" + std::to_string(address.port());
  }
  return address.path();
}

std::string ArgumentText(const proto::Argument& argument) {
  if (argument.unreadable()) return "(unreadable)";
  if (argument.has_address()) return AddressText(argument.address());
  if (!argument.path().empty()) return argument.path();
  if (!argument.text().empty()) return argument.text();
  if (argument.list().empty()) return std::to_string(argument.number());
  std::string words;
  for (const std::string& word : argument.list()) words += (words.empty() ? "" : " ") + word;
  return "[" + words + "]";
}

std::string TextOf(json::Value value) {
  const bool scalar = value.Is(json::Kind::kString) || value.Is(json::Kind::kNumber);
  return scalar ? Shorten(std::string(value.text())) : "";
}

// "create pods/exec shop/web-1 by alice": the request that an audit event tells of.
std::string RequestText(json::Value event) {
  const json::Value object = event["objectRef"];
  std::string text = TextOf(event["verb"]);
  for (const char* key : {"resource", "subresource"}) {
    const std::string part = TextOf(object[key]);
    if (!part.empty()) text += (*key == 'r' ? " " : "/") + part;
  }
  const std::string name = TextOf(object["name"]);
  const std::string ns = TextOf(object["namespace"]);
  if (!name.empty() || !ns.empty()) text += " " + ns + (ns.empty() ? "" : "/") + name;
  if (!object) text += " " + TextOf(event["requestURI"]);
  return text + " by " + TextOf(event["user"]["username"]);
}

}  // namespace

std::string CallText(const proto::SyscallEvent& event) {
  std::string text(event.type() == proto::EVENT_GENERIC
                       ? std::string_view(event.name())
                       : std::string_view(engine::GetEventInfo(event.type()).name));
  text += "(";
  bool first = true;
  for (const proto::Argument& argument : event.args()) {
    text += first ? "" : ", ";
    first = false;
    text.append(engine::ParamName(argument.param())).append("=");
    text += Shorten(ArgumentText(argument));
  }
  return text + ")";
}

std::string ResultText(const proto::SyscallEvent& event) {
  if (event.outcome() == proto::OUTCOME_UNKNOWN) return "not known";
  std::string text = std::to_string(event.result());
  if (event.result() < 0 && event.result() > -4096) {
    const char* const name = strerrorname_np(static_cast<int>(-event.result()));
    if (name != nullptr) text += std::string(" (") + name + ")";
  }
  if (event.outcome() == proto::OUTCOME_PREDICTED) text += " (estimated)";
  return text;
}

void ReportSink::OnStart(const proto::Start& start) {
  data_.start = start;
  now_ns_ = start.time_ns();
  engine_.OnStart(start);
}

void ReportSink::OnProcess(const proto::Process& process) {
  ReportData::Process& kept = data_.processes[process.id()];
  kept.id = process.id();
  kept.parent = process.parent_id();
  kept.pid = process.pid();
  if (kept.begin_ns == 0) kept.begin_ns = process.clone_time_ns();
  ReportData::Exec exec;
  exec.time_ns = process.exec_time_ns() != 0 ? process.exec_time_ns() : now_ns_;
  exec.exe = process.exe_path();
  exec.cmdline = process.exe();
  for (const std::string& arg : process.args()) exec.cmdline += " " + arg;
  exec.cmdline = Shorten(std::move(exec.cmdline));
  exec.user = process.user_name().empty() ? std::to_string(process.uid()) : process.user_name();
  const bool is_new = kept.execs.empty() || kept.execs.back().exe != exec.exe ||
                      kept.execs.back().cmdline != exec.cmdline ||
                      kept.execs.back().user != exec.user;
  if (is_new) kept.execs.push_back(std::move(exec));
  engine_.OnProcess(process);
}

void ReportSink::OnProcessExit(const proto::ProcessExit& exit) {
  const auto it = data_.processes.find(exit.id());
  if (it != data_.processes.end()) it->second.end_ns = exit.time_ns();
  engine_.OnProcessExit(exit);
}

tracer::Verdict ReportSink::OnSyscall(const proto::SyscallEvent& event) {
  now_ns_ = event.time_ns();
  data_.event_times.push_back(event.time_ns());
  ++data_.by_type[event.type() == proto::EVENT_GENERIC
                      ? event.name()
                      : std::string(engine::GetEventInfo(event.type()).name)];
  const auto it = data_.processes.find(event.process_id());
  if (it != data_.processes.end()) ++it->second.events;
  const engine::Decision decision = engine_.Evaluate(event, alerts_);
  if (decision == engine::Decision::kMatch) KeepCall(event);
  alerts_.clear();
  return decision == engine::Decision::kNeedOutcome ? tracer::Verdict::kNeedOutcome
                                                    : tracer::Verdict::kContinue;
}

tracer::Verdict ReportSink::OnOutcome(const proto::SyscallEvent& event) {
  if (engine_.Evaluate(event, alerts_) == engine::Decision::kMatch) KeepCall(event);
  alerts_.clear();
  return tracer::Verdict::kContinue;
}

void ReportSink::OnAudit(const proto::AuditEvent& event) {
  now_ns_ = event.time_ns();
  data_.event_times.push_back(event.time_ns());
  ++data_.audit_events;
  const json::Value root =
      audit_event_.Parse(event.json()).ok() ? audit_event_.root() : json::Value();
  ++data_.by_type["audit " + TextOf(root["verb"])];
  engine_.Evaluate(event, alerts_);
  if (!alerts_.empty()) Keep(0, RequestText(root), TextOf(root["responseStatus"]["code"]));
  alerts_.clear();
}

void ReportSink::KeepCall(const proto::SyscallEvent& event) {
  Keep(event.process_id(), CallText(event), ResultText(event));
}

void ReportSink::Keep(uint64_t process, const std::string& call, const std::string& result) {
  for (proto::Alert& alert : alerts_) {
    ++data_.by_rule[alert.rule()];
    if (!data_.descriptions.contains(alert.rule())) {
      const auto rule = std::find_if(rules_.rules.begin(), rules_.rules.end(),
                                     [&](const auto& r) { return r.name == alert.rule(); });
      data_.descriptions[alert.rule()] = rule == rules_.rules.end() ? "" : rule->description;
    }
    const auto it = data_.processes.find(process);
    if (it != data_.processes.end()) ++it->second.alerts;
    if (data_.alerts.size() >= ReportData::kMostAlerts) {
      ++data_.alerts_left_out;
      continue;
    }
    if (alert.hostname().empty()) alert.set_hostname(data_.start.hostname());
    data_.alerts.push_back({std::move(alert), process, call, result});
  }
}

}  // namespace falco_run::report

// SPDX-License-Identifier: Apache-2.0
#include "app/summary.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/loader/priority.h"

namespace falco_run::app {
namespace {

std::string NameOf(size_t priority) {
  return std::string(engine::PriorityName(static_cast<proto::Priority>(priority)));
}

uint64_t Alerts(const Summary& s) {
  uint64_t sum = 0;
  for (const uint64_t n : s.by_priority) sum += n;
  return sum;
}

// Alerts that did not reach an output. Events are never lost: a call waits for its evaluation.
// Those that wait still have their chance while we stay, or on disk.
uint64_t Lost(const Summary& s) {
  const bool waiting_is_lost = !s.outbox && !s.run.tree_left;
  return s.outputs.lost() + (waiting_is_lost ? s.outputs.waiting() : 0);
}

std::string Count(uint64_t n, const char* what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

void Line(std::string& out, const std::string& text) { out += "falco-run: " + text + "\n"; }

void AddBlindSpots(const Summary& s, std::string& out) {
  for (const auto& [sentence, count] : s.run.stats.blind_spots) {
    Line(out, "blind spot: " + sentence + " (" + std::to_string(count) + " times)");
  }
  if (!s.run.fallback.empty()) {
    Line(out, "note: watched by ptrace, which is slower (no user notification here: " +
                  s.run.fallback + ")");
  }
  if (s.run.no_new_privs) {
    Line(out, "note: no_new_privs is set: sudo, su and other setuid programs gain no privileges");
  }
  if (s.run.unsupported.empty()) return;
  std::string names;
  for (const std::string& name : s.run.unsupported) names += (names.empty() ? "" : ", ") + name;
  Line(out, "blind spot: rules ask for events that are not observed: " + names);
}

// Nothing to say of an output that did its work.
void AddOutput(const Summary& s, const outputs::OutputStats& output, std::string& out) {
  std::string text;
  const auto add = [&](uint64_t n, const char* what) {
    if (n != 0) text += (text.empty() ? "" : ", ") + std::to_string(n) + " " + what;
  };
  add(output.dropped, "dropped (the queue was full)");
  add(output.failed, "refused");
  add(output.waiting, s.outbox          ? "wait in the outbox for the next run"
                      : s.run.tree_left ? "wait"
                                        : "not delivered in time");
  if (text.empty()) return;
  if (!output.last_error.empty()) text += ": " + output.last_error;
  Line(out, "output " + output.name + ": " + text);
}

void AddRecording(const recording::WriterStats& recording, std::string& out) {
  Line(out,
       "recorded " + Count(recording.records, "record") + " in " + Count(recording.bytes, "byte"));
  if (recording.lost == 0) return;
  Line(out, Count(recording.lost, "record") + " could not be recorded: " + recording.error);
}

void AddReplay(const Summary::Replay& replay, std::string& out) {
  if (replay.outcomes_not_recorded != 0) {
    Line(out, "outcome not recorded: " + Count(replay.outcomes_not_recorded, "event") +
                  " decided as if the call had succeeded, because these rules ask for outcomes "
                  "that the recorded run did not need");
  }
  if (replay.not_recorded.empty()) return;
  std::string names;
  for (const std::string& name : replay.not_recorded) names += (names.empty() ? "" : ", ") + name;
  Line(out, "blind spot: rules ask for what was not recorded: " + names);
}

void AddAudit(const Summary::Audit& audit, std::string& out) {
  for (const auto& [why, count] : audit.refused) {
    Line(out, "refused: " + why + " (" + Count(count, "event") + ")");
  }
  const auto add = [&](uint64_t n, const char* what) {
    if (n != 0) Line(out, "refused: " + std::to_string(n) + " " + what);
  };
  add(audit.malformed, "bodies or lines that are no JSON");
  add(audit.unauthorized, "requests without a good token");
  add(audit.overloaded, "requests while too much waited; their senders were told to come again");
}

}  // namespace

std::string FormatSummary(const Summary& s, bool more) {
  std::string out;
  const uint64_t alerts = Alerts(s);
  std::string line = Count(s.run.stats.events, "event") + (s.replay ? " recorded, " : " seen, ") +
                     std::to_string(s.evaluated) + " evaluated by " + Count(s.rules, "rule") +
                     "; " + Count(alerts, "alert");
  std::string split;
  for (size_t i = 0; i < s.by_priority.size(); ++i) {
    if (s.by_priority[i] == 0) continue;
    split += (split.empty() ? "" : ", ") + std::to_string(s.by_priority[i]) + " " + NameOf(i);
  }
  if (!split.empty()) line += " (" + split + ")";
  Line(out, line + "; " + std::to_string(Lost(s)) + " lost");
  for (const auto& [rule, count] : s.by_rule) {
    Line(out, "  " + std::to_string(count) + " x " + rule);
  }
  if (s.outputs.grouped != 0) {
    Line(out, Count(s.outputs.grouped, "alert") + " repeated others and were counted in them");
  }
  for (const outputs::OutputStats& output : s.outputs.outputs) AddOutput(s, output, out);
  AddBlindSpots(s, out);
  if (s.recording) AddRecording(*s.recording, out);
  if (s.replay) AddReplay(*s.replay, out);
  if (s.audit) AddAudit(*s.audit, out);
  if (s.run.tree_left) {
    Line(out, "processes of the program are still running; process " +
                  std::to_string(s.engine_pid) + " goes on watching them");
  }
  if (more) {
    const auto& t = s.run.stats;
    Line(out, "tracer: " + std::to_string(t.notifications) + " notifications, " +
                  std::to_string(t.outcomes) + " outcomes taken (" + std::to_string(t.followed) +
                  " of calls that may wait), " + std::to_string(t.predicted) + " predicted, " +
                  std::to_string(t.vanished) + " callers vanished, " + std::to_string(s.seconds) +
                  " s");
  }
  return out;
}

std::string FormatSummaryJson(const Summary& s) {
  nlohmann::ordered_json j;
  j["events_seen"] = s.run.stats.events;
  j["events_evaluated"] = s.evaluated;
  j["rules"] = s.rules;
  j["alerts"] = Alerts(s);
  auto& priorities = j["alerts_by_priority"] = nlohmann::ordered_json::object();
  for (size_t i = 0; i < s.by_priority.size(); ++i) {
    if (s.by_priority[i] != 0) priorities[NameOf(i)] = s.by_priority[i];
  }
  auto& rules = j["alerts_by_rule"] = nlohmann::ordered_json::object();
  for (const auto& [rule, count] : s.by_rule) rules[rule] = count;
  j["lost"] = Lost(s);
  j["grouped"] = s.outputs.grouped;
  auto& outputs = j["outputs"] = nlohmann::ordered_json::object();
  for (const outputs::OutputStats& output : s.outputs.outputs) {
    outputs[output.name] = {{"delivered", output.delivered}, {"dropped", output.dropped},
                            {"failed", output.failed},       {"retried", output.retried},
                            {"waiting", output.waiting},     {"last_error", output.last_error}};
  }
  auto& blind = j["blind_spots"] = nlohmann::ordered_json::object();
  for (const auto& [sentence, count] : s.run.stats.blind_spots) blind[sentence] = count;
  j["events_not_observed"] = s.run.unsupported;
  if (!s.replay) {
    j["backend"] = s.run.mechanism == tracer::Mechanism::kNotify ? "notify" : "ptrace";
    j["fallback"] = s.run.fallback;
  }
  j["no_new_privs"] = s.run.no_new_privs;
  j["notifications"] = s.run.stats.notifications;
  j["outcomes_taken"] = s.run.stats.outcomes;
  j["outcomes_followed"] = s.run.stats.followed;
  j["outcomes_predicted"] = s.run.stats.predicted;
  if (s.recording) {
    j["records_written"] = s.recording->records;
    j["recording_bytes"] = s.recording->bytes;
    j["records_lost"] = s.recording->lost;
  }
  if (s.replay) {
    j["recording"] = s.replay->file;
    j["outcomes_not_recorded"] = s.replay->outcomes_not_recorded;
    j["not_recorded"] = s.replay->not_recorded;
  }
  if (s.audit) {
    j["audit"] = {{"events", s.audit->events},        {"bytes", s.audit->bytes},
                  {"malformed", s.audit->malformed},  {"refused", s.audit->refused},
                  {"requests", s.audit->requests},    {"unauthorized", s.audit->unauthorized},
                  {"overloaded", s.audit->overloaded}};
  }
  j["exit_code"] = s.run.exit_code;
  j["processes_left"] = s.run.tree_left;
  j["seconds"] = s.seconds;
  return j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void AddCounts(const EngineSink::Counts& counts, const outputs::Dispatcher& dispatcher,
               Summary& summary) {
  summary.evaluated = counts.evaluated;
  summary.by_priority = counts.by_priority;
  for (const auto& [name, rule] : counts.rules) summary.by_rule[name] = rule.alerts;
  summary.outputs = dispatcher.stats();
  summary.outbox = dispatcher.has_outbox();
}

void PrintSummary(const Summary& summary, bool json, bool more) {
  std::cerr << (json ? FormatSummaryJson(summary) : FormatSummary(summary, more)) << std::flush;
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "report/report_data.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/format/alert_text.h"
#include "engine/loader/priority.h"

namespace falco_run::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kBuckets = 120;

// Milliseconds from the beginning, as JavaScript's numbers can hold them.
double Milliseconds(uint64_t ns, uint64_t begin) {
  return ns < begin ? 0 : static_cast<double>(ns - begin) / 1e6;
}

Json ProcessJson(const ReportData::Process& process, uint64_t begin) {
  Json execs = Json::array();
  for (const ReportData::Exec& exec : process.execs) {
    execs.push_back({{"at", Milliseconds(exec.time_ns, begin)},
                     {"exe", exec.exe},
                     {"cmdline", exec.cmdline},
                     {"user", exec.user}});
  }
  Json json = {{"id", process.id},        {"parent", process.parent},
               {"pid", process.pid},      {"begin", Milliseconds(process.begin_ns, begin)},
               {"execs", execs},          {"events", process.events},
               {"alerts", process.alerts}};
  if (process.end_ns != 0) json["end"] = Milliseconds(process.end_ns, begin);
  return json;
}

// Those with alerts and their ancestors first, when there are too many.
Json ProcessesJson(const std::map<uint64_t, ReportData::Process>& processes, uint64_t begin) {
  std::map<uint64_t, const ReportData::Process*> chosen;
  const auto choose = [&](const ReportData::Process* process) {
    while (process != nullptr && chosen.emplace(process->id, process).second) {
      const auto parent = processes.find(process->parent);
      process = parent == processes.end() ? nullptr : &parent->second;
    }
  };
  for (const auto& [id, process] : processes) {
    if (process.alerts != 0) choose(&process);
  }
  for (const auto& [id, process] : processes) {
    if (chosen.size() >= ReportData::kMostProcesses) break;
    choose(&process);
  }
  Json json = Json::array();
  for (const auto& [id, process] : chosen) json.push_back(ProcessJson(*process, begin));
  return json;
}

Json AlertJson(const ReportData::Alert& alert, uint64_t begin) {
  // As it is printed: values keep their types.
  Json json = Json::parse(engine::AlertJson(alert.alert), nullptr, false);
  json["message"] = alert.alert.message();
  json["level"] = static_cast<int>(alert.alert.priority());
  json["at"] = Milliseconds(alert.alert.time_ns(), begin);
  json["process"] = alert.process;
  json["call"] = alert.call;
  json["result"] = alert.result;
  return json;
}

}  // namespace

Json ReportData::ToJson() const {
  uint64_t begin = start.time_ns();
  // The events of a log have their own time.
  if (!event_times.empty() && audit_events == event_times.size()) {
    begin = *std::min_element(event_times.begin(), event_times.end());
  }
  uint64_t end = begin;
  for (const uint64_t time : event_times) end = std::max(end, time);
  for (const auto& [id, process] : processes) end = std::max(end, process.end_ns);
  std::array<uint64_t, kBuckets> buckets{};
  const uint64_t width = std::max<uint64_t>((end - begin) / kBuckets + 1, 1);
  for (const uint64_t time : event_times) {
    ++buckets[std::min<size_t>(time < begin ? 0 : (time - begin) / width, kBuckets - 1)];
  }
  std::string command;
  for (const std::string& word : start.command()) command += (command.empty() ? "" : " ") + word;
  Json json = {{"hostname", start.hostname()},
               {"kernel", start.kernel_release()},
               {"backend", start.backend()},
               {"version", start.version()},
               {"command", command},
               {"container", start.container().id()},
               {"begin", static_cast<double>(begin) / 1e6},  // ms since 1970
               {"length", Milliseconds(end, begin)},
               {"exit_code", exit_code},
               {"complete", complete},
               {"damage", damage},
               {"events", event_times.size()},
               {"audit_events", audit_events},
               {"buckets", buckets},
               {"by_type", by_type},
               {"by_rule", by_rule},
               {"descriptions", descriptions},
               {"blind_spots", blind_spots},
               {"processes", ProcessesJson(processes, begin)},
               {"processes_in_all", processes.size()},
               {"alerts_left_out", alerts_left_out}};
  Json& list = json["alerts"] = Json::array();
  for (const Alert& alert : alerts) list.push_back(AlertJson(alert, begin));
  return json;
}

}  // namespace falco_run::report

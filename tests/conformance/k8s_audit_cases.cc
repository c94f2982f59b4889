// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "audit/event_splitter.h"
#include "engine/engine.h"
#include "engine/loader/loader.h"
#include "tests/conformance/corpus.h"
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {
namespace {

using Counts = std::map<std::string, int>;

std::string Print(const Counts& counts) {
  std::string text;
  for (const auto& [rule, n] : counts) text += " '" + rule + "' " + std::to_string(n);
  return text.empty() ? " nothing" : text;
}

// Loads what the case names. "" or why it cannot.
std::string Load(const std::string& corpus, const nlohmann::json& c, engine::Loader& loader) {
  for (const std::string name : c["rules"]) {
    engine::LoadResult result;
    if (c["extra_rules"].contains(name)) {
      result = loader.AddFile(name, c["extra_rules"][name].get<std::string>());
    } else if (name == "K8SAuditRules") {
      result = loader.LoadFile(corpus + "/stock_rules/k8s_audit_rules.yaml");
    } else {
      continue;  // of syscalls, from before the corpus
    }
    if (!result.ok()) return name + ": " + result.errors.front().message;
  }
  return "";
}

// Feeds the case's events, one a line, and counts alerts. "" or what went wrong.
std::string Feed(const std::string& text, engine::Engine& engine,
                 std::vector<proto::Alert>& alerts) {
  std::istringstream lines(text);
  audit::EventSplitter splitter;
  audit::SplitBody split;
  uint64_t seq = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const absl::Status status = splitter.Split(line, split);
    if (!status.ok()) return std::string(status.message());
    if (split.refused() > 0) return split.first_fault;
    for (const audit::SplitEvent& e : split.events) {
      proto::AuditEvent event;
      event.set_seq(++seq);
      event.set_time_ns(e.time_ns);
      event.set_json(e.json.data(), e.json.size());
      engine.Evaluate(event, alerts);
    }
  }
  return seq > 0 ? "" : "no events";
}

// Priorities by the names that cases use: "INFO" is short.
bool HasPriority(const std::vector<proto::Alert>& alerts, const std::string& name) {
  return std::any_of(alerts.begin(), alerts.end(), [&](const proto::Alert& alert) {
    return proto::Priority_Name(alert.priority()).substr(0, name.size()) == name;
  });
}

// Cases with counts: exactly these alerts. Others say which priorities must not occur, or nothing
// but that rules and events are read.
std::string Judge(const nlohmann::json& c, const std::vector<proto::Alert>& alerts) {
  const Counts expected = c["counts"].get<Counts>();
  Counts counts;
  for (const proto::Alert& alert : alerts) ++counts[alert.rule()];
  if (!expected.empty() && counts != expected) {
    return "expected" + Print(expected) + ", got" + Print(counts);
  }
  for (const std::string priority : c["prio"]) {
    if (HasPriority(alerts, priority) == c["no_detect"].get<bool>()) {
      return "priority " + priority + " is wrong: got" + Print(counts);
    }
  }
  return "";
}

}  // namespace

void RunK8sAuditCases(const std::string& corpus, Tally& tally) {
  const auto cases = ReadJsonLines(corpus + "/k8s_audit/cases.jsonl");
  if (!cases) return tally.Skip("k8s_audit", "is not there");
  for (const nlohmann::json& c : *cases) {
    const std::string name = c["test"];
    engine::LoaderOptions options = MakeLoaderOptions();
    options.sources.insert("k8s_audit");
    engine::Loader loader(options);
    if (const std::string why = Load(corpus, c, loader); !why.empty()) {
      tally.Fail(name, why);
      continue;
    }
    auto engine = engine::Engine::Create(loader.rules(), {});
    if (!engine.ok()) {
      tally.Fail(name, std::string(engine.status().message()));
      continue;
    }
    const std::string file = c["capture_file"];
    const auto text = ReadText(corpus + "/k8s_audit/events/" + file);
    if (!text) {
      tally.Fail(name, file + " cannot be read");
      continue;
    }
    std::vector<proto::Alert> alerts;
    if (const std::string why = Feed(*text, **engine, alerts); !why.empty()) {
      tally.Fail(name, file + ": " + why);
      continue;
    }
    const std::string why = Judge(c, alerts);
    tally.Expect(why.empty(), name, why);
  }
}

}  // namespace falco_run::conformance

// SPDX-License-Identifier: Apache-2.0
#include "app/test_runner.h"

#include <algorithm>
#include <utility>

#include "app/command_run.h"
#include "app/explain_render.h"
#include "app/selected_rules.h"
#include "engine/describe/event_description.h"
#include "engine/explain/check_text.h"
#include "engine/explain/explainer.h"
#include "engine/format/alert_text.h"

namespace falco_run::app {
namespace {

using engine::ExplainedRule;
using engine::Explanation;
using engine::RuleVerdict;
using nlohmann::json;

constexpr int kCommandSeconds = 60;

const ExplainedRule* FindExplained(const Explanation& explanation, const std::string& rule) {
  for (const ExplainedRule& r : explanation.rules) {
    if (r.rule->name == rule) return &r;
  }
  return nullptr;
}

std::string AlertText(const json& alert) {
  return alert.value("rule", "") + " (" + alert.value("priority", "") +
         "): " + alert.value("output", "");
}

}  // namespace

absl::StatusOr<TestResult> TestRunner::Run(const RulesTest& test) {
  TestResult result;
  result.test = &test;
  if (test.command.empty()) {
    if (absl::Status s = RunEvents(test, result); !s.ok()) return s;
    return result;
  }
  auto run = RunCommand(test.command, rule_paths_, overrides_, kCommandSeconds);
  if (!run.ok()) {
    result.other.emplace_back(run.status().message());
    return result;
  }
  result.alerts = std::move(run->alerts);
  const Mismatch mismatch = Compare(test.expect, result.alerts);
  for (const AlertExpectation* e : mismatch.missing) result.missing.push_back(Describe(*e));
  for (const json* alert : mismatch.unexpected) result.unexpected.push_back(AlertText(*alert));
  result.other = mismatch.counts;
  result.passed = mismatch.empty();
  return result;
}

absl::Status TestRunner::RunEvents(const RulesTest& test, TestResult& result) {
  // Nothing of one test is left for the next.
  auto engine = engine::Engine::Create(rules_, MakeEngineOptions(config_));
  if (!engine.ok()) return engine.status();
  auto explainer = engine::Explainer::Create(rules_, MakeEngineOptions(config_));
  if (!explainer.ok()) return explainer.status();
  engine::EventDescriber describer;
  std::vector<proto::Alert> alerts;
  std::vector<Explanation> explanations;
  for (const YAML::Node& node : test.events) {
    auto records = describer.Describe(node);
    if (!records.ok()) return records.status();
    for (const proto::Record& r : *records) {
      if (r.has_start()) {
        (*engine)->OnStart(r.start());
        (*explainer)->OnStart(r.start());
      } else if (r.has_process()) {
        (*engine)->OnProcess(r.process());
        (*explainer)->OnProcess(r.process());
      } else if (r.has_syscall()) {
        (*engine)->Evaluate(r.syscall(), alerts);
        explanations.push_back((*explainer)->Explain(r.syscall()));
      }
    }
  }
  for (const proto::Alert& alert : alerts) {
    result.alerts.push_back(json::parse(engine::AlertJson(alert)));
  }
  const Mismatch mismatch = Compare(test.expect, result.alerts);
  for (const AlertExpectation* e : mismatch.missing) result.missing.push_back(Describe(*e));
  for (const json* alert : mismatch.unexpected) result.unexpected.push_back(AlertText(*alert));
  result.other = mismatch.counts;
  result.passed = mismatch.empty();
  Explain(mismatch.missing, explanations, result);
  if (coverage_ != nullptr) {
    for (const Explanation& explanation : explanations) coverage_->Add(explanation);
  }
  return absl::OkStatus();
}

// For each missing alert: the event that came nearest, and what decided it.
void TestRunner::Explain(const std::vector<const AlertExpectation*>& missing,
                         const std::vector<Explanation>& explanations, TestResult& result) {
  for (const AlertExpectation* e : missing) {
    const ExplainedRule* nearest = nullptr;
    size_t event = 0;
    for (size_t i = 0; i < explanations.size(); ++i) {
      const ExplainedRule* rule = FindExplained(explanations[i], e->rule);
      if (rule == nullptr) continue;
      const auto rank = [](const ExplainedRule& r) {
        return r.verdict == RuleVerdict::kNoMatch ? r.condition.distance : 0;
      };
      if (nearest == nullptr || rank(*rule) < rank(*nearest)) {
        nearest = rule;
        event = i + 1;
      }
    }
    if (nearest == nullptr) continue;
    std::string why = explanations.size() > 1 ? "event " + std::to_string(event) + ": " : "";
    if (nearest->verdict == RuleVerdict::kFires) {
      why += e->rule + " fires, but its alert is not as expected";
    } else if (nearest->verdict == RuleVerdict::kNoMatch && nearest->deciding_check) {
      why +=
          engine::CheckSentence(*engine::FindCheck(nearest->condition, *nearest->deciding_check));
      const uint32_t n = nearest->condition.distance;
      if (n > 1) why += " (" + std::to_string(n) + " checks away)";
    } else {
      why += e->rule + " " + VerdictText(*nearest);
    }
    result.why.push_back(std::move(why));
  }
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "app/test_runner.h"

#include <chrono>
#include <utility>

#include "app/command_run.h"
#include "app/explain_record.h"
#include "app/nearest_miss.h"
#include "app/scratch_directory.h"
#include "app/selected_rules.h"
#include "engine/describe/event_description.h"
#include "engine/explain/explainer.h"
#include "engine/format/alert_text.h"

namespace falco_run::app {
namespace {

using nlohmann::json;

constexpr int kCommandSeconds = 60;

std::string AlertText(const json& alert) {
  return alert.value("rule", "") + " (" + alert.value("priority", "") +
         "): " + alert.value("output", "");
}

// Compares the alerts with what is expected.
Mismatch Judge(TestResult& result) {
  Mismatch mismatch = Compare(result.test->expect, result.alerts);
  for (const AlertExpectation* e : mismatch.missing) result.missing.push_back(Describe(*e));
  for (const json* alert : mismatch.unexpected) result.unexpected.push_back(AlertText(*alert));
  result.other = mismatch.counts;
  result.passed = mismatch.empty();
  return mismatch;
}

}  // namespace

absl::StatusOr<TestResult> TestRunner::Run(const RulesTest& test) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  TestResult result;
  result.test = &test;
  if (!test.command.empty()) {
    RunCommandTest(test, result);
  } else if (absl::Status s = RunEvents(test, result); !s.ok()) {
    return s;
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return result;
}

void TestRunner::RunCommandTest(const RulesTest& test, TestResult& result) {
  const ScratchDirectory scratch;
  if (scratch.path().empty()) {
    result.other.emplace_back("no directory for temporary files");
    return;
  }
  auto run = RunCommand(test.command, rule_paths_, overrides_, scratch.path(), kCommandSeconds);
  if (!run.ok()) {
    result.other.emplace_back(run.status().message());
    return;
  }
  result.alerts = std::move(run->alerts);
  const Mismatch mismatch = Judge(result);
  if (mismatch.missing.empty() && coverage_ == nullptr) return;
  auto records = OpenRecords(run->recording);
  const absl::Status status =
      records.ok() ? Explain(mismatch, **records, result) : records.status();
  // Where processes outlive the command, the recording goes on and has no end yet.
  if (!status.ok() && !absl::IsDataLoss(status) && !mismatch.missing.empty()) {
    result.why.push_back("not known: " + std::string(status.message()));
  }
}

absl::Status TestRunner::RunEvents(const RulesTest& test, TestResult& result) {
  engine::EventDescriber describer;
  std::vector<proto::Record> records;
  for (const YAML::Node& node : test.events) {
    auto described = describer.Describe(node);
    if (!described.ok()) return described.status();
    for (proto::Record& r : *described) records.push_back(std::move(r));
  }
  // Nothing of one test is left for the next.
  engine::EngineOptions options = MakeEngineOptions(config_);
  options.host_names = std::make_shared<engine::FixedHostNames>(describer.host_names());
  auto engine = engine::Engine::Create(rules_, options);
  if (!engine.ok()) return engine.status();
  std::vector<proto::Alert> alerts;
  for (const proto::Record& r : records) {
    if (r.has_start()) (*engine)->OnStart(r.start());
    if (r.has_process()) (*engine)->OnProcess(r.process());
    if (r.has_syscall()) (*engine)->Evaluate(r.syscall(), alerts);
    if (r.has_audit()) (*engine)->Evaluate(r.audit(), alerts);
  }
  for (const proto::Alert& alert : alerts) {
    result.alerts.push_back(json::parse(engine::AlertJson(alert)));
  }
  const Mismatch mismatch = Judge(result);
  if (mismatch.missing.empty() && coverage_ == nullptr) return absl::OkStatus();
  return Explain(mismatch, *MakeRecordSource(std::move(records), options.host_names), result);
}

absl::Status TestRunner::Explain(const Mismatch& mismatch, RecordSource& records,
                                 TestResult& result) {
  auto explainer = MakeExplainer(rules_, config_, records);
  if (!explainer.ok()) return explainer.status();
  using EventName = NearestMiss::EventName;
  NearestMiss nearest(mismatch.missing, records.recorded() ? EventName::kText : EventName::kNumber);
  absl::StatusOr<std::optional<proto::Record>> record;
  while ((record = records.Next()).ok() && record->has_value()) {
    const auto explanation = ExplainRecord(**record, **explainer);
    if (!explanation) continue;
    nearest.Add(*explanation);
    if (coverage_ != nullptr) coverage_->Add(*explanation);
  }
  result.why = nearest.Sentences();
  return record.status();
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
// Any text as a file of event descriptions: describing never crashes, errors come with a place,
// and what is described can be evaluated, explained and printed.
#include <re2/re2.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/describe/event_description.h"
#include "engine/describe/yaml_text.h"
#include "engine/engine.h"
#include "engine/explain/explainer.h"
#include "engine/format/alert_text.h"
#include "engine/loader/loader.h"
#include "engine/program/checker.h"

namespace falco_run::engine {
namespace {

constexpr char kRules[] = R"(
- rule: opened
  desc: d
  condition: evt.type in (open, openat, execve, connect, dup2) and fd.num >= 0
  output: "%evt.args %fd.name %fd.sip %fd.typechar %fs.path.name %user.name %evt.res"
  priority: WARNING
- rule: everything
  desc: d
  condition: evt.num > 0 and not (proc.aname = nobody and evt.arg.flags contains x)
  output: "%evt.time %evt.args %proc.cmdline %proc.aname[3] %proc.env %container.id %thread.cap_effective %proc.duration %evt.category"
  priority: INFO
)";

void Require(bool good) {
  if (!good) std::abort();
}

// "LINE:COLUMN: what is wrong"
void CheckError(const absl::Status& status) {
  static const re2::RE2 kPlaced("(?s)\\d+:\\d+: .+", re2::RE2::Latin1);
  Require(re2::RE2::FullMatch(std::string(status.message()), kPlaced));
}

const RuleSet& Rules() {
  static const RuleSet* const rules = [] {
    LoaderOptions options;
    options.check_condition = [](const Expr& condition, std::string_view source) {
      return CheckCondition(condition, source);
    };
    options.check_output = CheckOutput;
    Loader loader(options);
    Require(loader.AddFile("rules", kRules).ok());
    return new RuleSet(loader.rules());
  }();
  return *rules;
}

// Both must come to the same decision.
class Evaluator {
 public:
  Evaluator()
      : engine_(Engine::Create(Rules(), kOptions).value()),
        explainer_(Explainer::Create(Rules(), kOptions).value()) {}

  void Feed(const proto::Record& record) {
    if (record.has_start()) {
      engine_->OnStart(record.start());
      explainer_->OnStart(record.start());
    } else if (record.has_process()) {
      engine_->OnProcess(record.process());
      explainer_->OnProcess(record.process());
    } else if (record.has_syscall()) {
      std::vector<proto::Alert> alerts;
      const Decision decision = engine_->Evaluate(record.syscall(), alerts);
      Require(explainer_->Explain(record.syscall()).decision == decision);
      for (const proto::Alert& alert : alerts) Require(!AlertJson(alert).empty());
    } else if (record.has_audit()) {
      std::vector<proto::Alert> alerts;
      const Decision decision = engine_->Evaluate(record.audit(), alerts);
      Require(explainer_->Explain(record.audit()).decision == decision);
    }
  }

 private:
  static inline const EngineOptions kOptions = {.rule_matching = EngineOptions::Matching::kAll};
  const std::unique_ptr<Engine> engine_;
  const std::unique_ptr<Explainer> explainer_;
};

void Run(const std::string& text) {
  const auto documents = ParseYaml(text);
  if (!documents.ok()) return CheckError(documents.status());
  std::optional<Evaluator> evaluator;
  EventDescriber describer;
  for (const YAML::Node& document : *documents) {
    const auto events = FindDescriptions(document);
    if (!events.ok()) return CheckError(events.status());
    for (const YAML::Node& event : *events) {
      const auto records = describer.Describe(event);
      if (!records.ok()) return CheckError(records.status());
      Require(!records->empty());
      Require(records->back().has_syscall() || records->back().has_audit());
      if (!evaluator) evaluator.emplace();
      for (const proto::Record& record : *records) evaluator->Feed(record);
    }
  }
}

}  // namespace
}  // namespace falco_run::engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  falco_run::engine::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}

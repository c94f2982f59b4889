// SPDX-License-Identifier: Apache-2.0
#include "app/explain.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/explain_json.h"
#include "app/explain_record.h"
#include "app/explain_render.h"
#include "app/palette.h"
#include "app/record_source.h"
#include "app/selected_rules.h"
#include "engine/explain/explainer.h"

namespace falco_run::app {
namespace {

constexpr int kWrongInput = 1;

int Fail(const std::string& message) {
  std::cerr << "falco-run: " << message << "\n";
  return kWrongInput;
}

// Prints the explanation of each event as it comes.
class Printer {
 public:
  Printer(const ExplainOptions& options, bool json)
      : options_(options), json_(json), palette_(Palette::For(STDOUT_FILENO)) {}

  // `recorded`: one of many that nobody chose.
  void Print(const engine::Explanation& explanation, bool recorded) {
    if (!IsWanted(explanation, recorded)) {
      ++left_out_;
      return;
    }
    ++events_;
    if (json_) {
      out_.push_back(ExplanationJson(explanation, options_.rules));
      return;
    }
    std::cout << (events_ > 1 ? "\n" : "")
              << RenderHeadline(explanation, recorded ? explanation.number : events_, palette_)
              << "\n";
    if (options_.rules.empty()) {
      std::cout << RenderOverview(explanation, options_.nearest, palette_);
      return;
    }
    for (const engine::ExplainedRule& rule : explanation.rules) {
      for (const std::string& name : options_.rules) {
        if (rule.rule->name == name) std::cout << RenderRule(rule, palette_);
      }
    }
    std::cout << "\n" << RenderLegend(palette_);
  }

  void Finish() {
    if (!json_ && left_out_ > 0) {
      std::cout << (events_ > 0 ? "\n" : "") << left_out_ << " more events"
                << (options_.numbers.empty() ? ", at which nothing fires" : "")
                << "; --num N shows the one with that evt.num\n";
    }
    if (json_) {
      std::cout << out_.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
    }
  }

 private:
  bool IsWanted(const engine::Explanation& explanation, bool recorded) const {
    const auto& numbers = options_.numbers;
    if (!numbers.empty()) {
      return std::find(numbers.begin(), numbers.end(), explanation.number) != numbers.end();
    }
    if (!recorded) return true;
    return std::any_of(explanation.rules.begin(), explanation.rules.end(), [&](const auto& rule) {
      if (rule.verdict != engine::RuleVerdict::kFires) return false;
      const auto& names = options_.rules;
      return names.empty() || std::find(names.begin(), names.end(), rule.rule->name) != names.end();
    });
  }

  const ExplainOptions& options_;
  const bool json_;
  const Palette palette_;
  size_t events_ = 0;
  size_t left_out_ = 0;
  nlohmann::ordered_json out_ = nlohmann::ordered_json::array();
};

absl::Status ExplainAll(RecordSource& source, engine::Explainer& explainer, Printer& printer) {
  for (;;) {
    auto record = source.Next();
    if (!record.ok()) return record.status();
    if (!record->has_value()) return absl::OkStatus();
    if (const auto explanation = ExplainRecord(**record, explainer)) {
      printer.Print(*explanation, source.recorded());
    }
  }
}

}  // namespace

int RunExplain(const Options& options, const Config& config, bool json) {
  const auto rules = LoadSelectedRules(options.rules, config);
  if (!rules) return kWrongInput;
  for (const std::string& name : options.explain.rules) {
    if (FindRule(*rules, name) == nullptr) return Fail(NoSuchRule(*rules, name));
  }
  Printer printer(options.explain, json);
  for (const std::string& path : options.explain.events) {
    auto source = OpenRecords(path);
    if (!source.ok()) return Fail(std::string(source.status().message()));
    // Each file is a stream of its own.
    auto explainer = MakeExplainer(*rules, config, **source);
    if (!explainer.ok()) return Fail(std::string(explainer.status().message()));
    const absl::Status status = ExplainAll(**source, **explainer, printer);
    if (!status.ok()) {
      printer.Finish();  // what came before the damage
      return Fail(std::string(status.message()));
    }
  }
  printer.Finish();
  return 0;
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/rule_details.h"
#include "engine/language/parser.h"
#include "engine/language/printer.h"
#include "engine/loader/append_output.h"
#include "engine/loader/condition_hints.h"
#include "engine/loader/loader.h"
#include "engine/loader/report.h"
#include "tests/conformance/corpus.h"
#include "tests/conformance/json_assertion.h"
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {
namespace {

using engine::AppendOutput;
using engine::LoadResult;
using engine::Problem;
using engine::Rule;

bool Mentions(const std::vector<Problem>& problems, const std::string& text) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
    return problem.message.find(text) != std::string::npos;
  });
}

std::string Describe(const LoadResult& result) {
  std::string text;
  for (const auto* problems : {&result.errors, &result.warnings}) {
    for (const Problem& problem : *problems) {
      text += std::string(text.empty() ? "" : "; ") + std::string(CodeName(problem.code)) + ": " +
              problem.message;
    }
  }
  return text.empty() ? "no problems" : text;
}

// The settings of upstream's tests, which their names describe.
std::optional<std::vector<AppendOutput>> AppendOutputOf(const std::string& test) {
  if (test == "extra_format_all") return {{{.extra_output = "extra 1"}}};
  if (test == "extra_format_by_rule") {
    return {{{.rule = "legit_rule", .extra_output = "extra 1"}}};
  }
  if (test == "extra_format_by_tag_rule") {
    return {{{.tags = {"tag1"}, .extra_output = "extra 1"},
             {.rule = "another_rule", .extra_output = "extra 2"},
             {.tags = {"tag1", "tag2"}, .extra_output = "extra 3"}}};
  }
  return std::nullopt;
}

// One upstream test: a loader and the assertions on it.
class Case {
 public:
  Case(std::string name, Tally& tally)
      : name_(std::move(name)), tally_(tally), loader_(MakeLoaderOptions()) {}

  void Run(const nlohmann::json& assertion) {
    if (assertion.contains("load")) return Load(assertion);
    if (assertion.contains("other")) return Other(assertion["other"].get<std::string>());
    if (assertion.contains("schema")) {
      const bool ok = result_.schema == engine::SchemaStatus::kOk;
      const std::string warning =
          result_.schema_warnings.empty() ? "" : result_.schema_warnings.front();
      return Expect(ok == (assertion["schema"] == "ok"), "schema: " + warning);
    }
    if (assertion.contains("error")) {
      const std::string text = assertion["error"].get<std::string>();
      return Expect(Mentions(result_.errors, text), "no error '" + text + "'");
    }
    if (assertion.contains("warning")) {
      const std::string text = assertion["warning"].get<std::string>();
      return Expect(Mentions(result_.warnings, text), "no warning '" + text + "'");
    }
    if (assertion.contains("warning_absent")) {
      const std::string text = assertion["warning_absent"].get<std::string>();
      return Expect(!Mentions(result_.warnings, text), "warning '" + text + "'");
    }
    if (assertion.contains("has_warnings")) {
      return Expect(result_.warnings.empty() != assertion["has_warnings"].get<bool>(),
                    "has_warnings");
    }
    if (assertion.contains("num_rules")) {
      const auto& rules = loader_.rules().rules;
      const auto enabled =
          std::count_if(rules.begin(), rules.end(), [](const Rule& rule) { return rule.enabled; });
      return Expect(std::to_string(enabled) == assertion["num_rules"].get<std::string>(),
                    std::to_string(enabled) + " rules");
    }
    if (assertion.contains("get_compiled_rule_condition")) return CompiledCondition(assertion);
    if (assertion.contains("get_compiled_rule_output")) return CompiledOutput(assertion);
    tally_.Skip(name_, "not understood: " + assertion.dump());
  }

 private:
  void Expect(bool good, const std::string& why) {
    tally_.Expect(good, name_, good ? "" : why + " (" + Describe(result_) + ")");
  }

  void Load(const nlohmann::json& assertion) {
    if (!assertion["content"].is_string()) {
      return tally_.Skip(name_, "the corpus does not hold the rules");
    }
    result_ = loader_.AddFile("rules.yaml", assertion["content"].get<std::string>());
    const bool expected = assertion["load"].get<bool>();
    Expect(result_.ok() == expected, expected ? "does not load" : "loads");
  }

  void CompiledCondition(const nlohmann::json& assertion) {
    const std::string name = assertion["rule"].get<std::string>();
    const std::string wanted = assertion["get_compiled_rule_condition"].get<std::string>();
    for (const Rule& rule : loader_.rules().rules) {
      if (rule.name != name) continue;
      const std::string printed = engine::PrintCondition(*rule.expr);
      return Expect(printed == wanted, "condition is " + printed + ", not " + wanted);
    }
    Expect(false, "no rule '" + name + "'");
  }

  void CompiledOutput(const nlohmann::json& assertion) {
    const auto settings = AppendOutputOf(name_);
    if (!settings) {
      return tally_.Skip(name_, "the append_output settings of the test are not in the corpus");
    }
    const std::string name = assertion.value("rule", "");
    const std::string wanted = assertion["get_compiled_rule_output"].get<std::string>();
    engine::RuleSet rules = loader_.rules();
    engine::ApplyAppendOutput(*settings, "", rules);
    for (const Rule& rule : rules.rules) {
      if (rule.name != name) continue;
      const std::string output = rule.output + rule.extra_output;
      return Expect(output == wanted, "output is " + output + ", not " + wanted);
    }
    Expect(false, "no rule '" + name + "'");
  }

  // Assertions kept as upstream's source text; only some forms are understood.
  void Other(const std::string& text) {
    if (text.find("rule_description") != text.npos) {
      const auto description = nlohmann::json(app::DescribeRules(loader_.rules()));
      if (const auto f = CheckJson(text, "rule_description", description)) {
        return Expect(f->problem.empty(), f->problem);
      }
    }
    if (text.find("m_load_result_json") != text.npos) {
      if (const auto f = CheckJson(text, "m_load_result_json", engine::ReportJson(result_))) {
        return Expect(f->problem.empty(), f->problem);
      }
    }
    for (bool expected : {true, false}) {
      const std::string macro = expected ? "ASSERT_TRUE " : "ASSERT_FALSE ";
      if (text == macro + "m_load_result->successful()") {
        return Expect(result_.ok() == expected, expected ? "does not load" : "loads");
      }
      if (text == macro + "m_load_result->has_warnings()") {
        return Expect(result_.warnings.empty() != expected, "has_warnings");
      }
      if (text.starts_with(macro + "warns_ast(*")) return HandMadeCondition(text, expected);
    }
    if (text.find(" snippet.find(") != text.npos && !result_.warnings.empty()) {
      if (const auto f = CheckText(text, "snippet", result_.warnings.front().snippet)) {
        return Expect(f->problem.empty(), f->problem);
      }
    }
    if (text.find(" output.find(") != text.npos && !loader_.rules().rules.empty()) {
      if (const auto f = CheckText(text, "output", loader_.rules().rules.front().output)) {
        return Expect(f->problem.empty(), f->problem);
      }
    }
    for (bool expected : {true, false}) {
      const std::string prefix = expected ? "ASSERT_TRUE warns(\"" : "ASSERT_FALSE warns(\"";
      if (text.rfind(prefix, 0) != 0 || text.size() < prefix.size() + 2) continue;
      const std::string condition = text.substr(prefix.size(), text.size() - prefix.size() - 2);
      engine::ParseResult parsed = engine::ParseCondition(condition);
      const bool warns = parsed.ok() && !engine::ConditionHints(*parsed.expr).empty();
      return Expect(warns == expected, condition + (warns ? " warns" : " does not warn"));
    }
    constexpr std::string_view kPlugins = "ASSERT_FALSE check_requirements(error,{";
    if (text.rfind(kPlugins, 0) == 0) return UnmetPlugins(text.substr(kPlugins.size()));
    const bool counts =
        text.find("num_rules_for_ruleset") != text.npos || text.find("enabled_count") != text.npos;
    tally_.Skip(name_, counts ? "upstream's calls on its rule sets between the counts are not in "
                                "the corpus"
                              : "asks an object of upstream's test: " + text);
  }

  // `{"NAME","VERSION"},...},"RULES")`: these plugins do not do for the rules.
  void UnmetPlugins(const std::string& text) {
    const size_t rules = text.find("},\"");
    if (rules == text.npos || !text.ends_with("\")")) {
      return tally_.Skip(name_, "the corpus holds only the beginning of the rules");
    }
    std::map<std::string, std::string> plugins;
    std::vector<std::string> quoted;
    for (size_t at = text.find('"'); at < rules; at = text.find('"', at + 1)) {
      const size_t end = text.find('"', at + 1);
      quoted.push_back(text.substr(at + 1, end - at - 1));
      at = end;
    }
    for (size_t i = 0; i + 1 < quoted.size(); i += 2) plugins[quoted[i]] = quoted[i + 1];
    std::string content = text.substr(rules + 3, text.size() - rules - 5);
    for (size_t at = content.find("\\n"); at != content.npos; at = content.find("\\n", at)) {
      content.replace(at, 2, "\n");
    }
    engine::Loader loader(MakeLoaderOptions());
    loader.AddFile("rules.yaml", content);
    Expect(!loader.CheckPlugins(plugins).ok(), "the plugins do for " + content);
  }

  // Conditions that upstream's test makes without a parser; in words they are in its name.
  void HandMadeCondition(const std::string& text, bool expected) {
    if (name_ != "warnings_with_transformer_wrapping_unsafe_field") {
      return tally_.Skip(name_, "its condition is not in the corpus");
    }
    const std::string field = expected ? "ka.verb" : "proc.name";
    for (const char* call : {"tolower(", "toupper(", "tolower(toupper("}) {
      const std::string close =
          std::string_view(call).find("toupper(", 1) == std::string_view::npos ? ")" : "))";
      engine::ParseResult parsed = engine::ParseCondition(call + field + close + " = <NA>");
      const bool warns = parsed.ok() && !engine::ConditionHints(*parsed.expr).empty();
      if (!parsed.ok() || warns != expected) return Expect(false, text + ": " + call + field);
    }
    Expect(true, "");
  }

  std::string name_;
  Tally& tally_;
  engine::Loader loader_;
  LoadResult result_;
};

}  // namespace

void RunRuleLoaderCases(const std::string& corpus, Tally& tally) {
  const auto cases = ReadJsonLines(corpus + "/rules_files/rule_loader_cases.jsonl");
  if (!cases.has_value()) return tally.Skip("rule_loader_cases.jsonl", "is not there");
  for (const nlohmann::json& value : *cases) {
    if (!value.is_object() || !value.contains("asserts")) {
      tally.Fail("rule_loader_cases.jsonl", "a line is no case");
      continue;
    }
    Case test(value.value("test", ""), tally);
    for (const nlohmann::json& assertion : value["asserts"]) test.Run(assertion);
  }
}

}  // namespace falco_run::conformance

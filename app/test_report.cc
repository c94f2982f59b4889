// SPDX-License-Identifier: Apache-2.0
#include "app/test_report.h"

#include <nlohmann/json.hpp>

namespace falco_run::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kCountColumn = 64;

std::string Field(const char* name, const std::string& text) {
  std::string out = "       " + std::string(name) + ":";
  out.resize(20, ' ');
  return out + text + "\n";
}

std::string RenderCheck(const CheckCoverage& check, const Palette& p) {
  std::string text = check.macro.empty() ? "    " + check.text : "      " + check.text;
  text.append(text.size() + 2 < kCountColumn ? kCountColumn - text.size() : 2, ' ');
  std::string counts = "true " + std::to_string(check.is_true) + "  false " +
                       std::to_string(check.is_false - check.is_null);
  if (check.is_null > 0) counts += "  null " + std::to_string(check.is_null);
  if (check.is_unknown > 0) counts += "  unknown " + std::to_string(check.is_unknown);
  if (check.full()) return text + p.good + counts + p.reset + "\n";
  const bool looked_at = check.is_true + check.is_false + check.is_unknown > 0;
  counts += !looked_at           ? "  <- never looked at"
            : check.is_true == 0 ? "  <- never true"
                                 : "  <- never false";
  return text + p.unsure + counts + p.reset + "\n";
}

std::string RenderRuleCoverage(const RuleCoverage& rule, const Palette& p) {
  std::string out = std::string(p.bold) + rule.rule + p.reset + ": ";
  if (rule.events == 0) return out + p.unsure + "no event of its type was tested" + p.reset + "\n";
  out += std::string(rule.fired > 0 ? p.good : p.unsure) +
         (rule.fired > 0 ? "fired " + std::to_string(rule.fired) + " of " : "never fired, ") +
         std::to_string(rule.events) + (rule.events == 1 ? " event" : " events") + p.reset + "\n";
  std::string macro;
  for (const CheckCoverage& check : rule.checks) {
    if (check.macro != macro && !check.macro.empty()) out += "    " + check.macro + "\n";
    macro = check.macro;
    out += RenderCheck(check, p);
  }
  return out;
}

}  // namespace

std::string RenderResult(const TestResult& result, const std::string& file, const Palette& p) {
  if (result.passed) {
    return std::string(p.good) + "ok" + p.reset + "     " + result.test->name + "\n";
  }
  std::string out = std::string(p.bad) + "FAIL" + p.reset + "   " + p.bold + result.test->name +
                    p.reset + " (" + file + ":" + std::to_string(result.test->line) + ")\n";
  for (const std::string& text : result.missing) out += Field("expected", text);
  for (const std::string& text : result.unexpected) {
    out += Field(result.test->expect.empty() ? "expected" : "also got",
                 result.test->expect.empty() ? "no alert" : text);
    if (result.test->expect.empty()) out += Field("got", text);
  }
  if (!result.missing.empty() && result.alerts.empty()) out += Field("got", "no alert");
  for (const std::string& text : result.other) out += Field("problem", text);
  for (const std::string& text : result.why) out += Field("because", text);
  return out;
}

Json ResultJson(const TestResult& result, const std::string& file) {
  Json j = {{"name", result.test->name}, {"file", file},
            {"line", result.test->line}, {"passed", result.passed},
            {"missing", result.missing}, {"unexpected", result.unexpected},
            {"problems", result.other},  {"why", result.why}};
  j["alerts"] = result.alerts;
  return j;
}

std::string RenderCoverage(const std::vector<RuleCoverage>& rules, const Palette& p) {
  std::string out;
  size_t checks = 0;
  size_t full = 0;
  size_t fired = 0;
  std::string never;
  for (const RuleCoverage& rule : rules) {
    out += RenderRuleCoverage(rule, p);
    for (const CheckCoverage& check : rule.checks) {
      ++checks;
      full += check.full() ? 1 : 0;
    }
    fired += rule.fired > 0 ? 1 : 0;
    if (rule.fired == 0) never += (never.empty() ? "" : ", ") + rule.rule;
  }
  out += "\ncoverage: " + std::to_string(fired) + " of " + std::to_string(rules.size()) +
         " rules fired; " + std::to_string(full) + " of " + std::to_string(checks) +
         " checks were both true and false\n";
  if (!never.empty()) out += "never fired: " + never + "\n";
  return out;
}

Json CoverageJson(const std::vector<RuleCoverage>& rules) {
  Json out = Json::array();
  for (const RuleCoverage& rule : rules) {
    Json r = {{"rule", rule.rule},
              {"events", rule.events},
              {"fired", rule.fired},
              {"shadowed", rule.shadowed}};
    r["checks"] = Json::array();
    for (const CheckCoverage& check : rule.checks) {
      Json c = {{"check", check.text}};
      if (!check.macro.empty()) c["macro"] = check.macro;
      c["true"] = check.is_true;
      c["false"] = check.is_false - check.is_null;
      c["null"] = check.is_null;
      c["unknown"] = check.is_unknown;
      r["checks"].push_back(std::move(c));
    }
    out.push_back(std::move(r));
  }
  return out;
}

}  // namespace falco_run::app

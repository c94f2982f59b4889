// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_LOADER_TEST_UTIL_H_
#define FALCO_RUN_ENGINE_LOADER_LOADER_TEST_UTIL_H_

#include <set>
#include <string>
#include <utility>

#include "engine/language/printer.h"
#include "engine/language/visit.h"
#include "engine/loader/loader.h"

namespace falco_run::engine {

// Options with small checkers: fields that start with "no." do not exist, "evt.type" names
// the event type, and "hint.me" in a condition gives a warning.
inline LoaderOptions TestOptions() {
  LoaderOptions options;
  options.sources = {"syscall", "k8s_audit"};
  options.check_condition = [](const Expr& condition, std::string_view) {
    CheckResult result;
    result.names_event_type = false;
    ForEachCheck(condition, [&](const Check& check) {
      ForEachField(check.left, [&](const FieldRef& field) {
        if (field.name.rfind("no.", 0) == 0 && !result.error.has_value()) {
          result.error = Diagnostic{"filter_check called with nonexistent field " + field.name,
                                    check.left.position};
        }
        if (field.name == "evt.type") result.names_event_type = true;
        if (field.name == "hint.me") result.warnings.push_back({"a hint", check.left.position});
      });
    });
    return result;
  };
  options.check_output = [](std::string_view output, std::string_view) {
    CheckResult result;
    const size_t at = output.find("%no.");
    if (at != std::string_view::npos) {
      result.error = Diagnostic{"invalid formatting token " + std::string(output.substr(at + 1)),
                                {static_cast<uint32_t>(at), 1, static_cast<uint32_t>(at + 1)}};
    }
    return result;
  };
  return options;
}

// A rule with this condition, and more lines of YAML for it.
inline std::string RuleYaml(const std::string& name, const std::string& condition,
                            const std::string& more = "") {
  return "- rule: " + name + "\n  condition: " + condition +
         "\n  desc: d\n  output: o\n  priority: INFO\n" + more;
}

// A loader and short ways to ask it.
struct TestLoader {
  Loader loader{TestOptions()};
  LoadResult last;

  bool Add(const std::string& yaml, const std::string& name = "f.yaml") {
    last = loader.AddFile(name, yaml);
    return last.ok();
  }
  const Rule* Find(const std::string& name) const {
    for (const Rule& rule : loader.rules().rules) {
      if (rule.name == name) return &rule;
    }
    return nullptr;
  }
  std::string Condition(const std::string& name) const {
    const Rule* rule = Find(name);
    return rule != nullptr ? PrintCondition(*rule->expr) : "<no rule>";
  }
  // "CODE: message" of the first error, "" if none.
  std::string Error() const {
    if (last.errors.empty()) return "";
    return std::string(CodeName(last.errors[0].code)) + ": " + last.errors[0].message;
  }
  // The codes of all warnings, blank separated.
  std::string Warnings() const {
    std::string codes;
    for (const Problem& problem : last.warnings) {
      codes += (codes.empty() ? "" : " ") + std::string(CodeName(problem.code));
    }
    return codes;
  }
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_LOADER_TEST_UTIL_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RULES_SOURCE_H_
#define FALCO_RUN_APP_RULES_SOURCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/fields/static_fields.h"
#include "engine/loader/loader.h"
#include "yaml/yaml_snapshot.h"

namespace falco_run::app {

// The name that -r takes for the rules inside the executable.
inline constexpr char kShippedRulesName[] = "falco_run_rules.yaml";

inline constexpr char kShippedAuditRulesName[] = "k8s_audit_rules.yaml";

// The rules that come with falco-run; part of the executable, so that it works in an image
// that holds nothing else. As texts and as they were parsed when it was built.
std::string_view ShippedRules();
YamlSnapshot ParsedShippedRules();
std::string_view ShippedAuditRules();
YamlSnapshot ParsedShippedAuditRules();

// A loader wired to the field catalogue.
engine::LoaderOptions MakeLoaderOptions(const engine::StaticFields& static_fields = {});

// The rules files that paths stand for, with what is in them: directories' files are sorted.
struct RulesText {
  std::string name;
  std::string content;
};
std::vector<RulesText> RulesTexts(const std::vector<std::string>& paths);

struct RulesLoad {
  std::vector<engine::LoadResult> results;  // one a file, in order; the last may have errors
  engine::RuleSet rules;
  bool ok() const { return results.empty() || results.back().ok(); }
};

// Loads files and directories (their *.yaml and *.yml, sorted) in order, or the shipped rules
// when `paths` is empty. A path of a shipped file's name that does not exist means that file.
// With `keep_going` files after a bad one are looked at too (for -V).
RulesLoad LoadRules(const std::vector<std::string>& paths,
                    const engine::StaticFields& static_fields, bool keep_going);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RULES_SOURCE_H_

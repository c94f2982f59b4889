// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_PROBLEM_H_
#define FALCO_RUN_ENGINE_LOADER_PROBLEM_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What can be wrong with a rules file, and where.
namespace falco_run::engine {

enum class ProblemCode : uint8_t {
  // Errors.
  kFileRead,
  kYamlParse,
  kYamlValidate,
  kCompileConditionError,
  kCompileOutput,
  kValidate,
  kExtension,
  // Warnings.
  kUnknownSource,
  kUnsafeNaCheck,
  kNoEvttype,
  kUnknownFilter,
  kUnusedMacro,
  kUnusedList,
  kUnknownItem,
  kDeprecatedItem,
  kWarningExtension,
  kAppendNoValues,
  kExceptionNameNotUnique,
  kInvalidMacroName,
  kInvalidListName,
  kCompileConditionWarning,
  kUnknownKey,
};

// "LOAD_ERR_VALIDATE", "LOAD_UNUSED_LIST", ...: Falco's names, which tools match on.
std::string_view CodeName(ProblemCode code);
// "Unused list", ...
std::string_view CodeText(ProblemCode code);

enum class ItemKind : uint8_t {
  kValueFor,
  kExceptions,
  kException,
  kExceptionValues,
  kExceptionValue,
  kRulesContent,
  kRulesContentItem,
  kRequiredEngineVersion,
  kRequiredPluginVersions,
  kRequiredPluginVersionsEntry,
  kRequiredPluginVersionsAlternative,
  kList,
  kListItem,
  kMacro,
  kMacroCondition,
  kRule,
  kRuleCondition,
  kConditionExpression,
  kRuleOutput,
  kRuleOutputExpression,
  kRulePriority,
  kOverrides,
  kExtensionItem,
};

// "rules content", "macro condition", ...
std::string_view ItemKindName(ItemKind kind);

// One step of the way from the file to the place: "rule 'x' at line 12".
struct Location {
  ItemKind kind = ItemKind::kRulesContent;
  std::string item_name;  // may be ""
  // The file; for a place inside a condition, the beginning of the condition in quotes.
  std::string file;
  // As Falco counts: from 0 in YAML; inside a condition the parser's line and column (from
  // 1) are added to those of the condition's YAML value.
  uint32_t offset = 0;
  uint32_t line = 0;
  uint32_t column = 0;
};

struct Problem {
  ProblemCode code = ProblemCode::kValidate;
  std::string message;
  std::vector<Location> locations;  // outermost first
  std::string snippet;              // the line, and a line with a ^ under the column
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_PROBLEM_H_

// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/problem.h"

namespace falco_run::engine {
namespace {

struct CodeInfo {
  std::string_view name;
  std::string_view text;
};

CodeInfo Info(ProblemCode code) {
  switch (code) {
    case ProblemCode::kFileRead:
      return {"LOAD_ERR_FILE_READ", "File read error"};
    case ProblemCode::kYamlParse:
      return {"LOAD_ERR_YAML_PARSE", "YAML parse error"};
    case ProblemCode::kYamlValidate:
      return {"LOAD_ERR_YAML_VALIDATE", "Error validating internal structure of YAML file"};
    case ProblemCode::kCompileConditionError:
      return {"LOAD_ERR_COMPILE_CONDITION", "Error compiling condition"};
    case ProblemCode::kCompileOutput:
      return {"LOAD_ERR_COMPILE_OUTPUT", "Error compiling output"};
    case ProblemCode::kValidate:
      return {"LOAD_ERR_VALIDATE", "Error validating rule/macro/list/exception objects"};
    case ProblemCode::kExtension:
      return {"LOAD_ERR_EXTENSION", "Error in extension item"};
    case ProblemCode::kUnknownSource:
      return {"LOAD_UNKNOWN_SOURCE", "Unknown event source"};
    case ProblemCode::kUnsafeNaCheck:
      return {"LOAD_UNSAFE_NA_CHECK", "Unsafe <NA> comparison in condition"};
    case ProblemCode::kNoEvttype:
      return {"LOAD_NO_EVTTYPE", "Condition has no event-type restriction"};
    case ProblemCode::kUnknownFilter:
      return {"LOAD_UNKNOWN_FILTER", "Unknown field or event-type in condition or output"};
    case ProblemCode::kUnusedMacro:
      return {"LOAD_UNUSED_MACRO", "Unused macro"};
    case ProblemCode::kUnusedList:
      return {"LOAD_UNUSED_LIST", "Unused list"};
    case ProblemCode::kUnknownItem:
      return {"LOAD_UNKNOWN_ITEM", "Unknown rules file item"};
    case ProblemCode::kDeprecatedItem:
      return {"LOAD_DEPRECATED_ITEM", "Used deprecated item"};
    case ProblemCode::kWarningExtension:
      return {"LOAD_WARNING_EXTENSION", "Warning in extension item"};
    case ProblemCode::kAppendNoValues:
      return {"LOAD_APPEND_NO_VALUES", "Overriding/appending with no values"};
    case ProblemCode::kExceptionNameNotUnique:
      return {"LOAD_EXCEPTION_NAME_NOT_UNIQUE", "Multiple exceptions defined with the same name"};
    case ProblemCode::kInvalidMacroName:
      return {"LOAD_INVALID_MACRO_NAME", "Invalid macro name"};
    case ProblemCode::kInvalidListName:
      return {"LOAD_INVALID_LIST_NAME", "Invalid list name"};
    case ProblemCode::kCompileConditionWarning:
      return {"LOAD_COMPILE_CONDITION", "Warning in rule condition"};
    case ProblemCode::kUnknownKey:
      return {"LOAD_UNKNOWN_KEY", "Unknown key in item definition"};
  }
  return {"", ""};
}

}  // namespace

std::string_view CodeName(ProblemCode code) { return Info(code).name; }

std::string_view CodeText(ProblemCode code) { return Info(code).text; }

std::string_view ItemKindName(ItemKind kind) {
  switch (kind) {
    case ItemKind::kValueFor:
      return "value for";
    case ItemKind::kExceptions:
      return "exceptions";
    case ItemKind::kException:
      return "exception";
    case ItemKind::kExceptionValues:
      return "exception values";
    case ItemKind::kExceptionValue:
      return "exception value";
    case ItemKind::kRulesContent:
      return "rules content";
    case ItemKind::kRulesContentItem:
      return "rules content item";
    case ItemKind::kRequiredEngineVersion:
      return "required_engine_version";
    case ItemKind::kRequiredPluginVersions:
      return "required plugin versions";
    case ItemKind::kRequiredPluginVersionsEntry:
      return "required plugin versions entry";
    case ItemKind::kRequiredPluginVersionsAlternative:
      return "required plugin versions alternative";
    case ItemKind::kList:
      return "list";
    case ItemKind::kListItem:
      return "list item";
    case ItemKind::kMacro:
      return "macro";
    case ItemKind::kMacroCondition:
      return "macro condition";
    case ItemKind::kRule:
      return "rule";
    case ItemKind::kRuleCondition:
      return "rule condition";
    case ItemKind::kConditionExpression:
      return "condition expression";
    case ItemKind::kRuleOutput:
      return "rule output";
    case ItemKind::kRuleOutputExpression:
      return "rule output expression";
    case ItemKind::kRulePriority:
      return "rule priority";
    case ItemKind::kOverrides:
      return "overrides";
    case ItemKind::kExtensionItem:
      return "extension item";
  }
  return "";
}

}  // namespace falco_run::engine

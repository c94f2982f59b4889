// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "engine/loader/report.h"

namespace falco_run::engine {
namespace {

bool Says(const Problem& problem, std::string_view phrase) {
  return problem.message.find(phrase) != std::string::npos;
}

std::string_view Advice(const Problem& problem) {
  switch (problem.code) {
    case ProblemCode::kFileRead:
      return "check the path and that the file may be read by this user";
    case ProblemCode::kYamlParse:
      return "make the file valid YAML: look at indentation, quotes and ': ' before this place";
    case ProblemCode::kYamlValidate:
      if (Says(problem, "no mapping for key") || Says(problem, "is empty")) {
        return "add the key and a value to the item";
      }
      if (Says(problem, "Invalid priority")) {
        return "use one of emergency, alert, critical, error, warning, notice, informational, "
               "debug";
      }
      if (Says(problem, "override")) {
        return "name each overridden key under 'override' with 'append' or 'replace'";
      }
      return "a rules file is a list of items that start with rule, macro, list, "
             "required_engine_version or required_plugin_versions";
    case ProblemCode::kCompileConditionError:
      if (Says(problem, "nonexistent field")) {
        return "correct the field's name; `falco-run --list` lists all fields";
      }
      if (Says(problem, "unknown event type")) {
        return "correct the event's name: most are named like their syscall";
      }
      return "correct the condition at the ^; values with blanks, commas, '=' or parentheses need "
             "quotes";
    case ProblemCode::kCompileOutput:
      return "correct the field after the %; `falco-run --list` lists all fields";
    case ProblemCode::kValidate:
      if (Says(problem, "Undefined macro")) {
        return "define the macro before this place, or correct its name; a macro in a later file "
               "is not seen";
      }
      if (Says(problem, "reference loop")) return "make the macros not refer to one another";
      if (Says(problem, "already exists")) {
        return "load the file that defines the item before this one, or correct the name";
      }
      if (Says(problem, "engine version")) {
        return "these rules need a newer engine: update falco-run or use older rules";
      }
      return "correct the item as the message says";
    case ProblemCode::kExtension:
    case ProblemCode::kWarningExtension:
      return "correct the extension item";
    case ProblemCode::kUnknownSource:
      return "the rule is not used; enable its source, or remove the rule";
    case ProblemCode::kUnsafeNaCheck:
      return "write `FIELD exists` or `not FIELD exists`";
    case ProblemCode::kNoEvttype:
      return "add `evt.type = ...` or `evt.type in (...)` so that the rule watches only the "
             "syscalls it is about";
    case ProblemCode::kUnknownFilter:
      return "the rule is skipped because of skip-if-unknown-filter; correct the name if it is a "
             "typing error";
    case ProblemCode::kUnusedMacro:
    case ProblemCode::kUnusedList:
      return "remove it, or correct the name where it should be used";
    case ProblemCode::kUnknownItem:
      return "the item is ignored; start it with rule, macro, list, required_engine_version or "
             "required_plugin_versions";
    case ProblemCode::kDeprecatedItem:
      if (Says(problem, "field")) return "remove the field: it will go away";
      if (Says(problem, "%container.info")) return "remove it from the output";
      return "use an 'override' mapping instead";
    case ProblemCode::kAppendNoValues:
      return "add 'values' to the exception, or remove it";
    case ProblemCode::kExceptionNameNotUnique:
      return "give each exception of a rule a name of its own";
    case ProblemCode::kInvalidMacroName:
      return "conditions cannot refer to this name: use letters, digits and _, a letter first";
    case ProblemCode::kInvalidListName:
      return "conditions cannot refer to this name: use no blanks, quotes, parentheses, commas or "
             "'='";
    case ProblemCode::kCompileConditionWarning:
      return "write what is meant: val(FIELD) compares with a field's value, quotes make text";
    case ProblemCode::kUnknownKey:
      return "the key is ignored; correct its spelling or remove it";
  }
  return "";
}

}  // namespace

std::string HelpText(const Problem& problem) {
  std::string text(Advice(problem));
  // Positions above count YAML lines from 0; say where to look in an editor.
  for (auto location = problem.locations.rbegin(); location != problem.locations.rend();
       ++location) {
    if (location->kind == ItemKind::kConditionExpression) continue;
    if (location->kind != ItemKind::kRulesContent) {
      text += " (" + location->file + ", line " + std::to_string(location->line + 1) + ")";
    }
    break;
  }
  return text;
}

}  // namespace falco_run::engine

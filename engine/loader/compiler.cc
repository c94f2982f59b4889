// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/compiler.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/language/parser.h"
#include "engine/loader/condition_hints.h"
#include "engine/loader/exception.h"
#include "engine/loader/list_expander.h"
#include "engine/loader/macro_resolver.h"

namespace falco_run::engine {
namespace {

constexpr std::string_view kContainerInfo = "%container.info";

// Messages of checkers that skip-if-unknown-filter forgives.
bool IsUnknownFilter(const std::string& message) {
  for (const char* phrase :
       {"nonexistent field", "invalid formatting token", "unknown event type", "unknown filter:"}) {
    if (message.find(phrase) != std::string::npos) return true;
  }
  return false;
}

// A parsed condition and the way from its positions to files.
struct Condition {
  ExprPtr expr;
  SourceText source;
  ExpandedText expanded;

  Context At(const Position& position) const {
    return source.At(expanded.OriginalOffset(position.offset));
  }
};

class Compiler {
 public:
  Compiler(const Collector& collector, const LoaderOptions& options, LoadResult& result)
      : collector_(collector), options_(options), result_(result) {}

  std::optional<RuleSet> Run() {
    ExpandLists();
    if (!CompileMacros()) return std::nullopt;
    RuleSet set;
    if (collector_.required_engine().has_value()) {
      set.required_engine_version = collector_.required_engine()->ToString();
    }
    for (const RuleDefinition& rule : collector_.rules()) {
      if (!rule.unknown_source && !CompileRule(rule, set)) return std::nullopt;
    }
    AddDefinitions(set);
    WarnOfUnused();
    return set;
  }

 private:
  // A list's items that name lists defined before it are replaced by those lists' items.
  void ExpandLists() {
    std::vector<std::string> used;
    for (const ListDefinition& list : collector_.lists()) {
      std::vector<std::string> items;
      for (const std::string& item : list.items) {
        const ListDefinition* other = collector_.lists().Find(item);
        if (other == nullptr || other->order.index >= list.order.visibility) {
          items.push_back(item);
          continue;
        }
        used.push_back(item);
        items.insert(items.end(), other->items.begin(), other->items.end());
      }
      lists_.Add(list.name, items);
      expanded_lists_.push_back(std::move(items));
    }
    for (const std::string& name : used) lists_.MarkUsed(name);
  }

  bool Parse(SourceText source, Condition& out) {
    out.source = std::move(source);
    std::optional<ExpandedText> expanded = lists_.Expand(out.source.text());
    if (!expanded.has_value()) {
      return result_.AddError(ProblemCode::kValidate,
                              "condition is too long or its lists name one another too deeply "
                              "after its lists are expanded",
                              out.source.At(0));
    }
    out.expanded = *std::move(expanded);
    ParseOptions options;
    options.max_depth = options_.max_condition_depth;
    ParseResult parsed = ParseCondition(out.expanded.text(), options);
    if (!parsed.ok()) {
      return result_.AddError(ProblemCode::kCompileConditionError, parsed.error->message,
                              out.At(parsed.error->position));
    }
    out.expr = std::move(parsed.expr);
    return true;
  }

  bool ResolveMacros(Condition& condition, uint32_t visibility) {
    std::optional<Diagnostic> error = macros_.Resolve(condition.expr, visibility);
    if (!error.has_value()) return true;
    return result_.AddError(ProblemCode::kValidate, error->message, condition.At(error->position));
  }

  // All macros are parsed before one is resolved: a redefined macro sees later ones.
  bool CompileMacros() {
    std::vector<Condition> conditions(collector_.macros().size());
    auto condition = conditions.begin();
    for (const MacroDefinition& macro : collector_.macros()) {
      if (!Parse(macro.condition, *condition)) return false;
      macros_.Set(macro.name, macro.order.index, Clone(*condition->expr));
      ++condition;
    }
    condition = conditions.begin();
    for (const MacroDefinition& macro : collector_.macros()) {
      if (!ResolveMacros(*condition, macro.order.visibility)) return false;
      resolved_macros_.push_back(std::move(condition->expr));
      macros_.SetResolved(macro.name, macro.order.index, resolved_macros_.back());
      ++condition;
    }
    return true;
  }

  // Adds the rule to the set, or not if it is to be skipped; false after adding an error.
  bool CompileRule(const RuleDefinition& definition, RuleSet& set) {
    Rule rule;
    rule.name = definition.name;
    rule.description = definition.description;
    rule.source = definition.source;
    rule.condition = definition.condition.text();
    rule.priority = definition.priority;
    rule.tags = definition.tags;
    rule.enabled = definition.enabled;
    rule.capture = definition.capture;
    rule.capture_duration_ms = definition.capture_duration_ms;
    rule.exceptions = PartsOf(definition.exceptions);

    bool skip = false;
    if (!CompileOutput(definition, rule.output, skip)) return false;
    if (skip) return true;
    if (!CompileCondition(definition, rule.expr, skip)) return false;
    if (!skip) set.rules.push_back(std::move(rule));
    return true;
  }

  bool CompileOutput(const RuleDefinition& rule, std::string& out, bool& skip) {
    out = rule.output;
    for (size_t at = out.find(kContainerInfo); at != std::string::npos;
         at = out.find(kContainerInfo, at)) {
      if (out.size() == rule.output.size()) {
        result_.AddWarning(ProblemCode::kDeprecatedItem,
                           "%container.info is deprecated and prints nothing: container fields "
                           "are part of the suggested output",
                           rule.context);
      }
      out.erase(at, kContainerInfo.size());
    }
    if (options_.trusted) return true;
    if (options_.check_output) {
      const CheckResult checked = options_.check_output(out, rule.source);
      if (checked.error.has_value()) {
        const Context context = rule.output_context.InText(out, checked.error->position.offset);
        return Forgive(rule, *checked.error, ProblemCode::kCompileOutput, context, skip);
      }
    }
    for (Hint& hint : OutputHints(out)) {
      result_.AddWarning(hint.code, std::move(hint.diagnostic.message), rule.output_context);
    }
    return true;
  }

  bool CompileCondition(const RuleDefinition& rule, std::shared_ptr<const Expr>& out, bool& skip) {
    SourceText source;
    if (!ConditionWithExceptions(rule, source, result_)) return false;
    Condition condition;
    if (!options_.trusted && !rule.exceptions.empty() && !Parse(rule.condition, condition)) {
      // The condition is wrong by itself; its error is clearer without the exceptions.
      return false;
    }
    constexpr uint32_t kSeesAll = UINT32_MAX;
    if (!Parse(std::move(source), condition) || !ResolveMacros(condition, kSeesAll)) return false;
    if (options_.trusted) {
      out = std::move(condition.expr);
      return true;
    }
    for (Hint& hint : ConditionHints(*condition.expr)) {
      result_.AddWarning(hint.code, std::move(hint.diagnostic.message),
                         condition.At(hint.diagnostic.position));
    }
    if (options_.check_condition) {
      const CheckResult checked = options_.check_condition(*condition.expr, rule.source);
      if (checked.error.has_value()) {
        return Forgive(rule, *checked.error, ProblemCode::kCompileConditionError,
                       condition.At(checked.error->position), skip);
      }
      for (const Diagnostic& warning : checked.warnings) {
        result_.AddWarning(ProblemCode::kCompileConditionWarning, warning.message,
                           condition.At(warning.position));
      }
      if (!checked.names_event_type && rule.warn_evttypes && rule.source == "syscall") {
        result_.AddWarning(ProblemCode::kNoEvttype,
                           "Rule matches too many evt.type values. This has a significant "
                           "performance penalty.",
                           rule.context);
      }
    }
    out = std::move(condition.expr);
    return true;
  }

  // An error of a checker: skips the rule if it may be skipped, else fails.
  bool Forgive(const RuleDefinition& rule, const Diagnostic& error, ProblemCode code,
               const Context& context, bool& skip) {
    skip = rule.skip_if_unknown_filter && IsUnknownFilter(error.message);
    if (!skip) return result_.AddError(code, error.message, context);
    result_.AddWarning(ProblemCode::kUnknownFilter, error.message, context);
    return true;
  }

  static ExceptionParts PartsOf(const std::vector<ExceptionDefinition>& exceptions) {
    ExceptionParts parts;
    for (const ExceptionDefinition& exception : exceptions) {
      parts.names.push_back(exception.name);
      if (exception.fields) Append(exception.fields->items, parts.fields);
      if (exception.comps) Append(exception.comps->items, parts.operators);
    }
    return parts;
  }

  static void Append(const std::vector<std::string>& items, std::vector<std::string>& all) {
    for (const std::string& item : items) {
      if (std::find(all.begin(), all.end(), item) == all.end()) all.push_back(item);
    }
  }

  void AddDefinitions(RuleSet& set) const {
    auto expr = resolved_macros_.begin();
    for (const MacroDefinition& macro : collector_.macros()) {
      set.macros.push_back(
          {macro.name, macro.condition.text(), *expr++, macros_.IsUsed(macro.name)});
    }
    auto items = expanded_lists_.begin();
    for (const ListDefinition& list : collector_.lists()) {
      set.lists.push_back({list.name, list.items, *items++, lists_.IsUsed(list.name)});
    }
  }

  void WarnOfUnused() {
    for (const MacroDefinition& macro : collector_.macros()) {
      if (macros_.IsUsed(macro.name)) continue;
      result_.AddWarning(ProblemCode::kUnusedMacro, "Macro not referred to by any other rule/macro",
                         macro.context);
    }
    for (const ListDefinition& list : collector_.lists()) {
      if (lists_.IsUsed(list.name)) continue;
      result_.AddWarning(ProblemCode::kUnusedList, "List not referred to by any other rule/macro",
                         list.context);
    }
  }

  const Collector& collector_;
  const LoaderOptions& options_;
  LoadResult& result_;
  ListExpander lists_;
  MacroResolver macros_;
  std::vector<std::shared_ptr<const Expr>> resolved_macros_;  // in definition order
  std::vector<std::vector<std::string>> expanded_lists_;
};

}  // namespace

std::optional<RuleSet> CompileRules(const Collector& collector, const LoaderOptions& options,
                                    LoadResult& result) {
  return Compiler(collector, options, result).Run();
}

}  // namespace falco_run::engine

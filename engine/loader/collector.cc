// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/collector.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/loader/exception.h"

namespace falco_run::engine {
namespace {

// A redefinition keeps its place and sees what was defined up to now.
template <typename T>
void DefineIn(NamedVector<T>& all, T value, uint32_t index) {
  T* previous = all.Find(value.name);
  value.order = {previous != nullptr ? previous->order.index : index, index};
  if (previous != nullptr) {
    *previous = std::move(value);
  } else {
    all.Insert(std::move(value));
  }
}

void AppendText(const std::optional<std::string>& added, std::string& text) {
  if (added.has_value() && !added->empty()) text += " " + *added;
}

template <typename T>
void ReplaceBy(const std::optional<T>& value, T& target) {
  if (value.has_value()) target = *value;
}

}  // namespace

bool Collector::RequireEngine(const Version& version, const Context& context, LoadResult& result) {
  const Version ours = Version::Parse(options_.engine_version).value_or(Version());
  if (!ours.Satisfies(version)) {
    return result.AddError(ProblemCode::kValidate,
                           "Rules require engine version " + version.ToString() +
                               ", but engine version is " + ours.ToString(),
                           context);
  }
  if (!required_engine_.has_value() || *required_engine_ < version) required_engine_ = version;
  return true;
}

bool Collector::RequirePlugin(std::vector<PluginRequirement> alternatives, const Context& context,
                              LoadResult& result) {
  std::set<std::string> names;
  for (const PluginRequirement& plugin : alternatives) {
    if (!Version::Parse(plugin.version).has_value()) {
      return result.AddError(
          ProblemCode::kValidate,
          "Invalid required version '" + plugin.version + "' for plugin '" + plugin.name + "'",
          context);
    }
    if (!names.insert(plugin.name).second) {
      return result.AddError(
          ProblemCode::kValidate,
          "Defined multiple alternative version requirements for plugin '" + plugin.name + "'",
          context);
    }
  }
  required_plugins_.push_back(std::move(alternatives));
  return true;
}

void Collector::Define(ListDefinition list) { DefineIn(lists_, std::move(list), next_index_++); }

bool Collector::Append(const ListDefinition& list, LoadResult& result) {
  ListDefinition* previous = lists_.Find(list.name);
  if (previous == nullptr) {
    return result.AddError(ProblemCode::kValidate,
                           "List uses 'append' or 'override.items: append' but no list by that "
                           "name already exists",
                           list.context);
  }
  previous->items.insert(previous->items.end(), list.items.begin(), list.items.end());
  previous->order.visibility = next_index_++;
  return true;
}

void Collector::Define(MacroDefinition macro) {
  DefineIn(macros_, std::move(macro), next_index_++);
}

bool Collector::Append(const MacroDefinition& macro, LoadResult& result) {
  MacroDefinition* previous = macros_.Find(macro.name);
  if (previous == nullptr) {
    return result.AddError(ProblemCode::kValidate,
                           "Macro uses 'append' or 'override.condition: append' but no macro by "
                           "that name already exists",
                           macro.context);
  }
  previous->condition.AddGlue(" ");
  previous->condition.Add(macro.condition);
  previous->order.visibility = next_index_++;
  return true;
}

bool Collector::Define(RuleDefinition rule, LoadResult& result) {
  const RuleDefinition* previous = rules_.Find(rule.name);
  if (previous != nullptr && previous->source != rule.source) {
    return result.AddError(ProblemCode::kValidate,
                           "Rule has been re-defined with a different source", rule.context);
  }
  rule.unknown_source = options_.sources.count(rule.source) == 0;
  if (rule.unknown_source) {
    result.AddWarning(ProblemCode::kUnknownSource, "Unknown source " + rule.source + ", skipping",
                      rule.context);
  }
  for (ExceptionDefinition& exception : rule.exceptions) {
    if (!CheckException(exception, rule, options_, result)) return false;
  }
  DefineIn(rules_, std::move(rule), next_index_++);
  return true;
}

bool Collector::Append(const RuleUpdate& update, LoadResult& result) {
  RuleDefinition* rule = rules_.Find(update.name);
  if (rule == nullptr) {
    return result.AddError(ProblemCode::kValidate,
                           "Rule uses 'append' or 'override.<key>: append' but no rule by that "
                           "name already exists",
                           update.context);
  }
  if (update.source && *update.source != rule->source) {
    return result.AddError(ProblemCode::kValidate,
                           "Rule has been re-defined with a different source", update.context);
  }
  if (!update.condition && !update.exceptions && !update.output && !update.description &&
      !update.tags) {
    return result.AddError(ProblemCode::kValidate,
                           "Appended rule must have exceptions or condition property",
                           update.context);
  }
  if (update.condition.has_value()) {
    rule->condition.AddGlue(" ");
    rule->condition.Add(*update.condition);
  }
  AppendText(update.output, rule->output);
  AppendText(update.description, rule->description);
  if (update.tags.has_value()) rule->tags.insert(update.tags->begin(), update.tags->end());
  if (update.exceptions.has_value() && !AppendExceptions(*update.exceptions, *rule, result)) {
    return false;
  }
  rule->order.visibility = next_index_++;
  return true;
}

bool Collector::AppendExceptions(const std::vector<ExceptionDefinition>& added,
                                 RuleDefinition& rule, LoadResult& result) {
  for (const ExceptionDefinition& exception : added) {
    auto existing =
        std::find_if(rule.exceptions.begin(), rule.exceptions.end(),
                     [&](const ExceptionDefinition& e) { return e.name == exception.name; });
    const char* error = nullptr;
    if (existing == rule.exceptions.end()) {
      if (!exception.fields.has_value()) {
        error = "Rule exception must have fields property with a list of fields";
      } else if (exception.values.empty()) {
        error = "Rule exception must have values property with a list of values";
      }
    } else if (exception.fields.has_value()) {
      error = "Can not append exception fields to existing exception, only values";
    } else if (exception.comps.has_value()) {
      error = "Can not append exception comps to existing exception, only values";
    }
    if (error != nullptr) {
      return result.AddError(ProblemCode::kValidate, error, exception.context);
    }
    if (existing != rule.exceptions.end()) {
      existing->values.insert(existing->values.end(), exception.values.begin(),
                              exception.values.end());
      continue;
    }
    ExceptionDefinition complete = exception;
    if (!CheckException(complete, rule, options_, result)) return false;
    rule.exceptions.push_back(std::move(complete));
  }
  return true;
}

bool Collector::Replace(const RuleUpdate& update, LoadResult& result) {
  RuleDefinition* rule = rules_.Find(update.name);
  if (rule == nullptr) {
    return result.AddError(ProblemCode::kValidate,
                           "An 'override.<key>: replace' to a rule was requested but no rule by "
                           "that name already exists",
                           update.context);
  }
  ReplaceBy(update.condition, rule->condition);
  ReplaceBy(update.output, rule->output);
  ReplaceBy(update.output_context, rule->output_context);
  ReplaceBy(update.description, rule->description);
  ReplaceBy(update.priority, rule->priority);
  ReplaceBy(update.tags, rule->tags);
  ReplaceBy(update.enabled, rule->enabled);
  ReplaceBy(update.warn_evttypes, rule->warn_evttypes);
  ReplaceBy(update.skip_if_unknown_filter, rule->skip_if_unknown_filter);
  ReplaceBy(update.capture, rule->capture);
  ReplaceBy(update.capture_duration_ms, rule->capture_duration_ms);
  if (update.exceptions.has_value()) {
    rule->exceptions = *update.exceptions;
    for (ExceptionDefinition& exception : rule->exceptions) {
      if (!CheckException(exception, *rule, options_, result)) return false;
    }
  }
  rule->order.visibility = next_index_++;
  return true;
}

bool Collector::Enable(const std::string& rule, bool enabled, const Context& context,
                       LoadResult& result) {
  RuleDefinition* previous = rules_.Find(rule);
  if (previous == nullptr) {
    return result.AddError(ProblemCode::kValidate,
                           "Rule has 'enabled' key but no rule by that name already exists",
                           context);
  }
  previous->enabled = enabled;
  return true;
}

}  // namespace falco_run::engine

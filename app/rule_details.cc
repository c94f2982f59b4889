// SPDX-License-Identifier: Apache-2.0
#include "app/rule_details.h"

#include <set>
#include <string_view>
#include <utility>

#include "app/version.h"
#include "engine/engine.h"
#include "engine/events/event_table.h"
#include "engine/fields/catalogue.h"
#include "engine/language/parser.h"
#include "engine/language/printer.h"
#include "engine/language/visit.h"
#include "engine/loader/priority.h"

namespace falco_run::app {
namespace {

using Json = nlohmann::ordered_json;
using Names = std::set<std::string>;

// What the text of a condition names.
struct Mentions {
  Names macros, lists, operators, fields;
};

class Describer {
 public:
  Describer(const engine::RuleSet& set, const engine::StaticFields& static_fields)
      : static_fields_(static_fields) {
    for (const engine::List& list : set.lists) list_names_.insert(list.name);
  }

  Json Rule(const engine::Rule& rule) const {
    const Mentions uses = MentionsOf(rule.condition);
    Json info = {{"name", rule.name},
                 {"condition", rule.condition},
                 {"priority", engine::PriorityName(rule.priority)},
                 {"output", rule.output},
                 {"description", rule.description},
                 {"enabled", rule.enabled},
                 {"source", rule.source},
                 {"tags", rule.tags},
                 {"capture", rule.capture},
                 {"capture_duration", rule.capture_duration_ms}};
    const std::string output = rule.output + rule.extra_output;
    Json details = {{"macros", uses.macros},
                    {"lists", uses.lists},
                    {"condition_operators", uses.operators},
                    {"condition_fields", uses.fields},
                    {"output_fields", OutputFields(output, rule.source)},
                    {"exception_names", rule.exceptions.names},
                    {"exception_operators", rule.exceptions.operators},
                    {"exception_fields", rule.exceptions.fields},
                    {"events", Events(rule)},
                    {"condition_compiled", engine::PrintCondition(*rule.expr)},
                    {"output_compiled", output},
                    {"plugins", Json::array()}};
    return {{"info", std::move(info)}, {"details", std::move(details)}};
  }

  Json Macro(const engine::Macro& macro) const {
    const Mentions uses = MentionsOf(macro.condition);
    engine::Rule rule;  // that would have it as its condition
    rule.expr = macro.expr;
    return {{"info", {{"name", macro.name}, {"condition", macro.condition}}},
            {"details",
             {{"used", macro.used},
              {"macros", uses.macros},
              {"lists", uses.lists},
              {"condition_operators", uses.operators},
              {"condition_fields", uses.fields},
              {"events", Events(rule)},
              {"condition_compiled", engine::PrintCondition(*macro.expr)},
              {"plugins", Json::array()}}}};
  }

  Json List(const engine::List& list) const {
    Names lists;
    for (const std::string& item : list.items) {
      if (list_names_.contains(item)) lists.insert(item);
    }
    return {{"info", {{"name", list.name}, {"items", list.items}}},
            {"details",
             {{"used", list.used},
              {"lists", lists},
              {"items_compiled", list.expanded},
              {"plugins", Json::array()}}}};
  }

 private:
  Mentions MentionsOf(const std::string& condition) const {
    Mentions uses;
    engine::ParseOptions options;
    options.max_depth = 10000;  // it was parsed before
    const engine::ParseResult parsed = engine::ParseCondition(condition, options);
    if (!parsed.ok()) return uses;
    uses.macros = engine::MacroNames(*parsed.expr);
    uses.fields = engine::FieldNames(*parsed.expr);
    engine::ForEachCheck(*parsed.expr, [&](const engine::Check& check) {
      uses.operators.insert(check.op);
      if (check.right) AddLists(*check.right, uses.lists);
    });
    return uses;
  }

  void AddLists(const engine::Operand& operand, Names& lists) const {
    if (const auto* literal = std::get_if<engine::Literal>(&operand.value)) {
      if (!literal->quoted && list_names_.contains(literal->text)) lists.insert(literal->text);
    } else if (const auto* list = std::get_if<engine::ListLiteral>(&operand.value)) {
      for (const engine::Operand& item : list->items()) AddLists(item, lists);
    }
  }

  Names OutputFields(std::string_view output, const std::string& source) const {
    Names fields;
    const auto catalogue = engine::Catalogue::WithStaticFields(source, static_fields_);
    if (catalogue == nullptr) return fields;
    for (size_t at = output.find('%'); at != std::string_view::npos; at = output.find('%', at)) {
      ++at;
      while (at < output.size() && output[at] >= '0' && output[at] <= '9') ++at;  // the width
      const size_t length = catalogue->LongestPrefix(output.substr(at));
      if (length > 0) fields.emplace(output.substr(at, length));
      at += length;
    }
    return fields;
  }

  // The events that can fulfil the condition.
  Names Events(engine::Rule rule) const {
    Names names;
    engine::RuleSet alone;
    rule.enabled = true;
    rule.output.clear();
    rule.extra_output.clear();
    rule.extra_fields.clear();
    alone.rules.push_back(std::move(rule));
    // A macro on fields of another source cannot be compiled, and has no syscall events.
    const auto engine = engine::Engine::Create(alone, {.static_fields = static_fields_});
    if (!engine.ok()) return names;
    const engine::Requirements& needs = (*engine)->requirements();
    if (needs.all_events) {
      for (int type = proto::EVENT_GENERIC + 1; type < proto::EventType_ARRAYSIZE; ++type) {
        names.insert(engine::GetEventInfo(static_cast<proto::EventType>(type)).name);
      }
    }
    for (const proto::EventType type : needs.events) names.insert(engine::GetEventInfo(type).name);
    names.insert(needs.generic_syscalls.begin(), needs.generic_syscalls.end());
    return names;
  }

  const engine::StaticFields& static_fields_;
  Names list_names_;
};

}  // namespace

nlohmann::ordered_json DescribeRules(const engine::RuleSet& set,
                                     const engine::StaticFields& static_fields) {
  const Describer describer(set, static_fields);
  Json out;
  out["required_engine_version"] =
      set.required_engine_version.empty() ? kEngineVersion : set.required_engine_version;
  out["required_plugin_versions"] = Json::array();
  for (const char* kind : {"rules", "macros", "lists"}) out[kind] = Json::array();
  for (const engine::Rule& rule : set.rules) out["rules"].push_back(describer.Rule(rule));
  for (const engine::Macro& macro : set.macros) out["macros"].push_back(describer.Macro(macro));
  for (const engine::List& list : set.lists) out["lists"].push_back(describer.List(list));
  return out;
}

nlohmann::ordered_json DescribeRule(const engine::RuleSet& set, const engine::Rule& rule,
                                    const engine::StaticFields& static_fields) {
  return {{"rules", Json::array({Describer(set, static_fields).Rule(rule)})}};
}

}  // namespace falco_run::app

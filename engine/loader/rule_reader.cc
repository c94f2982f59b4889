// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/rule_reader.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/loader/exception_reader.h"
#include "engine/loader/priority.h"

namespace falco_run::engine {
namespace {

std::string Trim(const std::string& text) {
  constexpr char kBlanks[] = " \t\r\n\v\f";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool ReadCondition(const YamlItem& item, SourceText& out) {
  std::string text;
  if (!item.Require("condition", text)) return false;
  out = SourceText(std::move(text), item.ValueContext(ItemKind::kRuleCondition, "", "condition"));
  return true;
}

bool ReadOutput(const YamlItem& item, std::string& out, Context& context) {
  if (!item.Require("output", out)) return false;
  out = Trim(out);
  context = item.ValueContext(ItemKind::kRuleOutput, "", "output");
  return true;
}

bool ReadPriority(const YamlItem& item, proto::Priority& out) {
  std::string text;
  if (!item.Require("priority", text)) return false;
  std::optional<proto::Priority> priority = ParsePriority(text);
  if (!priority.has_value()) {
    return item.Fail("Invalid priority",
                     item.ValueContext(ItemKind::kRulePriority, "", "priority"));
  }
  out = *priority;
  return true;
}

bool ReadTags(const YamlItem& item, std::set<std::string>& out) {
  std::vector<std::string> tags;
  if (item.Has("tags") && !item.RequireSequence("tags", tags)) return false;
  out = std::set<std::string>(tags.begin(), tags.end());
  return true;
}

// Reads one key into an update.
bool ReadUpdateKey(const YamlItem& item, const std::string& key, bool append, RuleUpdate& update) {
  if (key == "condition") return ReadCondition(item, update.condition.emplace());
  if (key == "output") {
    return ReadOutput(item, update.output.emplace(), update.output_context.emplace());
  }
  if (key == "desc") return item.Require("desc", update.description);
  if (key == "tags") return ReadTags(item, update.tags.emplace());
  if (key == "exceptions") return ReadExceptions(item, append, update.exceptions.emplace());
  if (key == "priority") return ReadPriority(item, update.priority.emplace());
  if (key == "enabled") return item.Require("enabled", update.enabled);
  if (key == "warn_evttypes") return item.Require("warn_evttypes", update.warn_evttypes);
  if (key == "skip-if-unknown-filter") {
    return item.Require("skip-if-unknown-filter", update.skip_if_unknown_filter);
  }
  if (key == "capture") return item.Require("capture", update.capture);
  if (key == "capture_duration") {
    return item.Require("capture_duration", update.capture_duration_ms);
  }
  return true;
}

const std::set<std::string>& AppendableKeys() {
  static const auto* const kKeys =
      new std::set<std::string>{"condition", "output", "desc", "tags", "exceptions"};
  return *kKeys;
}

const std::set<std::string>& ReplaceableKeys() {
  static const auto* const kKeys = new std::set<std::string>{"condition",
                                                             "output",
                                                             "desc",
                                                             "tags",
                                                             "exceptions",
                                                             "enabled",
                                                             "warn_evttypes",
                                                             "skip-if-unknown-filter",
                                                             "priority",
                                                             "capture",
                                                             "capture_duration"};
  return *kKeys;
}

bool ReadUpdate(const YamlItem& item, const std::string& name, const std::set<std::string>& keys,
                bool append, RuleUpdate& update) {
  update.name = name;
  update.context = item.context();
  for (const std::string& key : keys) {
    if (!item.Has(key.c_str())) {
      return item.Fail(std::string("An ") + (append ? "append" : "replace") + " override for '" +
                       key + "' was specified but '" + key + "' is not defined");
    }
    if (!ReadUpdateKey(item, key, append, update)) return false;
  }
  return true;
}

bool ReadOverride(const YamlItem& item, const std::string& name, const Overrides& overrides,
                  Collector& collector) {
  if (!overrides.append.empty()) {
    RuleUpdate update;
    if (!ReadUpdate(item, name, overrides.append, true, update) ||
        !collector.Append(update, item.result())) {
      return false;
    }
  }
  if (!overrides.replace.empty()) {
    RuleUpdate update;
    if (!ReadUpdate(item, name, overrides.replace, false, update) ||
        !collector.Replace(update, item.result())) {
      return false;
    }
  }
  for (const std::string& key : ReplaceableKeys()) {
    if (!item.Has(key.c_str()) || overrides.append.count(key) || overrides.replace.count(key)) {
      continue;
    }
    return item.Fail(
        "Unexpected key '" + key + "': no corresponding entry under 'override' is defined.",
        item.ValueContext(ItemKind::kOverrides, key, key.c_str()));
  }
  return true;
}

bool ReadAppend(const YamlItem& item, const std::string& name, Collector& collector) {
  RuleUpdate update;
  // An empty source says nothing; Falco accepts it here, and only here.
  const bool has_source = item.Has("source") && !item.IsEmpty("source");
  if (has_source && !item.Optional("source", update.source.emplace())) return false;
  std::set<std::string> keys;
  for (const char* key : {"condition", "exceptions"}) {
    if (item.Has(key)) keys.insert(key);
  }
  return ReadUpdate(item, name, keys, true, update) && collector.Append(update, item.result());
}

bool ReadSwitch(const YamlItem& item, const std::string& name, Collector& collector) {
  bool enabled = true;
  if (!item.Require("enabled", enabled)) return false;
  item.result().AddWarning(
      ProblemCode::kDeprecatedItem,
      "The standalone 'enabled' key usage is deprecated. The correct approach requires also a "
      "'replace' entry under the 'override' key (i.e. 'enabled: replace').",
      item.context());
  return collector.Enable(name, enabled, item.context(), item.result());
}

bool ReadDefinition(const YamlItem& item, const std::string& name, Collector& collector) {
  RuleDefinition rule;
  rule.name = name;
  rule.context = item.context();
  const bool good =
      ReadCondition(item, rule.condition) && ReadOutput(item, rule.output, rule.output_context) &&
      item.Require("desc", rule.description) && ReadPriority(item, rule.priority) &&
      item.Optional("source", rule.source) && item.Optional("enabled", rule.enabled) &&
      item.Optional("warn_evttypes", rule.warn_evttypes) &&
      item.Optional("skip-if-unknown-filter", rule.skip_if_unknown_filter) &&
      item.Optional("capture", rule.capture) &&
      item.Optional("capture_duration", rule.capture_duration_ms) && ReadTags(item, rule.tags) &&
      ReadExceptions(item, false, rule.exceptions);
  return good && collector.Define(std::move(rule), item.result());
}

}  // namespace

bool ReadOverrides(const YamlItem& item, const std::set<std::string>& appendable,
                   const std::set<std::string>& replaceable, bool& append, Overrides& out) {
  append = false;
  if (!item.Optional("append", append)) return false;
  if (append) {
    item.result().AddWarning(ProblemCode::kDeprecatedItem,
                             "'append' key is deprecated. Add an 'append' entry (e.g. "
                             "'condition: append') under 'override' instead.",
                             item.context());
  }
  const YamlNode node = item.node()["override"];
  if (!node.IsDefined() || node.IsNull()) return true;
  const Context context = item.ValueContext(ItemKind::kOverrides, "", "override");
  if (!node.IsMap()) return item.Fail("Value of 'override' must be a mapping", context);
  for (const YamlNode::Entry& entry : node.entries()) {
    if (!entry.first.IsScalar() || !entry.second.IsScalar()) {
      return item.Fail("Keys and values of 'override' must be scalars", context);
    }
    const std::string& key = entry.first.Scalar();
    const std::string& operation = entry.second.Scalar();
    const Context place = context.Item(ItemKind::kOverrides, key, entry.first.place());
    const bool may_append = appendable.count(key) > 0;
    const bool may_replace = replaceable.count(key) > 0;
    if (operation == "append") {
      if (!may_append) {
        return item.Fail("Key '" + key + "' cannot be appended to, use 'replace' instead", place);
      }
      out.append.insert(key);
    } else if (operation == "replace") {
      if (!may_replace) return item.Fail("Key '" + key + "' cannot be replaced", place);
      out.replace.insert(key);
    } else {
      return item.Fail("Invalid override operation for key '" + key + "': '" + operation +
                           "'. Allowed values are: " + (may_append ? "append " : "") +
                           (may_replace ? "replace " : ""),
                       context.Item(ItemKind::kValueFor, key, entry.second.place()));
    }
  }
  if (append && !out.empty()) {
    return item.Fail(
        "Keys 'override' and 'append: true' cannot be used together. Add an 'append' entry (e.g. "
        "'condition: append') under 'override' instead.");
  }
  return true;
}

bool ReadRule(YamlItem& item, Collector& collector) {
  std::string name;
  if (!item.Require("rule", name)) return false;
  item.set_context(item.context().Named(name));
  bool append = false;
  Overrides overrides;
  if (!ReadOverrides(item, AppendableKeys(), ReplaceableKeys(), append, overrides)) return false;
  if (!overrides.empty()) return ReadOverride(item, name, overrides, collector);
  if (append) return ReadAppend(item, name, collector);
  const bool has_body =
      item.Has("condition") || item.Has("output") || item.Has("desc") || item.Has("priority");
  return has_body ? ReadDefinition(item, name, collector) : ReadSwitch(item, name, collector);
}

}  // namespace falco_run::engine

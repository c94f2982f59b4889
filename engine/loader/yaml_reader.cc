// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/yaml_reader.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/language/quoting.h"
#include "engine/loader/requirement_reader.h"
#include "engine/loader/rule_reader.h"
#include "engine/loader/schema.h"
#include "engine/loader/yaml_item.h"
#include "yaml/yaml_tree.h"

namespace falco_run::engine {
namespace {

// Item kinds in the order in which their keys are looked for.
struct KindInfo {
  const char* key;
  ItemKind kind;
  std::vector<std::string_view> keys;  // besides `key`
  bool (*read)(YamlItem& item, Collector& collector);
};

// Spelled out because std::isalpha depends on the locale.
bool IsMacroName(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto other = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), other);
}

bool ReadList(YamlItem& item, Collector& collector) {
  ListDefinition list;
  if (!item.Require("list", list.name)) return false;
  item.set_context(item.context().Named(list.name));
  list.context = item.context();
  if (!std::all_of(list.name.begin(), list.name.end(), IsBareChar)) {
    item.result().AddWarning(ProblemCode::kInvalidListName,
                             "List has an invalid name. List names must match a regular "
                             "expression: ([^()\"'[:space:]=,]+)",
                             item.context());
  }
  if (!item.RequireSequence("items", list.items)) return false;
  bool append = false;
  Overrides overrides;
  if (!ReadOverrides(item, {"items"}, {"items"}, append, overrides)) return false;
  if (append || !overrides.append.empty()) return collector.Append(list, item.result());
  collector.Define(std::move(list));
  return true;
}

bool ReadMacro(YamlItem& item, Collector& collector) {
  MacroDefinition macro;
  if (!item.Require("macro", macro.name)) return false;
  item.set_context(item.context().Named(macro.name));
  macro.context = item.context();
  if (!IsMacroName(macro.name)) {
    item.result().AddWarning(ProblemCode::kInvalidMacroName,
                             "Macro has an invalid name. Macro names must match a regular "
                             "expression: ([a-zA-Z]+[a-zA-Z0-9_]*)",
                             item.context());
  }
  std::string condition;
  if (!item.Require("condition", condition)) return false;
  macro.condition = SourceText(std::move(condition),
                               item.ValueContext(ItemKind::kMacroCondition, "", "condition"));
  bool append = false;
  Overrides overrides;
  if (!ReadOverrides(item, {"condition"}, {"condition"}, append, overrides)) return false;
  if (append || !overrides.append.empty()) return collector.Append(macro, item.result());
  collector.Define(std::move(macro));
  return true;
}

std::span<const KindInfo> Kinds() {
  static const auto* const kKinds = new std::vector<KindInfo>{
      {"required_engine_version", ItemKind::kRequiredEngineVersion, {}, ReadRequiredEngine},
      {"required_plugin_versions", ItemKind::kRequiredPluginVersions, {}, ReadRequiredPlugins},
      {"list", ItemKind::kList, {"items", "append", "override"}, ReadList},
      {"macro", ItemKind::kMacro, {"condition", "append", "override"}, ReadMacro},
      {"rule",
       ItemKind::kRule,
       {"condition", "output", "desc", "priority", "source", "enabled", "tags", "warn_evttypes",
        "skip-if-unknown-filter", "capture", "capture_duration", "exceptions", "append",
        "override"},
       ReadRule},
  };
  return *kKinds;
}

void WarnOfUnknownKeys(const YamlItem& item, const KindInfo& kind) {
  for (const YamlNode::Entry& entry : item.node().entries()) {
    if (!entry.first.IsScalar()) continue;
    const std::string& key = entry.first.Scalar();
    const bool known =
        key == kind.key || std::find(kind.keys.begin(), kind.keys.end(), key) != kind.keys.end();
    if (known) continue;
    item.result().AddWarning(ProblemCode::kUnknownKey, "Unknown key '" + key + "'",
                             item.context().Item(ItemKind::kValueFor, key, entry.first.place()));
  }
}

bool ReadItem(YamlNode node, const Context& file, Collector& collector, LoadResult& result) {
  YamlItem item(node, file.Item(ItemKind::kRulesContentItem, "", node.place()), result);
  if (!node.IsMap()) {
    return item.Fail("Unexpected element type. Each element should be a yaml associative array.");
  }
  for (const KindInfo& kind : Kinds()) {
    if (!item.Has(kind.key)) continue;
    item.set_context(file.Item(kind.kind, "", node.place()));
    if (!kind.read(item, collector)) return false;
    WarnOfUnknownKeys(item, kind);
    return true;
  }
  result.AddWarning(ProblemCode::kUnknownItem, "Unknown top level item", item.context());
  return true;
}

bool ReadDocument(YamlNode document, const Context& file, Collector& collector,
                  LoadResult& result) {
  if (!document.IsDefined() || document.IsNull()) return true;
  if (!document.IsSequence()) {
    return result.AddError(ProblemCode::kYamlValidate,
                           document.IsMap() ? "Rules content is not yaml array of objects"
                                            : "Rules content is not yaml",
                           file);
  }
  for (YamlNode node : document.items()) {
    if (!node.IsNull() && !ReadItem(node, file, collector, result)) return false;
  }
  return true;
}

Context AtMark(const Context& file, const YAML::Mark& mark) {
  if (mark.is_null()) return file;
  return file.Item(ItemKind::kValueFor, "",
                   {static_cast<uint32_t>(mark.pos), static_cast<uint32_t>(mark.line),
                    static_cast<uint32_t>(mark.column)});
}

}  // namespace

bool ReadRulesYaml(const std::string& file, std::shared_ptr<const std::string> content,
                   const YamlSnapshot* parsed, Collector& collector, LoadResult& result) {
  const Context context = Context::File(file, content);
  std::optional<YamlTree> tree;
  // yaml-cpp reports by exceptions; they must not leave this function.
  try {
    if (parsed != nullptr) {
      tree.emplace(*parsed);
    } else {
      tree.emplace(*content);
    }
  } catch (const YAML::Exception& e) {
    return result.AddError(ProblemCode::kYamlParse, e.what(), AtMark(context, e.mark));
  } catch (const std::exception& e) {
    return result.AddError(ProblemCode::kYamlParse, e.what(), context);
  }
  try {
    if (!collector.options().trusted) CheckSchema(tree->documents(), result);
    for (YamlNode document : tree->documents()) {
      if (!ReadDocument(document, context, collector, result)) return false;
    }
  } catch (const YAML::Exception& e) {
    return result.AddError(ProblemCode::kYamlValidate, e.what(), AtMark(context, e.mark));
  } catch (const std::exception& e) {
    return result.AddError(ProblemCode::kValidate, e.what(), context);
  }
  return true;
}

}  // namespace falco_run::engine

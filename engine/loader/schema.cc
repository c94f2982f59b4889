// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/schema.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "engine/loader/priority.h"
#include "engine/loader/yaml_item.h"

namespace falco_run::engine {
namespace {

enum class Shape {
  kText,
  kBool,
  kNumber,
  kTextOrNumber,
  kPriority,
  kScalars,
  kTexts,
  kOverride,
  kExceptions,
  kPlugins,
};

struct Key {
  std::string_view name;
  Shape shape;
};

constexpr Key kItemKeys[] = {
    {"append", Shape::kBool},
    {"capture", Shape::kBool},
    {"capture_duration", Shape::kNumber},
    {"condition", Shape::kText},
    {"desc", Shape::kText},
    {"enabled", Shape::kBool},
    {"exceptions", Shape::kExceptions},
    {"items", Shape::kScalars},
    {"list", Shape::kText},
    {"macro", Shape::kText},
    {"output", Shape::kText},
    {"override", Shape::kOverride},
    {"priority", Shape::kPriority},
    {"required_engine_version", Shape::kTextOrNumber},
    {"required_plugin_versions", Shape::kPlugins},
    {"rule", Shape::kText},
    {"skip-if-unknown-filter", Shape::kBool},
    {"source", Shape::kText},
    {"tags", Shape::kTexts},
    {"warn_evttypes", Shape::kBool},
};

constexpr std::string_view kExceptionKeys[] = {"name", "fields", "comps", "values"};
constexpr std::string_view kPluginKeys[] = {"name", "version", "alternatives"};

// A plain scalar may be a number or a bool; a quoted one is text.
bool IsBool(YamlNode node) {
  if (!node.IsScalar() || node.IsQuoted()) return false;
  const std::string& text = node.Scalar();
  return text == "true" || text == "false" || text == "True" || text == "False" || text == "TRUE" ||
         text == "FALSE";
}

bool IsNumber(YamlNode node) {
  double number = 0;
  // Decoding is slow; most texts do not look like a number at all.
  const auto looks_like_one = [](const std::string& text) {
    return !text.empty() && (text[0] == '+' || text[0] == '-' || text[0] == '.' ||
                             (text[0] >= '0' && text[0] <= '9'));
  };
  return node.IsScalar() && !node.IsQuoted() && looks_like_one(node.Scalar()) &&
         DecodeScalar(node, number);
}

bool IsText(YamlNode node) { return node.IsScalar() && !IsBool(node) && !IsNumber(node); }

template <typename Predicate>
bool IsSequenceOf(YamlNode node, Predicate element_fits) {
  return node.IsSequence() && std::all_of(node.items().begin(), node.items().end(), element_fits);
}

// A mapping with no other keys than these.
template <size_t N>
bool HasOnly(YamlNode node, const std::string_view (&keys)[N]) {
  if (!node.IsMap()) return false;
  for (const YamlNode::Entry& entry : node.entries()) {
    if (!entry.first.IsScalar()) return false;
    const std::string& key = entry.first.Scalar();
    if (std::find(std::begin(keys), std::end(keys), key) == std::end(keys)) return false;
  }
  return true;
}

bool IsOverride(YamlNode node) {
  if (!node.IsMap()) return false;
  return std::all_of(node.entries().begin(), node.entries().end(), [](const auto& entry) {
    return entry.first.IsScalar() && entry.second.IsScalar() &&
           (entry.second.Scalar() == "append" || entry.second.Scalar() == "replace");
  });
}

bool Fits(YamlNode node, Shape shape) {
  switch (shape) {
    case Shape::kText:
      return IsText(node);
    case Shape::kBool:
      return IsBool(node);
    case Shape::kNumber:
      return IsNumber(node);
    case Shape::kTextOrNumber:
      return IsText(node) || IsNumber(node);
    case Shape::kPriority:
      return node.IsScalar() && ParsePriority(node.Scalar()).has_value();
    case Shape::kScalars:
      return IsSequenceOf(node, [](YamlNode e) { return e.IsScalar(); });
    case Shape::kTexts:
      return IsSequenceOf(node, IsText);
    case Shape::kOverride:
      return IsOverride(node);
    case Shape::kExceptions:
      return IsSequenceOf(node, [](YamlNode e) { return HasOnly(e, kExceptionKeys); });
    case Shape::kPlugins:
      return IsSequenceOf(node, [](YamlNode e) { return HasOnly(e, kPluginKeys); });
  }
  return false;
}

std::string_view ShapeName(Shape shape) {
  switch (shape) {
    case Shape::kText:
      return "a text";
    case Shape::kBool:
      return "true or false";
    case Shape::kNumber:
      return "a number";
    case Shape::kTextOrNumber:
      return "a number or a version";
    case Shape::kPriority:
      return "a priority";
    case Shape::kScalars:
    case Shape::kTexts:
      return "a list of texts";
    case Shape::kOverride:
      return "a mapping of keys to append or replace";
    case Shape::kExceptions:
      return "a list of exceptions (name, fields, comps, values)";
    case Shape::kPlugins:
      return "a list of plugins (name, version, alternatives)";
  }
  return "";
}

void CheckItem(YamlNode item, LoadResult& result) {
  const std::string line = "line " + std::to_string(item.place().line + 1) + ": ";
  if (!item.IsMap()) {
    result.schema_warnings.push_back(line + "an item must be a mapping");
    return;
  }
  for (const YamlNode::Entry& entry : item.entries()) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    const auto* known = std::find_if(std::begin(kItemKeys), std::end(kItemKeys),
                                     [&](const Key& k) { return k.name == key; });
    if (known == std::end(kItemKeys)) {
      result.schema_warnings.push_back(line + "unknown key '" + key + "'");
    } else if (!Fits(entry.second, known->shape)) {
      result.schema_warnings.push_back(line + "the value of '" + key + "' must be " +
                                       std::string(ShapeName(known->shape)));
    }
  }
}

}  // namespace

void CheckSchema(const std::vector<YamlNode>& documents, LoadResult& result) {
  for (YamlNode document : documents) {
    if (!document.IsDefined() || document.IsNull()) continue;
    if (!document.IsSequence()) {
      result.schema_warnings.push_back("a document must be a sequence of items");
      continue;
    }
    for (YamlNode item : document.items()) {
      if (!item.IsNull()) CheckItem(item, result);
    }
  }
  result.schema = result.schema_warnings.empty() ? SchemaStatus::kOk : SchemaStatus::kFailed;
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "config/print.h"

#include <yaml-cpp/emitter.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "config/reader.h"
#include "config/scalar.h"

namespace falco_run::config {
namespace {

using Json = nlohmann::ordered_json;
constexpr char kHidden[] = "***";

struct Line {
  const Key* key;
  Value value;
  std::string source;
};

// What stands in URLs and -o may be secret, too: the place of a secret names the key only.
std::string SourceOf(const Key& key, const Value& value) {
  if (key.secret && value.place.source.starts_with("-o ")) return "-o " + key.path;
  return value.place.ToString();
}

// Secrets inside of lists and maps that are no keys of their own: every key of the table that
// lies below an element.
std::vector<Line> Lines(const Value& root, const Keys& keys, bool set_only) {
  std::vector<Line> lines;
  std::set<std::string> lists;
  const Reader reader(root, keys);
  for (const Key& key : keys) {
    if (!key.no_effect.empty()) continue;
    // The elements of a list are shown as the one value that the list is.
    const std::string path = key.path.substr(0, key.path.find("[]"));
    if (path != key.path && !lists.insert(path).second) continue;
    if (const Value* value = reader.Find(path)) {
      Line line = {&key, *value, SourceOf(key, *value)};
      if (key.secret) line.value = Value::Scalar(kHidden, value->place);
      lines.push_back(std::move(line));
    } else if (!set_only && !key.initial.empty()) {
      lines.push_back({&key, Value::Scalar(std::string(key.initial), {}), "default"});
    }
  }
  return lines;
}

std::string PathOf(const Line& line) { return line.key->path.substr(0, line.key->path.find("[]")); }

void Emit(YAML::Emitter& out, const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
      out << YAML::Null;
      break;
    case Value::Kind::kScalar:
      if (value.quoted) out << YAML::DoubleQuoted;
      out << value.scalar;
      break;
    case Value::Kind::kList:
      out << YAML::Flow << YAML::BeginSeq;
      for (const Value& item : value.items) Emit(out, item);
      out << YAML::EndSeq;
      break;
    case Value::Kind::kMap:
      out << YAML::Flow << YAML::BeginMap;
      for (const auto& [name, member] : value.entries) {
        out << YAML::Key << name << YAML::Value;
        Emit(out, member);
      }
      out << YAML::EndMap;
      break;
  }
}

Json ToJson(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
      return nullptr;
    case Value::Kind::kScalar:
      if (value.quoted) return value.scalar;
      if (const auto number = ParseNumber(value.scalar)) return *number;
      if (value.scalar == "true" || value.scalar == "false") return value.scalar == "true";
      return value.scalar;
    case Value::Kind::kList: {
      Json list = Json::array();
      for (const Value& item : value.items) list.push_back(ToJson(item));
      return list;
    }
    case Value::Kind::kMap: {
      Json map = Json::object();
      for (const auto& [name, member] : value.entries) map[name] = ToJson(member);
      return map;
    }
  }
  return nullptr;
}

}  // namespace

std::string PrintEffective(const Value& root, const Keys& keys, bool set_only) {
  std::vector<std::pair<std::string, std::string>> rows;
  size_t width = 0;
  constexpr size_t kWidest = 60;
  for (const Line& line : Lines(root, keys, set_only)) {
    YAML::Emitter out;
    Emit(out, line.value);
    rows.emplace_back(PathOf(line) + ": " + out.c_str(), line.source);
    if (rows.back().first.size() <= kWidest) width = std::max(width, rows.back().first.size());
  }
  std::string text;
  for (auto& [setting, source] : rows) {
    if (setting.size() < width) setting.resize(width, ' ');
    text += setting + "  # " + source + "\n";
  }
  return text;
}

std::string PrintEffectiveJson(const Value& root, const Keys& keys, bool set_only) {
  Json all = Json::object();
  for (const Line& line : Lines(root, keys, set_only)) {
    all[PathOf(line)] = {{"value", ToJson(line.value)}, {"source", line.source}};
  }
  return all.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string MarkdownTable(const Keys& keys) {
  std::string table = "\n| key | default | meaning |\n|---|---|---|\n";
  const auto escaped = [](std::string text) {
    for (size_t at = 0; (at = text.find_first_of("|<", at)) != std::string::npos; at += 2) {
      text.insert(at, "\\");
    }
    return text;
  };
  for (const Key& key : keys) {
    table += "| `" + key.path + "` | " +
             (key.initial.empty() ? "" : "`" + std::string(key.initial) + "`") + " | ";
    if (!key.no_effect.empty()) {
      table += "No effect: " + escaped(std::string(key.no_effect));
    } else {
      table += escaped(std::string(key.help));
    }
    if (!key.choices.empty()) {
      std::string choices(key.choices);
      std::replace(choices.begin(), choices.end(), '|', ' ');
      table += " One of `" + choices + "`.";
    }
    table += key.secret ? " Secret. |\n" : " |\n";
  }
  return table;
}

}  // namespace falco_run::config

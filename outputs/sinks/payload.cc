// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/payload.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kSecond = 1'000'000'000;

std::string ToText(double number) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return {buffer, end};
}

// Nothing: the field has no value.
std::optional<Payload::Field> ToField(const proto::OutputField& field) {
  const auto text = [&](std::string value, bool number) {
    return Payload::Field{field.name(), std::move(value), number};
  };
  switch (field.value_case()) {
    case proto::OutputField::kText:
      return text(ValidUtf8(field.text()), false);
    case proto::OutputField::kNumber:
      return text(std::to_string(field.number()), true);
    case proto::OutputField::kUnsignedNumber:
      return text(std::to_string(field.unsigned_number()), true);
    case proto::OutputField::kBoolean:
      return text(field.boolean() ? "true" : "false", false);
    case proto::OutputField::kReal:
      return text(ToText(field.real()), true);
    case proto::OutputField::kList: {
      std::string joined;
      for (const std::string& item : field.list().items()) {
        joined += (joined.empty() ? "" : ",") + ValidUtf8(item);
      }
      return text("(" + joined + ")", false);
    }
    case proto::OutputField::VALUE_NOT_SET:
      break;
  }
  return std::nullopt;
}

void ReplaceBrackets(const std::string& replacer, std::string& name) {
  if (replacer.empty()) return;
  std::string replaced;
  for (const char c : name) {
    if (c == '[') {
      replaced += replacer;
    } else if (c != ']') {
      replaced += c;
    }
  }
  name = std::move(replaced);
}

// A number if JSON has it: infinity is a text.
Json ToValue(const Payload::Field& field) {
  if (!field.is_number) return field.text;
  Json number = Json::parse(field.text, nullptr, false);
  return number.is_discarded() ? Json(field.text) : number;
}

Json FieldsJson(const Payload& payload) {
  Json json = Json::object();
  for (const Payload::Field& field : payload.fields) json[field.name] = ToValue(field);
  return json;
}

// The line by outputfieldformat. `line` is Falco's: "TIME: PRIORITY MESSAGE".
std::string Format(const std::string& format, const std::string& line, const std::string& message,
                   const Payload& payload, const SinkGlobals& globals) {
  const auto list = [&](const auto& names) {
    std::string text;
    for (const auto& [name, unused] : names) {
      const std::string* value = payload.FindField(name);
      if (value != nullptr) text += (text.empty() ? "" : " ") + name + "=" + *value;
    }
    return text;
  };
  const std::map<std::string, std::string> values = {
      {"timestamp", line.substr(0, std::min(line.find(": "), line.size()))},
      {"priority", payload.priority},
      {"output", message},
      {"custom_fields", list(globals.custom_fields)},
      {"templated_fields", list(globals.templated_fields)},
      {"tags", payload.JoinedTags(",")},
  };
  std::string text;
  size_t at = 0;
  while (at < format.size()) {
    const size_t open = std::min(format.find('<', at), format.size());
    text.append(format, at, open - at);
    const size_t close = format.find('>', open);
    const auto it = close == std::string::npos
                        ? values.end()
                        : values.find(format.substr(open + 1, close - open - 1));
    if (it == values.end()) {
      text.append(format, open, 1);
      at = open + 1;
    } else {
      text += it->second;
      at = close + 1;
    }
  }
  return text;
}

}  // namespace

std::string Rfc3339(uint64_t time_ns) {
  const auto seconds = static_cast<std::time_t>(time_ns / kSecond);
  std::tm utc;
  gmtime_r(&seconds, &utc);
  char date[32];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%s.%09uZ", date, static_cast<unsigned>(time_ns % kSecond));
  return text;
}

std::string ValidUtf8(std::string_view bytes) {
  // The library replaces what is not valid, and knows what is.
  const std::string quoted =
      Json(std::string(bytes)).dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(quoted).get<std::string>();
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Payload::Payload(const Message& message, const SinkGlobals& globals)
    : id(message.alert().id()),
      rule(ValidUtf8(message.alert().rule())),
      output(ValidUtf8(message.text())),
      level(message.alert().priority()),
      source(ValidUtf8(message.alert().source())),
      hostname(ValidUtf8(message.alert().hostname())),
      time(Rfc3339(message.alert().time_ns())),
      time_ns(message.alert().time_ns()) {
  priority = proto::Priority_Name(level);
  std::transform(priority.begin() + 1, priority.end(), priority.begin() + 1,
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const proto::OutputField& field : message.alert().output_fields()) {
    if (auto converted = ToField(field)) fields.push_back(*std::move(converted));
  }
  for (const auto& [name, text] : globals.custom_fields) fields.push_back({name, text});
  if (!globals.templated_fields.empty()) {
    const Json data = FieldsJson(*this);
    for (const auto& [name, text] : globals.templated_fields) {
      auto value = text.Render(data);
      fields.push_back(
          {name, value.ok() ? *value : "(" + std::string(value.status().message()) + ")"});
    }
  }
  for (Field& field : fields) ReplaceBrackets(globals.bracket_replacer, field.name);
  std::stable_sort(fields.begin(), fields.end(),
                   [](const Field& a, const Field& b) { return a.name < b.name; });
  tags.assign(message.alert().tags().begin(), message.alert().tags().end());
  tags.insert(tags.end(), globals.custom_tags.begin(), globals.custom_tags.end());
  std::sort(tags.begin(), tags.end());
  if (!globals.output_format.empty()) {
    output =
        Format(globals.output_format, output, ValidUtf8(message.alert().message()), *this, globals);
  }
}

std::string Payload::JoinedTags(std::string_view separator) const {
  std::string joined;
  for (const std::string& tag : tags) (joined += joined.empty() ? "" : separator) += tag;
  return joined;
}

const std::string* Payload::FindField(std::string_view name) const {
  const auto it =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return it == fields.end() ? nullptr : &it->text;
}

const std::vector<std::string>& TemplateFields() {
  static const auto* const names = new std::vector<std::string>{
      "UUID", "Output", "Priority", "Rule", "Time", "OutputFields", "Source", "Tags", "Hostname"};
  return *names;
}

Json Payload::ToTemplateData() const {
  return {{"UUID", id},       {"Output", output}, {"Priority", priority},
          {"Rule", rule},     {"Time", time},     {"OutputFields", FieldsJson(*this)},
          {"Source", source}, {"Tags", tags},     {"Hostname", hostname}};
}

Json Payload::ToJson() const {
  return {{"uuid", id},
          {"output", output},
          {"priority", priority},
          {"rule", rule},
          {"time", time},
          {"source", source},
          {"output_fields", FieldsJson(*this)},
          {"tags", tags},
          {"hostname", hostname}};
}

}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
#include "hub/falco_alert.h"

#include <re2/re2.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/time.h"
#include "engine/loader/priority.h"

namespace falco_run::hub {
namespace {

using Json = nlohmann::json;

// Values are printed by recursion.
constexpr int kMostDepth = 100;

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

// The text of an optional member; an error if it is something else.
absl::StatusOr<std::string> TextOf(const Json& object, const char* name) {
  const auto it = object.find(name);
  if (it == object.end() || it->is_null()) return std::string();
  if (!it->is_string()) return Wrong(std::string(name) + " must be a string");
  return it->get<std::string>();
}

std::string Dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string AsText(const Json& value) {
  return value.is_string() ? value.get<std::string>() : Dump(value);
}

void SetValue(const Json& value, proto::OutputField& field) {
  switch (value.type()) {
    case Json::value_t::string:
      field.set_text(value.get<std::string>());
      return;
    case Json::value_t::boolean:
      field.set_boolean(value.get<bool>());
      return;
    case Json::value_t::number_integer:
      field.set_number(value.get<int64_t>());
      return;
    case Json::value_t::number_unsigned:
      field.set_unsigned_number(value.get<uint64_t>());
      return;
    case Json::value_t::number_float:
      field.set_real(value.get<double>());
      return;
    case Json::value_t::array: {
      auto& list = *field.mutable_list();
      for (const Json& item : value) list.add_items(AsText(item));
      return;
    }
    case Json::value_t::object:
      field.set_text(Dump(value));
      return;
    default:
      return;
  }
}

absl::StatusOr<uint64_t> TimeOf(const std::string& text, uint64_t now_ns) {
  if (text.empty()) return now_ns;
  absl::Time time;
  std::string error;
  // RFC 3339 ends where nanoseconds since 1970 no longer fit, in 2262.
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error) || time < absl::UnixEpoch() ||
      time > absl::UnixEpoch() + absl::Hours(24 * 365 * 290)) {
    return Wrong("time must be a time as in RFC 3339");
  }
  return static_cast<uint64_t>(absl::ToUnixNanos(time));
}

// The output without the time and the priority in front of it.
std::string WithoutPrefix(const std::string& output) {
  static const RE2* const prefix =
      new RE2(R"((?:\d\d:\d\d:\d\d\.\d+|\d{4}-\d\d-\d\dT[^ ]{1,40}): )"
              R"((?:Emergency|Alert|Critical|Error|Warning|Notice|Informational|Debug) )");
  re2::StringPiece rest(output);
  RE2::Consume(&rest, *prefix);
  return std::string(rest.data(), rest.size());
}

absl::Status ReadTags(const Json& object, proto::Alert& alert) {
  const auto tags = object.find("tags");
  if (tags == object.end() || tags->is_null()) return absl::OkStatus();
  if (!tags->is_array()) return Wrong("tags must be a list of strings");
  for (const Json& tag : *tags) {
    if (!tag.is_string()) return Wrong("tags must be a list of strings");
    alert.add_tags(tag.get<std::string>());
  }
  std::sort(alert.mutable_tags()->begin(), alert.mutable_tags()->end());
  return absl::OkStatus();
}

absl::Status ReadFields(const Json& object, proto::Alert& alert) {
  const auto fields = object.find("output_fields");
  if (fields == object.end() || fields->is_null()) return absl::OkStatus();
  if (!fields->is_object()) return Wrong("output_fields must be an object");
  for (const auto& [name, value] : fields->items()) {
    auto& field = *alert.add_output_fields();
    field.set_name(name);
    SetValue(value, field);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<proto::Alert> ParseFalcoAlert(std::string_view json, uint64_t now_ns) {
  bool too_deep = false;
  const Json object = Json::parse(
      json,
      [&](int depth, Json::parse_event_t, Json&) {
        if (depth > kMostDepth) too_deep = true;
        return depth <= kMostDepth;
      },
      false);
  if (too_deep) return Wrong("the body is nested too deeply");
  if (object.is_discarded()) return Wrong("the body is not JSON");
  if (!object.is_object()) return Wrong("the body must be a JSON object");
  std::string texts[7];
  constexpr const char* kNames[] = {"output",   "message", "priority", "rule",
                                    "hostname", "source",  "time"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    auto text = TextOf(object, kNames[i]);
    if (!text.ok()) return text.status();
    texts[i] = *std::move(text);
  }
  auto& [output, message, priority, rule, hostname, source, time] = texts;
  if (output.empty()) return Wrong("output is missing");
  proto::Alert alert;
  alert.set_priority(proto::DEBUG);
  if (!priority.empty()) {
    const auto known = engine::ParsePriority(priority);
    if (!known) return Wrong("priority must be one of Falco's");
    alert.set_priority(*known);
  }
  const auto time_ns = TimeOf(time, now_ns);
  if (!time_ns.ok()) return time_ns.status();
  alert.set_time_ns(*time_ns);
  alert.set_message(message.empty() ? WithoutPrefix(output) : message);
  alert.set_output(std::move(output));
  alert.set_rule(std::move(rule));
  alert.set_hostname(std::move(hostname));
  alert.set_source(source.empty() ? "syscall" : source);
  const auto id = TextOf(object, "uuid");
  if (!id.ok()) return id.status();
  alert.set_id(*id);
  if (auto status = ReadTags(object, alert); !status.ok()) return status;
  if (auto status = ReadFields(object, alert); !status.ok()) return status;
  return alert;
}

}  // namespace falco_run::hub

// SPDX-License-Identifier: Apache-2.0
#include "engine/format/alert_text.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "engine/fields/time_text.h"
#include "engine/format/json_text.h"
#include "engine/loader/priority.h"

namespace falco_run::engine {
namespace {

constexpr std::string_view kEventTime = "evt.time";

// Time, priority and message; not escaped.
std::string PlainLine(const proto::Alert& alert, bool iso) {
  if (!alert.output().empty()) return alert.output();
  std::string line;
  if (iso) {
    AppendIso(alert.time_ns(), "+0000", line);
  } else {
    AppendClock(alert.time_ns(), true, line);
  }
  line.append(": ").append(PriorityName(alert.priority())).append(" ").append(alert.message());
  return line;
}

template <typename T>
void AppendNumber(T number, std::string& out) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof(text), number).ptr);
}

// ["a","b"]
template <typename C>
void AppendStrings(const C& strings, std::string& out) {
  out += '[';
  bool first = true;
  for (const std::string& s : strings) {
    if (!first) out += ',';
    first = false;
    AppendJsonString(s, out);
  }
  out += ']';
}

void AppendValue(const proto::OutputField& f, std::string& out) {
  switch (f.value_case()) {
    case proto::OutputField::kText:
      return AppendJsonString(f.text(), out);
    case proto::OutputField::kNumber:
      return AppendNumber(f.number(), out);
    case proto::OutputField::kUnsignedNumber:
      return AppendNumber(f.unsigned_number(), out);
    case proto::OutputField::kBoolean:
      out += f.boolean() ? "true" : "false";
      return;
    case proto::OutputField::kReal:
      return AppendJsonReal(f.real(), out);
    case proto::OutputField::kList:
      return AppendStrings(f.list().items(), out);
    case proto::OutputField::VALUE_NOT_SET:
      out += "null";
  }
}

struct NamedField {
  std::string_view name;
  const proto::OutputField* field;
};

// By name; of several with one name only the last.
std::vector<NamedField> SortedFields(const proto::Alert& alert, bool iso) {
  std::vector<NamedField> fields;
  fields.reserve(static_cast<size_t>(alert.output_fields_size()));
  for (const proto::OutputField& f : alert.output_fields()) {
    const bool time = iso && f.name() == kEventTime;
    fields.push_back({time ? "evt.time.iso8601" : std::string_view(f.name()), &f});
  }
  std::stable_sort(fields.begin(), fields.end(),
                   [](const NamedField& a, const NamedField& b) { return a.name < b.name; });
  const auto last = std::unique(fields.rbegin(), fields.rend(),
                                [](const auto& a, const auto& b) { return a.name == b.name; });
  fields.erase(fields.begin(), last.base());
  return fields;
}

void AppendFields(const proto::Alert& alert, bool iso, std::string& out) {
  out += '{';
  bool first = true;
  for (const NamedField& f : SortedFields(alert, iso)) {
    if (!first) out += ',';
    first = false;
    AppendJsonString(f.name, out);
    out += ':';
    if (iso && f.field->name() == kEventTime) {
      out += '"';
      AppendIso(alert.time_ns(), "+0000", out);
      out += '"';
    } else {
      AppendValue(*f.field, out);
    }
  }
  out += '}';
}

}  // namespace

std::string AlertLine(const proto::Alert& alert, const AlertTextOptions& options) {
  std::string line;
  AppendEscaped(PlainLine(alert, options.iso_time), line);
  return line;
}

std::string AlertJson(const proto::Alert& alert, const AlertTextOptions& options) {
  std::string out;
  out.reserve(512 + 4 * alert.message().size());
  out += "{\"hostname\":";
  AppendJsonString(alert.hostname(), out);
  if (options.include_message) {
    out += ",\"message\":";
    AppendJsonString(alert.message(), out);
  }
  if (options.include_output) {
    out += ",\"output\":";
    AppendJsonString(PlainLine(alert, options.iso_time), out);
  }
  if (options.include_output_fields) {
    out += ",\"output_fields\":";
    AppendFields(alert, options.iso_time, out);
  }
  out += ",\"priority\":";
  AppendJsonString(PriorityName(alert.priority()), out);
  out += ",\"rule\":";
  AppendJsonString(alert.rule(), out);
  out += ",\"source\":";
  AppendJsonString(alert.source(), out);
  if (options.include_tags) {
    out += ",\"tags\":";
    AppendStrings(alert.tags(), out);
  }
  out += ",\"time\":\"";
  AppendIso(alert.time_ns(), "Z", out);
  out += "\"}";
  return out;
}

std::string_view SuggestedOutput() {
  return " container_id=%container.id container_name=%container.name"
         " container_image_repository=%container.image.repository"
         " container_image_tag=%container.image.tag"
         " k8s_pod_name=%k8s.pod.name k8s_ns_name=%k8s.ns.name";
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/format/alert_text.h"

#include <nlohmann/json.hpp>

#include "engine/fields/time_text.h"
#include "engine/loader/priority.h"

namespace falco_run::engine {
namespace {

using Json = nlohmann::json;

std::string Dump(const Json& j) { return j.dump(-1, ' ', false, Json::error_handler_t::replace); }

// Time, priority and message; not escaped.
std::string PlainLine(const proto::Alert& alert, bool iso) {
  std::string line;
  if (iso) {
    AppendIso(alert.time_ns(), "+0000", line);
  } else {
    AppendClock(alert.time_ns(), true, line);
  }
  line.append(": ").append(PriorityName(alert.priority())).append(" ").append(alert.message());
  return line;
}

Json FieldValue(const proto::OutputField& f) {
  switch (f.value_case()) {
    case proto::OutputField::kText:
      return f.text();
    case proto::OutputField::kNumber:
      return f.number();
    case proto::OutputField::kUnsignedNumber:
      return f.unsigned_number();
    case proto::OutputField::kBoolean:
      return f.boolean();
    case proto::OutputField::kReal:
      return f.real();
    case proto::OutputField::kList: {
      Json list = Json::array();
      for (const std::string& item : f.list().items()) list.push_back(item);
      return list;
    }
    case proto::OutputField::VALUE_NOT_SET:
      break;
  }
  return nullptr;
}

}  // namespace

std::string AlertLine(const proto::Alert& alert, const AlertTextOptions& options) {
  const std::string quoted = Dump(PlainLine(alert, options.iso_time));
  return quoted.substr(1, quoted.size() - 2);
}

std::string AlertJson(const proto::Alert& alert, const AlertTextOptions& options) {
  Json j;
  j["hostname"] = alert.hostname();
  j["rule"] = alert.rule();
  j["priority"] = PriorityName(alert.priority());
  j["source"] = alert.source();
  std::string time;
  AppendIso(alert.time_ns(), "Z", time);
  j["time"] = time;
  if (options.include_output) j["output"] = PlainLine(alert, options.iso_time);
  if (options.include_message) j["message"] = alert.message();
  if (options.include_output_fields) {
    Json fields = Json::object();
    for (const proto::OutputField& f : alert.output_fields()) {
      if (f.name() == "evt.time" && options.iso_time) {
        std::string iso;
        AppendIso(alert.time_ns(), "+0000", iso);
        fields["evt.time.iso8601"] = iso;
      } else {
        fields[f.name()] = FieldValue(f);
      }
    }
    j["output_fields"] = std::move(fields);
  }
  if (options.include_tags) {
    Json tags = Json::array();
    for (const std::string& t : alert.tags()) tags.push_back(t);
    j["tags"] = std::move(tags);
  }
  return Dump(j);
}

std::string_view SuggestedOutput() {
  return " container_id=%container.id container_name=%container.name"
         " container_image_repository=%container.image.repository"
         " container_image_tag=%container.image.tag"
         " k8s_pod_name=%k8s.pod.name k8s_ns_name=%k8s.ns.name";
}

}  // namespace falco_run::engine

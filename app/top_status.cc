// SPDX-License-Identifier: Apache-2.0
#include "app/top_status.h"

#include <nlohmann/json.hpp>

namespace falco_run::app {
namespace {

using Json = nlohmann::json;

std::string Text(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

uint64_t Number(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_number_unsigned() ? it->get<uint64_t>() : 0;
}

// Calls `take` with each object of a list.
template <typename F>
void ForEach(const Json& object, const char* key, F take) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_array()) return;
  for (const Json& element : *it) {
    if (element.is_object()) take(element);
  }
}

}  // namespace

absl::StatusOr<TopStatus> ParseTopStatus(std::string_view json) {
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object() || !root.contains("time_ns")) {
    return absl::InvalidArgumentError("this is no status of a falco-run");
  }
  TopStatus status;
  status.version = Text(root, "version");
  status.hostname = Text(root, "hostname");
  status.backend = Text(root, "backend");
  status.start_ns = Number(root, "start_ns");
  status.time_ns = Number(root, "time_ns");
  status.calls = Number(root, "calls");
  status.events = Number(root, "events");
  status.alerts = Number(root, "alerts");
  ForEach(root, "rules", [&](const Json& rule) {
    status.rules.push_back({Text(rule, "name"), Text(rule, "priority"), Number(rule, "alerts")});
  });
  ForEach(root, "processes", [&](const Json& process) {
    status.processes.push_back({Text(process, "name"), Number(process, "running"),
                                Number(process, "events"), Number(process, "alerts")});
  });
  ForEach(root, "outputs", [&](const Json& output) {
    status.outputs.push_back({Text(output, "name"), Number(output, "waiting"),
                              Number(output, "delivered"), Number(output, "failed"),
                              Number(output, "dropped"), Number(output, "retried"),
                              Text(output, "last_error")});
  });
  if (const auto spots = root.find("blind_spots"); spots != root.end() && spots->is_object()) {
    for (const auto& [sentence, count] : spots->items()) {
      status.blind_spots.emplace_back(sentence, Number(*spots, sentence.c_str()));
    }
  }
  return status;
}

}  // namespace falco_run::app

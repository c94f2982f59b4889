// SPDX-License-Identifier: Apache-2.0
#include "app/ecs_metadata.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "http/client.h"

namespace falco_run::app {
namespace {

constexpr std::chrono::milliseconds kPatience{1000};
constexpr size_t kShortId = 12;
constexpr int kOk = 200;

std::string Address() {
  for (const char* name : {"ECS_CONTAINER_METADATA_URI_V4", "ECS_CONTAINER_METADATA_URI"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

// "" where it is missing or no string.
std::string Text(const nlohmann::json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

std::string FirstAddress(const nlohmann::json& networks) {
  if (!networks.is_array()) return "";
  for (const auto& network : networks) {
    if (!network.is_object()) continue;
    const auto addresses = network.find("IPv4Addresses");
    if (addresses == network.end() || !addresses->is_array() || addresses->empty()) continue;
    if (addresses->front().is_string()) return addresses->front().get<std::string>();
  }
  return "";
}

}  // namespace

bool HasEcsMetadata() { return !Address().empty(); }

absl::Status ParseEcsMetadata(std::string_view json, proto::Container& out) {
  const auto object = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  const std::string id = object.is_object() ? Text(object, "DockerId") : "";
  if (id.empty()) return absl::InvalidArgumentError("ECS metadata: no object with a DockerId");
  out.set_full_id(id);
  out.set_id(id.substr(0, kShortId));
  out.set_type("docker");
  if (const std::string name = Text(object, "Name"); !name.empty()) out.set_name(name);
  if (const std::string image = Text(object, "Image"); !image.empty()) out.set_image(image);
  if (const std::string image = Text(object, "ImageID"); !image.empty()) out.set_image_id(image);
  if (const std::string ip = FirstAddress(object.value("Networks", nlohmann::json()));
      !ip.empty()) {
    out.set_ip(ip);
  }
  const auto labels = object.find("Labels");
  if (labels == object.end() || !labels->is_object()) return absl::OkStatus();
  out.clear_labels();
  for (const auto& [key, value] : labels->items()) {
    if (!value.is_string()) continue;
    proto::Label& label = *out.add_labels();
    label.set_key(key);
    label.set_value(value.get<std::string>());
  }
  return absl::OkStatus();
}

absl::Status AddEcsMetadata(proto::Container& out) {
  http::ClientOptions options;
  options.url = Address();
  if (options.url.empty()) return absl::NotFoundError("no ECS metadata address");
  options.connect_timeout = options.timeout = kPatience;
  options.keep_alive = false;
  auto client = http::Client::Make(options);
  if (!client.ok()) return client.status();
  const auto response = (*client)->Send({.method = "GET"});
  if (!response.ok()) return response.status();
  if (response->status != kOk) {
    return absl::UnavailableError("ECS metadata: HTTP " + std::to_string(response->status));
  }
  return ParseEcsMetadata(response->body, out);
}

}  // namespace falco_run::app

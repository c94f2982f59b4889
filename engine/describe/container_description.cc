// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/container_description.h"

#include "engine/describe/container_mount.h"

namespace falco_run::engine {
namespace {

using proto::Container;
using Node = YAML::Node;

// A container that was described without its id has this one.
constexpr char kSomeId[] = "0123456789ab";

template <std::string* (Container::*Mutable)()>
absl::Status Text(const Node& node, Container& c, uint64_t) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  *(c.*Mutable)() = *std::move(text);
  return absl::OkStatus();
}

absl::Status Privileged(const Node& node, Container& c, uint64_t) {
  auto value = ReadBool(node);
  if (!value.ok()) return value.status();
  c.set_privileged(*value);
  return absl::OkStatus();
}

absl::Status Mounts(const Node& node, Container& c, uint64_t) {
  auto texts = ReadTexts(node);
  if (!texts.ok()) return texts.status();
  for (const std::string& text : *texts) {
    auto mount = ParseContainerMount(text);
    if (!mount.ok()) return Mistake(node, std::string(mount.status().message()));
    *c.add_mounts() = *std::move(mount);
  }
  return absl::OkStatus();
}

absl::Status Started(const Node& node, Container& c, uint64_t) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  c.set_start_time_ns(static_cast<uint64_t>(*number));
  return absl::OkStatus();
}

absl::Status Age(const Node& node, Container& c, uint64_t now) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  c.set_start_time_ns(now - static_cast<uint64_t>(*number));
  return absl::OkStatus();
}

// The image's reference is put together from its parts, in whatever order they come.
absl::Status Repository(const Node& node, Container& c, uint64_t) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  c.set_image(*text + (c.image().starts_with(":") ? c.image() : ""));
  return absl::OkStatus();
}

absl::Status Tag(const Node& node, Container& c, uint64_t) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  c.set_image(c.image() + ":" + *text);
  return absl::OkStatus();
}

struct ContainerKey {
  const char* name;   // under `container:`
  const char* field;  // the field that reads as it is written; nullptr: none does
  absl::Status (*set)(const Node& value, Container& container, uint64_t now);
};

constexpr ContainerKey kKeys[] = {
    {"id", "container.id", Text<&Container::mutable_id>},
    {"full_id", "container.full_id", Text<&Container::mutable_full_id>},
    {"name", "container.name", Text<&Container::mutable_name>},
    {"image", "container.image", Text<&Container::mutable_image>},
    {"image_id", "container.image.id", Text<&Container::mutable_image_id>},
    {"image_digest", "container.image.digest", Text<&Container::mutable_image_digest>},
    {nullptr, "container.image.repository", Repository},
    {nullptr, "container.image.tag", Tag},
    {"type", "container.type", Text<&Container::mutable_type>},
    {"privileged", "container.privileged", Privileged},
    {"mounts", nullptr, Mounts},
    {"started", "container.start_ts", Started},
    {"age", "container.duration", Age},
    {"pod", "k8s.pod.name", Text<&Container::mutable_pod_name>},
    {"namespace", "k8s.ns.name", Text<&Container::mutable_pod_namespace>},
    {"pod_uid", "k8s.pod.uid", Text<&Container::mutable_pod_uid>},
    {nullptr, "k8s.pod.id", Text<&Container::mutable_pod_uid>},
};

absl::Status Set(const ContainerKey& key, const Node& value, Scene& scene) {
  const std::string_view field = key.field == nullptr ? "" : key.field;
  // The absence of a container, which is the default.
  if (field == "container.id" && value.IsScalar() && value.Scalar() == "host") {
    return absl::OkStatus();
  }
  scene.has_container = true;
  if (absl::Status s = key.set(value, scene.container, scene.event.time_ns()); !s.ok()) return s;
  if (!field.starts_with("k8s.") && scene.container.id().empty()) scene.container.set_id(kSomeId);
  return absl::OkStatus();
}

}  // namespace

absl::Status DescribeContainer(const Node& node, Scene& scene) {
  auto entries = ReadEntries(node, "container");
  if (!entries.ok()) return entries.status();
  for (const YamlEntry& entry : *entries) {
    const ContainerKey* found = nullptr;
    std::vector<std::string> known;
    for (const ContainerKey& key : kKeys) {
      if (key.name == nullptr) continue;
      known.emplace_back(key.name);
      if (entry.name == key.name) found = &key;
    }
    if (found == nullptr) return UnknownKey(entry, known);
    if (absl::Status s = Set(*found, entry.value, scene); !s.ok()) return s;
    if (found->field == nullptr) continue;
    scene.stated.push_back({found->field, std::nullopt, entry.value, entry.key.Mark()});
  }
  return absl::OkStatus();
}

absl::Status DescribePodLabel(const std::string& key, const Node& value, Scene& scene) {
  auto text = ReadText(value);
  if (!text.ok()) return text.status();
  scene.has_container = true;
  proto::Label* label = scene.container.add_pod_labels();
  label->set_key(key);
  label->set_value(*std::move(text));
  return absl::OkStatus();
}

absl::StatusOr<bool> DescribeContainerField(const std::string& field, const Node& value,
                                            Scene& scene) {
  for (const ContainerKey& key : kKeys) {
    if (key.field == nullptr || field != key.field) continue;
    if (absl::Status s = Set(key, value, scene); !s.ok()) return s;
    return true;
  }
  return false;
}

}  // namespace falco_run::engine

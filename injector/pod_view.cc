// SPDX-License-Identifier: Apache-2.0
#include "injector/pod_view.h"

#include "absl/strings/str_split.h"

namespace falco_run::injector {
namespace {

using json::Kind;
using json::Value;

constexpr std::string_view kSystemLabels[] = {"kubernetes.io/os", "beta.kubernetes.io/os"};
constexpr std::string_view kWindows = "windows";

absl::Status Must(const std::string& place, const char* what) {
  return absl::InvalidArgumentError(place + ": must be " + what);
}

// Absent and null are fine everywhere, as for the API server.
absl::Status CheckKind(Value value, Kind kind, const std::string& place) {
  if (!value.present() || value.kind() == kind) return absl::OkStatus();
  return Must(place, kind == Kind::kObject  ? "an object"
                     : kind == Kind::kArray ? "a list"
                                            : "text");
}

absl::Status CheckItems(Value list, Kind kind, const std::string& place) {
  if (absl::Status s = CheckKind(list, Kind::kArray, place); !s.ok()) return s;
  if (!list.present()) return absl::OkStatus();
  size_t i = 0;
  for (const Value item : list) {
    if (!item.Is(kind)) {
      return Must(place + "[" + std::to_string(i) + "]",
                  kind == Kind::kObject ? "an object" : "text");
    }
    ++i;
  }
  return absl::OkStatus();
}

absl::Status CheckTexts(Value object, const std::string& place) {
  if (absl::Status s = CheckKind(object, Kind::kObject, place); !s.ok()) return s;
  if (!object.present()) return absl::OkStatus();
  for (const Value member : object) {
    if (!member.Is(Kind::kString)) return Must(place + "." + std::string(member.key()), "text");
  }
  return absl::OkStatus();
}

absl::Status CheckContainers(Value list, const std::string& place) {
  if (absl::Status s = CheckItems(list, Kind::kObject, place); !s.ok()) return s;
  if (!list.present()) return absl::OkStatus();
  size_t i = 0;
  for (const Value container : list) {
    const std::string at = place + "[" + std::to_string(i++) + "]";
    if (TextOf(container["name"]).empty()) return Must(at + ".name", "a name");
    if (absl::Status s = CheckKind(container["image"], Kind::kString, at + ".image"); !s.ok()) {
      return s;
    }
    for (const char* key : {"command", "args"}) {
      if (absl::Status s = CheckItems(container[key], Kind::kString, at + "." + key); !s.ok()) {
        return s;
      }
    }
    for (const char* key : {"env", "volumeMounts"}) {
      if (absl::Status s = CheckItems(container[key], Kind::kObject, at + "." + key); !s.ok()) {
        return s;
      }
    }
  }
  return absl::OkStatus();
}

bool NamesWindows(Value expressions) {
  if (!expressions.Is(Kind::kArray)) return false;
  for (const Value e : expressions) {
    const std::string_view key = TextOf(e["key"]);
    if (key != kSystemLabels[0] && key != kSystemLabels[1]) continue;
    if (TextOf(e["operator"]) != "In" || !e["values"].Is(Kind::kArray)) continue;
    bool only = e["values"].begin() != e["values"].end();
    for (const Value value : e["values"]) only = only && TextOf(value) == kWindows;
    if (only) return true;
  }
  return false;
}

}  // namespace

std::string_view TextOf(Value value) {
  return value.Is(Kind::kString) ? value.text() : std::string_view();
}

absl::Status CheckPod(Value pod) {
  if (!pod.Is(Kind::kObject)) return Must("the pod", "an object");
  const Value metadata = pod["metadata"];
  const Value spec = pod["spec"];
  if (absl::Status s = CheckKind(metadata, Kind::kObject, "metadata"); !s.ok()) return s;
  for (const char* key : {"labels", "annotations"}) {
    if (absl::Status s = CheckTexts(metadata[key], std::string("metadata.") + key); !s.ok()) {
      return s;
    }
  }
  if (!spec.Is(Kind::kObject)) return Must("spec", "an object");
  if (!spec["containers"].Is(Kind::kArray)) return Must("spec.containers", "a list");
  if (absl::Status s = CheckContainers(spec["containers"], "spec.containers"); !s.ok()) return s;
  if (absl::Status s = CheckContainers(spec["initContainers"], "spec.initContainers"); !s.ok()) {
    return s;
  }
  return CheckItems(spec["volumes"], Kind::kObject, "spec.volumes");
}

Value FindItem(Value list, std::string_view key, std::string_view text) {
  if (!list.Is(Kind::kArray)) return {};
  for (const Value item : list) {
    if (item[key].Is(Kind::kString) && item[key].text() == text) return item;
  }
  return {};
}

bool IsForWindows(Value pod) {
  const Value spec = pod["spec"];
  if (TextOf(spec["os"]["name"]) == kWindows) return true;
  for (const std::string_view label : kSystemLabels) {
    if (TextOf(spec["nodeSelector"][label]) == kWindows) return true;
  }
  // A pod goes where one of the terms allows it.
  const Value terms =
      json::Find(spec,
                 "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/"
                 "nodeSelectorTerms");
  if (!terms.Is(Kind::kArray) || !(terms.begin() != terms.end())) return false;
  for (const Value term : terms) {
    if (!NamesWindows(term["matchExpressions"])) return false;
  }
  return true;
}

bool IsMirror(Value pod) {
  return static_cast<bool>(pod["metadata"]["annotations"]["kubernetes.io/config.mirror"]);
}

bool SharesProcesses(Value pod) {
  const Value spec = pod["spec"];
  return spec["shareProcessNamespace"].Is(Kind::kTrue) || spec["hostPID"].Is(Kind::kTrue);
}

std::set<std::string> Names(std::string_view text) {
  std::set<std::string> names;
  for (const absl::string_view name : absl::StrSplit(absl::string_view(text.data(), text.size()),
                                                     absl::ByAnyChar(", "), absl::SkipEmpty())) {
    names.emplace(name.data(), name.size());
  }
  return names;
}

}  // namespace falco_run::injector

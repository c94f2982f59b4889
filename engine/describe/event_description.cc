// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/event_description.h"

#include <utility>

#include "engine/describe/audit_description.h"
#include "engine/describe/event_defaults.h"
#include "engine/describe/event_fields.h"
#include "engine/describe/host_name_description.h"
#include "engine/describe/process_description.h"
#include "engine/describe/scene.h"
#include "engine/describe/stated_fields.h"
#include "engine/describe/yaml_text.h"

namespace falco_run::engine {
namespace {

std::vector<proto::Record> ToRecords(Scene scene) {
  std::vector<proto::Record> records;
  if (!scene.hostname.empty()) {
    records.emplace_back().mutable_start()->set_hostname(scene.hostname);
  }
  for (auto p = scene.chain.rbegin(); p != scene.chain.rend(); ++p) {
    *records.emplace_back().mutable_process() = std::move(*p);
  }
  *records.emplace_back().mutable_syscall() = std::move(scene.event);
  return records;
}

}  // namespace

absl::StatusOr<std::vector<proto::Record>> EventDescriber::Describe(const YAML::Node& node) {
  if (IsAuditDescription(node)) {
    auto event = DescribeAudit(node, next_seq_++);
    if (!event.ok()) return event.status();
    std::vector<proto::Record> records(1);
    *records[0].mutable_audit() = *std::move(event);
    return records;
  }
  Scene scene;
  scene.event.set_seq(next_seq_++);
  auto entries = ReadEntries(node, "an event");
  if (!entries.ok()) return entries.status();
  if (absl::Status s = DescribeEntries(node, *entries, scene); !s.ok()) return s;
  CompleteProcesses(next_id_, next_pid_, scene);
  if (absl::Status s = CompleteEvent(scene); !s.ok()) return s;
  if (absl::Status s = CheckStatedFields(scene); !s.ok()) return s;
  AddHostNames(scene, *host_names_);
  next_id_ += scene.chain.size();
  next_pid_ += static_cast<int32_t>(scene.chain.size());
  return ToRecords(std::move(scene));
}

absl::StatusOr<std::vector<YAML::Node>> FindDescriptions(const YAML::Node& document) {
  YAML::Node events = document;
  // Not deeper: an alias may make a node contain itself.
  for (const char* key : {"event", "events"}) {
    if (!document.IsMap() || !document[key]) continue;
    if (document.size() > 1) {
      return Mistake(document, std::string("there must be nothing beside '") + key + "'");
    }
    events.reset(document[key]);
    break;
  }
  if (events.IsMap()) return std::vector<YAML::Node>{events};
  if (!events.IsSequence()) return Mistake(events, "an event or a list of events is expected");
  std::vector<YAML::Node> list(events.begin(), events.end());
  if (list.empty()) return Mistake(events, "there is no event here");
  return list;
}

}  // namespace falco_run::engine

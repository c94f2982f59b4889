// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_EVENT_DESCRIPTION_H_
#define FALCO_RUN_ENGINE_DESCRIBE_EVENT_DESCRIPTION_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fields/host_name_table.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

// Makes records of events that somebody describes by hand, in YAML:
//
//   evt.type: openat                     type: openat
//   fd.name: /etc/shadow                 args: {name: /etc/shadow, flags: O_RDONLY}
//   proc.name: cat                       process: {name: cat, parent: {name: sh}}
//   proc.pname: sh                       res: ENOENT
//
// Left: by the fields that rules read; right: by the parts of a record. Both may be mixed. What
// is not said has a plausible default: the call succeeds, the process is root's and has no
// parent. docs/rule-authors.md describes the form.
//
// An event of the Kubernetes audit log stands under `audit`, or is one as the API server writes it
// (audit_description.h).
//
// Every stated field is read back from the finished event as rules read it; a difference is an
// error. Errors are InvalidArgument, "LINE:COLUMN: what is wrong and what would be right".
//
//   EventDescriber describer;
//   auto records = describer.Describe(node);   // processes, eldest first, then the event
//
// One describer makes one stream: ids, pids, event numbers and times grow.
class EventDescriber {
 public:
  absl::StatusOr<std::vector<proto::Record>> Describe(const YAML::Node& node);

  // The names of addresses that were described (fd.sip.name), for EngineOptions::host_names: they
  // hold for the whole stream.
  std::shared_ptr<const HostNameTable> host_names() const { return host_names_; }

 private:
  uint64_t next_id_ = 1;
  int32_t next_pid_ = 1001;
  uint64_t next_seq_ = 1;
  const std::shared_ptr<HostNameTable> host_names_ = std::make_shared<HostNameTable>();
};

// The descriptions in a file: a mapping is one event, a list several; either may stand under
// `event:` or `events:`.
absl::StatusOr<std::vector<YAML::Node>> FindDescriptions(const YAML::Node& document);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_EVENT_DESCRIPTION_H_

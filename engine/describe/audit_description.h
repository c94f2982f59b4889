// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_AUDIT_DESCRIPTION_H_
#define FALCO_RUN_ENGINE_DESCRIBE_AUDIT_DESCRIPTION_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>

#include "absl/status/statusor.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

// Whether the node describes an event of the Kubernetes audit log: one under `audit`, or one as the
// API server writes it.
bool IsAuditDescription(const YAML::Node& node);

// Makes an audit event of
//
//   audit:
//     verb: create
//     objectRef: {resource: configmaps, name: settings}
//     requestObject: {data: {password: hunter2}}
//
// What is missing of auditID, stage and so on has a plausible default. An event as the API server
// writes it (JSON is YAML) is taken as it is. Errors are "LINE:COLUMN: ...".
absl::StatusOr<proto::AuditEvent> DescribeAudit(const YAML::Node& node, uint64_t seq);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_AUDIT_DESCRIPTION_H_

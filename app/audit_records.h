// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_AUDIT_RECORDS_H_
#define FALCO_RUN_APP_AUDIT_RECORDS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "proto/record.pb.h"

namespace falco_run::app {

// The events of an audit log: JSON lines, or one body as the webhook takes it. nullopt if there is
// anything else in the text.
std::optional<std::vector<proto::Record>> ReadAuditLog(std::string_view text);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_AUDIT_RECORDS_H_

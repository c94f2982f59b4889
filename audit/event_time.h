// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_EVENT_TIME_H_
#define FALCO_RUN_AUDIT_EVENT_TIME_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace falco_run::audit {

// A time of RFC 3339, "2024-02-29T23:59:59.123456Z" or with an offset, as nanoseconds since the
// epoch; nullopt if it is none, or before the epoch or after 2261. O(1), no allocation.
std::optional<uint64_t> ParseTime(std::string_view text);

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_EVENT_TIME_H_

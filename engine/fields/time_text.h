// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_TIME_TEXT_H_
#define FALCO_RUN_ENGINE_FIELDS_TIME_TEXT_H_

#include <cstdint>
#include <string>

// Times as rules and alerts print them. `ns` is nanoseconds since the epoch.
namespace falco_run::engine {

// "15:04:05.000000000" in the local zone; without fraction if !nanos.
void AppendClock(uint64_t ns, bool nanos, std::string& out);

// "2026-01-02 15:04:05.000000000" in the local zone.
void AppendDateTime(uint64_t ns, bool nanos, std::string& out);

// "2026-01-02T15:04:05.000000000" in UTC, followed by `zone` ("Z" or "+0000").
void AppendIso(uint64_t ns, const char* zone, std::string& out);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_TIME_TEXT_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_EVENT_SPLITTER_H_
#define FALCO_RUN_AUDIT_EVENT_SPLITTER_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "json/reader.h"

namespace falco_run::audit {

// Why something in the place of an event is refused.
enum class Fault : uint8_t {
  kNoObject,
  kNoAuditId,
  kNoTime,  // stageTimestamp is absent or no time
  kWrongType,
  kDuplicateKey,
  kInvalidUtf8,
  kTooManyValues,
};
constexpr size_t kFaultCount = 7;
std::string_view FaultName(Fault fault);  // "no auditID"

// One event within a body.
struct SplitEvent {
  std::string_view json;  // into the body
  uint64_t time_ns = 0;   // stageTimestamp
};

struct SplitBody {
  std::vector<SplitEvent> events;
  std::array<uint64_t, kFaultCount> faults{};  // refused ones
  std::string first_fault;                     // "event 3 of the list: no auditID"

  uint64_t refused() const;
};

// Finds the events in a body: an EventList, an array of events, or one event.
//
//   EventSplitter splitter;
//   SplitBody split;
//   absl::Status status = splitter.Split(body, split);
//
// What the API server itself writes must be right: types, no key twice, UTF-8. In requestObject
// and responseObject everything goes that is JSON: it is what a client sent, and a client must not
// be able to hide by it. O(size). Keeps its buffer; not thread-safe.
class EventSplitter {
 public:
  // InvalidArgument: no JSON, with the byte; then there are no events.
  absl::Status Split(std::string_view body, SplitBody& split);

 private:
  json::Buffer buffer_;
};

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_EVENT_SPLITTER_H_

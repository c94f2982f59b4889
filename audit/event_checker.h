// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_EVENT_CHECKER_H_
#define FALCO_RUN_AUDIT_EVENT_CHECKER_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "audit/event_splitter.h"
#include "json/document.h"

namespace falco_run::audit {

// Checks one audit event as its JSON is read, and takes out of it what is needed at once.
class EventChecker {
 public:
  // `check_utf8`: the body has something in it that is not.
  void Begin(bool check_utf8);

  // What the reader meets, from the first key of the event to the end of its last value.
  void Key(std::string_view key);
  void Scalar(json::Kind kind, std::string_view text);
  void Open(json::Kind kind);
  void Close(json::Kind kind);

  // After the last value.
  std::optional<Fault> fault() const;
  uint64_t time_ns() const { return time_ns_; }

 private:
  enum class Member : uint8_t {
    kOther,
    kText,
    kAuditId,
    kTime,
    kObject,
    kTexts,  // an object whose scalars are texts
    kArray,
    kClients,  // anything
  };
  static Member FindMember(std::string_view key);

  void Refuse(Fault fault) {
    if (!fault_) fault_ = fault;
  }
  bool in_clients_data() const { return member_ == Member::kClients && depth_ > 0; }
  void CheckType(json::Kind kind);
  void CheckText(std::string_view text);

  bool check_utf8_ = false;
  size_t depth_ = 0;  // of what is open within the event
  size_t values_ = 0;
  Member member_ = Member::kOther;
  std::vector<std::string_view> keys_;  // of the open objects
  std::vector<size_t> first_key_;       // where those of each begin
  bool has_audit_id_ = false;
  bool has_time_ = false;
  uint64_t time_ns_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_EVENT_CHECKER_H_

// SPDX-License-Identifier: Apache-2.0
#include "audit/event_checker.h"

#include <algorithm>
#include <utility>

#include "audit/event_time.h"
#include "json/utf8.h"

namespace falco_run::audit {
namespace {

using json::Kind;

// Keys of one object outside of what clients sent; more than any API server writes. Keeps the
// search for equal ones cheap.
constexpr size_t kMostKeys = 128;

}  // namespace

void EventChecker::Begin(bool check_utf8) {
  check_utf8_ = check_utf8;
  depth_ = 0;
  values_ = 0;
  member_ = Member::kOther;
  keys_.clear();
  first_key_.assign(1, 0);
  has_audit_id_ = has_time_ = false;
  time_ns_ = 0;
  fault_.reset();
}

EventChecker::Member EventChecker::FindMember(std::string_view key) {
  static constexpr std::pair<std::string_view, Member> kMembers[] = {
      {"auditID", Member::kAuditId},
      {"stageTimestamp", Member::kTime},
      {"requestObject", Member::kClients},
      {"responseObject", Member::kClients},
      {"stage", Member::kText},
      {"level", Member::kText},
      {"verb", Member::kText},
      {"requestURI", Member::kText},
      {"userAgent", Member::kText},
      {"requestReceivedTimestamp", Member::kText},
      {"user", Member::kTexts},
      {"impersonatedUser", Member::kTexts},
      {"objectRef", Member::kTexts},
      {"annotations", Member::kTexts},
      {"responseStatus", Member::kObject},
      {"sourceIPs", Member::kArray},
  };
  for (const auto& [name, member] : kMembers) {
    if (name == key) return member;
  }
  return Member::kOther;
}

void EventChecker::Key(std::string_view key) {
  if (in_clients_data()) return;
  CheckText(key);
  const auto first = keys_.begin() + static_cast<ptrdiff_t>(first_key_.back());
  if (std::find(first, keys_.end(), key) != keys_.end()) Refuse(Fault::kDuplicateKey);
  if (keys_.end() - first >= static_cast<ptrdiff_t>(kMostKeys)) {
    Refuse(Fault::kTooManyValues);
  } else {
    keys_.push_back(key);
  }
  if (depth_ == 0) member_ = FindMember(key);
}

void EventChecker::Scalar(Kind kind, std::string_view text) {
  ++values_;
  if (in_clients_data()) return;
  if (kind == Kind::kString && member_ != Member::kClients) CheckText(text);
  CheckType(kind);
  if (depth_ > 0 || kind != Kind::kString) return;
  if (member_ == Member::kAuditId) has_audit_id_ = !text.empty();
  if (member_ == Member::kTime) {
    const std::optional<uint64_t> time = ParseTime(text);
    has_time_ = time.has_value();
    time_ns_ = time.value_or(0);
  }
}

void EventChecker::Open(Kind kind) {
  ++values_;
  CheckType(kind);
  ++depth_;
  if (!in_clients_data() && kind == Kind::kObject) first_key_.push_back(keys_.size());
}

void EventChecker::Close(Kind kind) {
  if (!in_clients_data() && kind == Kind::kObject) {
    keys_.resize(first_key_.back());
    first_key_.pop_back();
  }
  --depth_;
}

// Of a value that begins at the present depth.
void EventChecker::CheckType(Kind kind) {
  if (depth_ > 1 || kind == Kind::kNull) return;
  const bool scalar = kind != Kind::kObject && kind != Kind::kArray;
  bool right = true;
  switch (member_) {
    case Member::kAuditId:
    case Member::kTime:
    case Member::kText:
      right = kind == Kind::kString;
      break;
    case Member::kObject:
      right = depth_ == 1 || kind == Kind::kObject;
      break;
    case Member::kTexts:
      right = depth_ == 1 ? !scalar || kind == Kind::kString : kind == Kind::kObject;
      break;
    case Member::kArray:
      right = depth_ == 1 || kind == Kind::kArray;
      break;
    case Member::kClients:
    case Member::kOther:
      break;
  }
  if (!right) Refuse(Fault::kWrongType);
}

void EventChecker::CheckText(std::string_view text) {
  if (check_utf8_ && !json::IsUtf8(text)) Refuse(Fault::kInvalidUtf8);
}

std::optional<Fault> EventChecker::fault() const {
  if (fault_) return fault_;
  if (values_ > json::Limits().values) return Fault::kTooManyValues;
  if (!has_audit_id_) return Fault::kNoAuditId;
  if (!has_time_) return Fault::kNoTime;
  return std::nullopt;
}

}  // namespace falco_run::audit

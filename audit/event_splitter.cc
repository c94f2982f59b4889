// SPDX-License-Identifier: Apache-2.0
#include "audit/event_splitter.h"

#include <numeric>

#include "audit/event_checker.h"
#include "json/document.h"
#include "json/utf8.h"

namespace falco_run::audit {
namespace {

using json::Kind;

// Finds the events of a body as it is read.
class ListReader {
 public:
  using Size = rapidjson::SizeType;

  ListReader(std::string_view body, SplitBody& split)
      : body_(body), check_utf8_(!json::IsUtf8(body)), split_(split) {}

  void Begin(const json::Place& place) {
    place_ = &place;
    split_ = SplitBody();
    depth_ = list_depth_ = event_depth_ = index_ = 0;
    at_items_ = too_deep_ = false;
  }

  bool Null() { return Scalar(Kind::kNull, {}); }
  bool Bool(bool b) { return Scalar(b ? Kind::kTrue : Kind::kFalse, {}); }
  bool RawNumber(const char* text, Size size, bool) { return Scalar(Kind::kNumber, {text, size}); }
  bool String(const char* text, Size size, bool) { return Scalar(Kind::kString, {text, size}); }
  // Numbers are asked for as texts.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  bool Key(const char* text, Size size, bool) {
    const std::string_view key(text, size);
    if (event_depth_ > 0) checker_.Key(key);
    // No event has such a member: the root is a list.
    at_items_ = depth_ == 1 && list_depth_ == 0 && key == "items";
    return true;
  }

  bool StartObject() { return Start(Kind::kObject); }
  bool StartArray() { return Start(Kind::kArray); }
  bool EndObject(Size) { return End(Kind::kObject); }
  bool EndArray(Size) { return End(Kind::kArray); }

  bool too_deep() const { return too_deep_; }

 private:
  bool Scalar(Kind kind, std::string_view text) {
    if (at_items_) {  // null: a list of none
      BecomeList();
      if (kind != Kind::kNull) Refuse(Fault::kWrongType);
    } else if (event_depth_ > 0) {
      checker_.Scalar(kind, text);
    } else if (depth_ == list_depth_) {
      Refuse(Fault::kNoObject);
    }
    return true;
  }

  bool Start(Kind kind) {
    if (depth_ >= json::Limits().depth) {
      too_deep_ = true;
      return false;
    }
    if (at_items_ && kind == Kind::kArray) BecomeList();
    at_items_ = false;
    if (event_depth_ > 0) {
      checker_.Open(kind);
    } else if (depth_ == list_depth_ && list_depth_ != kNowhere) {
      StartEvent(kind);
    }
    ++depth_;
    return true;
  }

  // At the place of an event: in the list, or the root.
  void StartEvent(Kind kind) {
    if (kind == Kind::kObject) {
      begin_ = place_->offset();
      event_depth_ = depth_ + 1;
      checker_.Begin(check_utf8_);
    } else if (depth_ == 0) {
      list_depth_ = 1;  // the root is the list
    } else {
      Refuse(Fault::kNoObject);
    }
  }

  bool End(Kind kind) {
    if (event_depth_ > 0) {
      if (depth_ == event_depth_) {
        FinishEvent();
      } else {
        checker_.Close(kind);
      }
    }
    --depth_;
    if (depth_ < list_depth_) list_depth_ = kNowhere;  // what follows in the root is no event
    return true;
  }

  void FinishEvent() {
    event_depth_ = 0;
    if (const auto fault = checker_.fault()) {
      Refuse(*fault);
      return;
    }
    ++index_;
    split_.events.push_back(
        {body_.substr(begin_, place_->offset() + 1 - begin_), checker_.time_ns()});
  }

  void BecomeList() {
    at_items_ = false;
    event_depth_ = 0;
    list_depth_ = 2;
  }

  void Refuse(Fault fault) {
    ++split_.faults[static_cast<size_t>(fault)];
    if (split_.first_fault.empty()) {
      const std::string where =
          list_depth_ == 0 ? "the event" : "event " + std::to_string(index_ + 1) + " of the list";
      split_.first_fault = where + ": " + std::string(FaultName(fault));
    }
    ++index_;
  }

  static constexpr size_t kNowhere = ~size_t{0};

  const std::string_view body_;
  const bool check_utf8_;
  SplitBody& split_;
  const json::Place* place_ = nullptr;
  EventChecker checker_;
  size_t depth_ = 0;        // of what is open
  size_t list_depth_ = 0;   // the depth at which events stand; 0: the root may be one
  size_t event_depth_ = 0;  // the depth within the present event; 0: none
  size_t begin_ = 0;        // of the present event
  size_t index_ = 0;        // of the next one
  bool at_items_ = false;   // the next value is the root's "items"
  bool too_deep_ = false;
};

}  // namespace

std::string_view FaultName(Fault fault) {
  switch (fault) {
    case Fault::kNoObject:
      return "not an object";
    case Fault::kNoAuditId:
      return "no auditID";
    case Fault::kNoTime:
      return "no stageTimestamp";
    case Fault::kWrongType:
      return "a value of a wrong type";
    case Fault::kDuplicateKey:
      return "the same key twice";
    case Fault::kInvalidUtf8:
      return "not UTF-8";
    case Fault::kTooManyValues:
      return "too many values";
  }
  return "";
}

uint64_t SplitBody::refused() const {
  return std::accumulate(faults.begin(), faults.end(), uint64_t{0});
}

absl::Status EventSplitter::Split(std::string_view body, SplitBody& split) {
  ListReader reader(body, split);
  const absl::Status status = json::Read(body, buffer_, reader);
  if (status.ok()) return status;
  split = SplitBody();
  if (reader.too_deep()) return absl::InvalidArgumentError("nested too deep");
  return status;
}

}  // namespace falco_run::audit

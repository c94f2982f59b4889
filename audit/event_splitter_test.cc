// SPDX-License-Identifier: Apache-2.0
#include "audit/event_splitter.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "audit/event_time.h"

namespace falco_run::audit {
namespace {

constexpr char kTime[] = R"("stageTimestamp":"2026-01-02T03:04:05.678901Z")";

std::string Event(const std::string& more = "", const std::string& id = "a") {
  return R"({"auditID":")" + id + R"(",)" + kTime + (more.empty() ? "" : ",") + more + "}";
}

SplitBody Split(const std::string& text) {
  static std::deque<std::string> bodies;  // the events are views into them
  const std::string& body = bodies.emplace_back(text);
  EventSplitter splitter;
  SplitBody split;
  const absl::Status status = splitter.Split(body, split);
  EXPECT_TRUE(status.ok()) << status.message() << " in " << body;
  return split;
}

std::vector<std::string> Texts(const SplitBody& split) {
  std::vector<std::string> texts;
  for (const SplitEvent& e : split.events) texts.emplace_back(e.json);
  return texts;
}

using Strings = std::vector<std::string>;

TEST(EventSplitterTest, AllForms) {
  const std::string a = Event("", "a");
  const std::string b = Event(R"("requestObject": {"items": [{"auditID": 1}, 5]})", "b");
  EXPECT_EQ(Texts(Split(a)), Strings{a});
  EXPECT_EQ(Texts(Split(" \n" + b + "\n")), Strings{b});
  EXPECT_EQ(Texts(Split("[" + a + " , " + b + "]")), (Strings{a, b}));
  EXPECT_EQ(Texts(Split(R"({"kind":"EventList","metadata":{},"items":[)" + a + "," + b + "]}")),
            (Strings{a, b}));
  EXPECT_EQ(Texts(Split(R"({"items":[)" + a + R"(],"metadata":{"a":{}},"x":[{}],"y":1})")),
            Strings{a});
  EXPECT_EQ(Split("[" + a + "]").events[0].time_ns, 1767323045678901000u);
}

TEST(EventSplitterTest, EmptyLists) {
  for (const char* body : {"[]", R"({"items":[]})", R"({"kind":"EventList","items":null})"}) {
    const SplitBody split = Split(body);
    EXPECT_EQ(split.events.size() + split.refused(), 0u) << body;
  }
}

struct FaultCase {
  Fault fault;
  std::string event;
};

TEST(EventSplitterTest, OneBrokenEventTakesNoOtherWithIt) {
  const std::string nested_twice = R"("annotations":{"a":"1","a":"2"})";
  std::string many_keys;
  for (int i = 0; i < 1000; ++i) many_keys += (i ? ",\"" : "\"") + std::to_string(i) + "\":\"\"";
  const FaultCase cases[] = {
      {Fault::kNoObject, "5"},
      {Fault::kNoObject, "null"},
      {Fault::kNoObject, R"([{"auditID":"x"}])"},
      {Fault::kNoAuditId, "{}"},
      {Fault::kNoAuditId, std::string("{") + kTime + "}"},
      {Fault::kNoAuditId, std::string(R"({"auditID":"",)") + kTime + "}"},
      {Fault::kNoAuditId, std::string(R"({"auditID":null,)") + kTime + "}"},
      {Fault::kWrongType, std::string(R"({"auditID":5,)") + kTime + "}"},
      {Fault::kNoTime, R"({"auditID":"a"})"},
      {Fault::kNoTime, R"({"auditID":"a","stageTimestamp":"yesterday"})"},
      {Fault::kNoTime, R"({"auditID":"a","stageTimestamp":"2026-02-30T00:00:00Z"})"},
      {Fault::kWrongType, Event(R"("verb":["create"])")},
      {Fault::kWrongType, Event(R"("verb":true)")},
      {Fault::kWrongType, Event(R"("user":"root")")},
      {Fault::kWrongType, Event(R"("user":{"username":7})")},
      {Fault::kWrongType, Event(R"("objectRef":[])")},
      {Fault::kWrongType, Event(R"("objectRef":{"name":false})")},
      {Fault::kWrongType, Event(R"("sourceIPs":"10.0.0.1")")},
      {Fault::kWrongType, Event(R"("responseStatus":200)")},
      {Fault::kDuplicateKey, Event(R"("verb":"get","verb":"create")")},
      {Fault::kDuplicateKey, Event(R"("auditID":"b")")},
      {Fault::kDuplicateKey, Event(R"("v\u0065rb":"get","verb":"create")")},
      {Fault::kDuplicateKey, Event(R"("requestObject":{},"requestObject":{})")},
      {Fault::kDuplicateKey, Event(nested_twice)},
      {Fault::kInvalidUtf8, Event("\"verb\":\"get\xFF\"")},
      {Fault::kInvalidUtf8, Event("\"\xC3(\":1")},
      {Fault::kInvalidUtf8, Event("\"user\":{\"groups\":[\"\xED\xA0\x80\"]}")},
      {Fault::kTooManyValues, Event("\"annotations\":{" + many_keys + "}")},
  };
  const std::string good = Event("", "good");
  for (const FaultCase& c : cases) {
    const SplitBody split = Split("[" + good + "," + c.event + "," + good + "]");
    EXPECT_EQ(Texts(split), (Strings{good, good})) << c.event;
    EXPECT_EQ(split.refused(), 1u) << c.event;
    EXPECT_EQ(split.faults[static_cast<size_t>(c.fault)], 1u) << c.event << split.first_fault;
    EXPECT_EQ(split.first_fault, "event 2 of the list: " + std::string(FaultName(c.fault)));
  }
}

// What a client of the API server sent, which the server repeats as it is, is no reason.
TEST(EventSplitterTest, ClientsCannotHideByWhatTheySend) {
  for (const std::string& object :
       {std::string(R"({"a":1,"a":2})"), std::string("{\"a\":\"\xFF\"}"), std::string("1e999"),
        std::string(R"(["\ud800"])"), std::string(R"([[]])"), std::string("5"),
        std::string(5000, '[') + std::string(5000, ']'),
        std::string(R"({"auditID":7,"verb":8,"stageTimestamp":"x"})")}) {
    for (const std::string name : {"requestObject", "responseObject"}) {
      const std::string event = Event("\"" + name + "\":" + object + R"(,"verb":"patch")");
      EXPECT_EQ(Texts(Split("[" + event + "]")), Strings{event});
    }
  }
}

TEST(EventSplitterTest, MembersThatMayBeNullOrUnknown) {
  EXPECT_EQ(Split(Event(R"("user":null,"objectRef":null,"sourceIPs":null,"new":{"a":[1,{}]})"))
                .events.size(),
            1u);
}

TEST(EventSplitterTest, WhatIsNoJsonGivesNoEvents) {
  EventSplitter splitter;
  SplitBody split;
  for (const std::string& body :
       {std::string(), std::string("x"), "[" + Event() + ",", "[" + Event() + "]]",
        Event() + Event(), std::string(1 << 20, '['), std::string(R"({"items":[)"),
        "[" + Event() + "]" + std::string(1, '\0')}) {
    EXPECT_FALSE(splitter.Split(body, split).ok()) << body.substr(0, 100);
    EXPECT_TRUE(split.events.empty());
    EXPECT_EQ(split.refused(), 0u);
  }
}

TEST(EventSplitterTest, BodiesThatAreNoEvents) {
  for (const std::string body : {"5", "\"text\"", "null", R"({"items":5})", R"({"items":{}})"}) {
    EXPECT_TRUE(Split(body).events.empty()) << body;
    EXPECT_EQ(Split(body).refused(), 1u) << body;
  }
}

TEST(EventTimeTest, Rfc3339) {
  EXPECT_EQ(ParseTime("1970-01-01T00:00:00Z"), 0u);
  EXPECT_EQ(ParseTime("2024-02-29T23:59:59.5Z"), 1709251199500000000u);
  EXPECT_EQ(ParseTime("2026-01-02T03:04:05.678901Z"), 1767323045678901000u);
  EXPECT_EQ(ParseTime("2026-01-02T05:04:05.678901+02:00"), 1767323045678901000u);
  EXPECT_EQ(ParseTime("2026-01-01T21:34:05.678901999999-05:30"), 1767323045678901999u);
  for (const char* text :
       {"", "2026", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05Z",
        "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-02T24:00:00Z",
        "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05Zx", "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+01:00", "2026-01-02T03:04:05+0200", "9999-01-01T00:00:00Z"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

}  // namespace
}  // namespace falco_run::audit

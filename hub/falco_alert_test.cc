// SPDX-License-Identifier: Apache-2.0
#include "hub/falco_alert.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/format/alert_text.h"

namespace falco_run::hub {
namespace {

constexpr uint64_t kNow = 1'700'000'000'000'000'000;

TEST(FalcoAlertTest, IsTheSameWhenItIsPrintedAgain) {
  const std::string valid =
      R"json({"hostname":"h","output":"12:00:00.000000001: Warning Shell (user=root \u0007 \"x\")",)json"
      R"("output_fields":{"a.flag":true,"b.none":null,"c.list":["x","y"],)"
      R"("evt.time":1700000000000000001,"fd.num":-1,"load":0.5,"user.name":"root"},)"
      R"("priority":"Warning","rule":"Shell \"r\"","source":"syscall","tags":["a","b"],)"
      R"("time":"2023-11-14T22:13:20.000000001Z"})";
  const auto alert = ParseFalcoAlert(valid, kNow);
  ASSERT_TRUE(alert.ok()) << alert.status();
  EXPECT_EQ(engine::AlertJson(*alert), valid);
  EXPECT_EQ(alert->message(), "Shell (user=root \a \"x\")");
  EXPECT_EQ(alert->time_ns(), 1'700'000'000'000'000'001u);
}

TEST(FalcoAlertTest, NeedsNothingButTheOutput) {
  const auto alert = ParseFalcoAlert(R"({"output": "x", "future": {"k": []}})", kNow);
  ASSERT_TRUE(alert.ok()) << alert.status();
  EXPECT_EQ(alert->priority(), proto::DEBUG);
  EXPECT_EQ(alert->time_ns(), kNow);
  EXPECT_EQ(alert->source(), "syscall");
  EXPECT_EQ(alert->message(), "x");
  EXPECT_EQ(alert->id(), "");
}

TEST(FalcoAlertTest, TakesWhatFalcosVersionsWrite) {
  const auto alert = ParseFalcoAlert(
      R"({"output": "2026-01-02T03:04:05.000000000+0000: Notice m", "message": "other",
          "priority": "notice", "uuid": "u-1", "time": "2026-01-02T04:04:05+01:00",
          "tags": null, "output_fields": null, "hostname": null})",
      kNow);
  ASSERT_TRUE(alert.ok()) << alert.status();
  EXPECT_EQ(alert->message(), "other");
  EXPECT_EQ(alert->priority(), proto::NOTICE);
  EXPECT_EQ(alert->id(), "u-1");
  EXPECT_EQ(alert->time_ns() % 86'400'000'000'000, (3 * 3600 + 4 * 60 + 5) * 1'000'000'000ull);
  const auto iso = ParseFalcoAlert(
      R"({"output": "2026-01-02T03:04:05.000000000+0000: Notice m: Debug n"})", kNow);
  ASSERT_TRUE(iso.ok());
  EXPECT_EQ(iso->message(), "m: Debug n");
}

TEST(FalcoAlertTest, TellsWhatIsWrong) {
  const std::pair<std::string, std::string> kCases[] = {
      {"", "the body is not JSON"},
      {"{\"output\": \"x\"", "the body is not JSON"},
      {"{\"output\": \"\xff\"}", "the body is not JSON"},
      {"[]", "the body must be a JSON object"},
      {"{}", "output is missing"},
      {R"({"output": 1})", "output must be a string"},
      {R"({"output": "x", "rule": []})", "rule must be a string"},
      {R"({"output": "x", "priority": "loud"})", "priority must be one of Falco's"},
      {R"({"output": "x", "time": "yesterday"})", "time must be a time as in RFC 3339"},
      {R"({"output": "x", "time": "9999-01-01T00:00:00Z"})", "time must be a time as in RFC 3339"},
      {R"({"output": "x", "tags": "t"})", "tags must be a list of strings"},
      {R"({"output": "x", "tags": [1]})", "tags must be a list of strings"},
      {R"({"output": "x", "output_fields": []})", "output_fields must be an object"},
  };
  for (const auto& [body, what] : kCases) {
    EXPECT_EQ(ParseFalcoAlert(body, kNow).status().message(), what) << body;
  }
}

TEST(FalcoAlertTest, SurvivesDeepNesting) {
  const std::string deep(200'000, '[');
  EXPECT_FALSE(ParseFalcoAlert(deep, kNow).ok());
  std::string closed = deep;
  closed.append(200'000, ']');
  EXPECT_FALSE(ParseFalcoAlert(closed, kNow).ok());
  const auto field =
      ParseFalcoAlert(R"({"output": "x", "output_fields": {"a": )" + closed + "}}", kNow);
  EXPECT_EQ(field.status().message(), "the body is nested too deeply");
  const auto shallow =
      ParseFalcoAlert(R"({"output": "x", "output_fields": {"a": [[[{"b": [1]}]]]}})", kNow);
  ASSERT_TRUE(shallow.ok()) << shallow.status();
  EXPECT_EQ(shallow->output_fields(0).list().items(0), R"([[{"b":[1]}]])");
}

}  // namespace
}  // namespace falco_run::hub

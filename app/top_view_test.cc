// SPDX-License-Identifier: Apache-2.0
#include "app/top_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace falco_run::app {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kStatus[] = R"({"version": "1", "hostname": "web-1", "backend": "notify",
  "start_ns": 1000000000, "time_ns": 3661000000000, "calls": 300, "events": 200, "alerts": 3,
  "rules": [{"name": "Odd", "priority": "Warning", "alerts": 1},
            {"name": "Bad", "priority": "Critical", "alerts": 2}],
  "processes": [{"name": "sh", "running": 1, "events": 50, "alerts": 3},
                {"name": "evil\u001b[2Jé\u0000", "running": 0, "events": 150, "alerts": 0}],
  "outputs": [{"name": "slack", "waiting": 4, "delivered": 5, "failed": 6, "dropped": 7,
               "retried": 8, "last_error": "down\u0007"}],
  "blind_spots": {"io_uring is used": 9}})";

std::string Text(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// Where `what` begins in `text`, so that orders can be compared.
size_t At(const std::string& text, const std::string& what) {
  EXPECT_THAT(text, HasSubstr(what));
  return text.find(what);
}

TEST(TopViewTest, ShowsAllThatThereIs) {
  const auto status = ParseTopStatus(kStatus);
  ASSERT_TRUE(status.ok()) << status.status();
  const std::string text = Text(RenderTop(*status, nullptr, {}));
  EXPECT_THAT(text, HasSubstr("falco-run 1 on web-1, backend notify, up 1:01:00\n"));
  EXPECT_THAT(text, HasSubstr("events 200 (0.1/s)   alerts 3 (0.0/s)   lost 13\n"));
  EXPECT_THAT(text, HasSubstr("slack                       4          5        6        7        8"
                              "  down?\n"));
  EXPECT_THAT(text, HasSubstr("9 x io_uring is used\n"));
  EXPECT_THAT(text, HasSubstr("evil?[2Jé?"));
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_LT(At(text, "evil"), At(text, "sh  "));
  EXPECT_LT(At(text, "Bad"), At(text, "Odd"));
}

TEST(TopViewTest, RatesAreSinceTheLastLook) {
  const auto now = ParseTopStatus(kStatus);
  TopStatus before = *now;
  before.time_ns -= 2'000'000'000;
  before.events -= 100;
  before.processes[0].events -= 40;
  const std::string text = Text(RenderTop(*now, &before, {}));
  EXPECT_THAT(text, HasSubstr("events 200 (50.0/s)"));
  EXPECT_THAT(text, HasSubstr("          50      20.0         3\n"));
  // What is busy now comes first.
  EXPECT_LT(At(text, "sh  "), At(text, "evil"));
}

TEST(TopViewTest, IsOrderedAsAskedFor) {
  const auto now = ParseTopStatus(kStatus);
  const auto text = [&](TopOrder order) {
    return Text(RenderTop(*now, nullptr, {.order = order}));
  };
  EXPECT_LT(At(text(TopOrder::kAlerts), "sh  "), At(text(TopOrder::kAlerts), "evil"));
  EXPECT_LT(At(text(TopOrder::kName), "evil"), At(text(TopOrder::kName), "sh  "));
  EXPECT_LT(At(text(TopOrder::kName), "Bad"), At(text(TopOrder::kName), "Odd"));
}

TEST(TopViewTest, FitsTheTerminal) {
  auto now = ParseTopStatus(kStatus);
  for (int i = 0; i < 100; ++i) {
    now->processes.push_back({"p" + std::to_string(i), 1, 1, 0});
    now->rules.push_back({"r" + std::to_string(i), "Notice", 1});
  }
  for (size_t height = 0; height < 60; ++height) {
    for (const size_t width : {0u, 1u, 40u, 200u}) {
      const auto lines = RenderTop(*now, nullptr, {.width = width, .height = height});
      EXPECT_LE(lines.size(), height);
      if (height > 20) {
        EXPECT_EQ(lines.size(), height);
      }
      for (const std::string& line : lines) EXPECT_LE(line.size(), width + 2) << line;  // é
    }
  }
  const std::string text = Text(RenderTop(*now, nullptr, {.height = 24}));
  EXPECT_THAT(text, HasSubstr("slack"));
  EXPECT_THAT(text, HasSubstr("io_uring"));
  EXPECT_THAT(text, HasSubstr("Bad"));
}

TEST(TopStatusTest, StandsAnything) {
  for (const char* text : {"", "1", "[]", "{}", "{\"time_ns\"", "\xff"}) {
    EXPECT_FALSE(ParseTopStatus(text).ok()) << text;
  }
  const auto odd = ParseTopStatus(
      R"({"time_ns": -1, "rules": {}, "processes": [1, {"name": 2, "events": "x"}],
          "blind_spots": [], "version": null})");
  ASSERT_TRUE(odd.ok());
  EXPECT_EQ(odd->processes.size(), 1u);
  EXPECT_EQ(odd->processes[0].events, 0u);
  RenderTop(*odd, nullptr, {});
}

}  // namespace
}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "app/summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace falco_run::app {
namespace {

Summary Example() {
  Summary s;
  s.run.stats.events = 412;
  s.run.stats.blind_spots["io_uring in use"] = 2;
  s.run.exit_code = 7;
  s.evaluated = 412;
  s.rules = 23;
  s.by_priority[4] = 2;
  s.by_priority[2] = 1;
  s.by_rule["Shadow read"] = 2;
  s.by_rule["Shell"] = 1;
  s.outputs.outputs.resize(1);
  s.outputs.outputs[0].name = "file";
  s.outputs.outputs[0].dropped = 1;
  return s;
}

TEST(SummaryTest, Text) {
  EXPECT_EQ(FormatSummary(Example(), false),
            "falco-run: 412 events seen, 412 evaluated by 23 rules; 3 alerts (1 Critical, 2 "
            "Warning); 1 lost\n"
            "falco-run:   2 x Shadow read\n"
            "falco-run:   1 x Shell\n"
            "falco-run: output file: 1 dropped (the queue was full)\n"
            "falco-run: blind spot: io_uring in use (2 times)\n");
}

TEST(SummaryTest, NothingFound) {
  Summary s;
  s.rules = 1;
  EXPECT_EQ(FormatSummary(s, false),
            "falco-run: 0 events seen, 0 evaluated by 1 rule; 0 alerts; 0 lost\n");
}

TEST(SummaryTest, Json) {
  const auto json = nlohmann::json::parse(FormatSummaryJson(Example()));
  EXPECT_EQ(json["events_seen"], 412);
  EXPECT_EQ(json["alerts"], 3);
  EXPECT_EQ(json["alerts_by_priority"]["Critical"], 1);
  EXPECT_EQ(json["alerts_by_rule"]["Shadow read"], 2);
  EXPECT_EQ(json["lost"], 1);
  EXPECT_EQ(json["exit_code"], 7);
  EXPECT_EQ(json["blind_spots"]["io_uring in use"], 2);
}

}  // namespace
}  // namespace falco_run::app

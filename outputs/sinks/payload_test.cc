// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/payload.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace falco_run::outputs {
namespace {

const Renderers& Lines() {
  static const auto* const renderers =
      new Renderers{[](const proto::Alert& a) { return "12:00: Warning " + a.message(); }, nullptr};
  return *renderers;
}

proto::Alert SomeAlert() {
  proto::Alert alert;
  alert.set_id("run-1");
  alert.set_rule("Bad \xff thing");
  alert.set_priority(proto::WARNING);
  alert.set_source("syscall");
  alert.set_hostname("host");
  alert.set_time_ns(1'700'000'000'000'000'042);
  alert.set_message("it happened");
  alert.add_tags("network");
  auto* field = alert.add_output_fields();
  field->set_name("proc.pid");
  field->set_number(-7);
  field = alert.add_output_fields();
  field->set_name("proc.aname[2]");
  field->set_text("sh");
  field = alert.add_output_fields();
  field->set_name("fd.name");  // no value
  return alert;
}

TEST(PayloadTest, IsWhatFalcosidekickForwards) {
  SinkGlobals globals;
  globals.custom_fields = {{"team", "red"}};
  globals.custom_tags = {"env"};
  globals.bracket_replacer = "_";
  const Message message(SomeAlert(), Lines());
  const auto json = Payload(message, globals).ToJson();
  EXPECT_EQ(json["uuid"], "run-1");
  EXPECT_EQ(json["output"], "12:00: Warning it happened");
  EXPECT_EQ(json["priority"], "Warning");
  EXPECT_EQ(json["rule"], "Bad \xEF\xBF\xBD thing");
  EXPECT_EQ(json["time"], "2023-11-14T22:13:20.000000042Z");
  EXPECT_EQ(json["source"], "syscall");
  EXPECT_EQ(json["hostname"], "host");
  EXPECT_EQ(json["tags"], (std::vector<std::string>{"env", "network"}));
  EXPECT_EQ(json["output_fields"].dump(), R"({"proc.aname_2":"sh","proc.pid":-7,"team":"red"})");
}

}  // namespace
}  // namespace falco_run::outputs

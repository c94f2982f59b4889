// SPDX-License-Identifier: Apache-2.0
#include "app/rule_details.h"

#include <gtest/gtest.h>

#include "app/rules_source.h"

namespace falco_run::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kRules[] = R"(
- required_engine_version: 0.40.0
- list: shells
  items: [bash, sh]
- list: programs
  items: [cat, shells]
- macro: opened
  condition: evt.type in (open, openat) and fd.num >= 0
- macro: spare
  condition: proc.name in (shells)
- rule: shell reads
  desc: A shell reads.
  condition: opened and proc.name in (programs) and not fd.name startswith /usr
  output: "file=%fd.name by=%12proc.name parent=%proc.aname[2]"
  priority: WARNING
  tags: [z, a]
  exceptions:
    - name: known
      fields: [proc.name, fd.name]
      comps: [=, startswith]
      values: [[sh, /tmp]]
- rule: anything
  desc: d
  condition: proc.name = cat
  output: o
  priority: INFO
  enabled: false
  warn_evttypes: false
)";

class RuleDetailsTest : public testing::Test {
 protected:
  RuleDetailsTest() : loader_(MakeLoaderOptions()) {
    EXPECT_TRUE(loader_.AddFile("rules.yaml", kRules).ok());
  }
  engine::Loader loader_;
};

TEST_F(RuleDetailsTest, AllRulesMacrosAndLists) {
  const Json all = DescribeRules(loader_.rules());
  EXPECT_EQ(all["required_engine_version"], "0.40.0");
  ASSERT_EQ(all["rules"].size(), 2u);
  ASSERT_EQ(all["macros"].size(), 2u);
  ASSERT_EQ(all["lists"].size(), 2u);
  EXPECT_EQ(all["rules"][1]["info"]["enabled"], false);
  EXPECT_GT(all["rules"][1]["details"]["events"].size(), 100u) << "it names no event";
}

TEST_F(RuleDetailsTest, ARule) {
  engine::Rule described = loader_.rules().rules[0];
  described.extra_output = " id=%container.id site=%static.site";
  const Json rule = DescribeRule(loader_.rules(), described, {{"site", "berlin"}})["rules"][0];
  const Json& info = rule["info"];
  EXPECT_EQ(info["name"], "shell reads");
  EXPECT_EQ(info["description"], "A shell reads.");
  EXPECT_EQ(info["priority"], "Warning");
  EXPECT_EQ(info["source"], "syscall");
  EXPECT_EQ(info["enabled"], true);
  EXPECT_EQ(info["tags"], (Json{"a", "z"}));
  EXPECT_EQ(info["capture"], false);
  EXPECT_EQ(info["capture_duration"], 0);
  EXPECT_EQ(info["condition"],
            "opened and proc.name in (programs) and not fd.name startswith /usr");
  EXPECT_EQ(info["output"], "file=%fd.name by=%12proc.name parent=%proc.aname[2]");
  const Json& details = rule["details"];
  EXPECT_EQ(details["macros"], Json{"opened"});
  EXPECT_EQ(details["lists"], Json{"programs"});
  EXPECT_EQ(details["condition_operators"], (Json{"in", "startswith"}));
  EXPECT_EQ(details["condition_fields"], (Json{"fd.name", "proc.name"}));
  EXPECT_EQ(details["output_fields"],
            (Json{"container.id", "fd.name", "proc.aname", "proc.name", "static.site"}));
  EXPECT_EQ(details["exception_names"], Json{"known"});
  EXPECT_EQ(details["exception_fields"], (Json{"proc.name", "fd.name"}));
  EXPECT_EQ(details["exception_operators"], (Json{"=", "startswith"}));
  EXPECT_EQ(details["events"], (Json{"open", "openat"}));
  const std::string compiled = details["condition_compiled"];
  EXPECT_NE(compiled.find("proc.name in (cat, bash, sh)"), std::string::npos) << compiled;
  EXPECT_EQ(details["output_compiled"],
            info["output"].get<std::string>() + " id=%container.id site=%static.site");
}

TEST_F(RuleDetailsTest, MacrosAndLists) {
  const Json all = DescribeRules(loader_.rules());
  const Json& opened = all["macros"][0];
  EXPECT_EQ(opened["info"]["name"], "opened");
  EXPECT_EQ(opened["details"]["used"], true);
  EXPECT_EQ(opened["details"]["events"], (Json{"open", "openat"}));
  EXPECT_EQ(opened["details"]["condition_compiled"],
            "(evt.type in (open, openat) and fd.num >= 0)");
  EXPECT_EQ(all["macros"][1]["details"]["used"], false);
  EXPECT_EQ(all["macros"][1]["details"]["lists"], Json{"shells"});
  const Json& programs = all["lists"][1];
  EXPECT_EQ(programs["info"]["items"], (Json{"cat", "shells"}));
  EXPECT_EQ(programs["details"]["lists"], Json{"shells"});
  EXPECT_EQ(programs["details"]["items_compiled"], (Json{"cat", "bash", "sh"}));
  EXPECT_EQ(programs["details"]["used"], true);
}

}  // namespace
}  // namespace falco_run::app

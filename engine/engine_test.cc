// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>

#include "engine/engine_test_util.h"

namespace falco_run::engine {
namespace {

using testing::Connect;
using testing::MakeEvent;
using testing::MakeProcess;
using testing::MakeRule;
using testing::Openat;
using testing::WithResult;

std::unique_ptr<Engine> Make(const std::vector<Rule>& rules, EngineOptions options = {}) {
  RuleSet set;
  set.rules = rules;
  auto engine = Engine::Create(set, options);
  EXPECT_TRUE(engine.ok()) << engine.status();
  if (!engine.ok()) return nullptr;
  (*engine)->OnProcess(MakeProcess());
  return std::move(*engine);
}

Decision Feed(Engine& engine, const proto::SyscallEvent& e,
              std::vector<proto::Alert>* alerts = nullptr) {
  std::vector<proto::Alert> mine;
  return engine.Evaluate(e, alerts ? *alerts : mine);
}

constexpr char kOpenRead[] =
    "evt.type in (open, openat, openat2) and evt.is_open_read = true and fd.typechar = 'f' "
    "and fd.num >= 0 and fd.name startswith /etc/shadow";

TEST(Engine, OpenIsDecidedFalseWithoutOutcome) {
  auto engine = Make({MakeRule("r", kOpenRead, "open %fd.name by %proc.name")});
  EXPECT_EQ(Feed(*engine, Openat("/tmp/x", O_RDONLY)), Decision::kNoMatch);
  EXPECT_EQ(Feed(*engine, Openat("/etc/shadow", O_WRONLY)), Decision::kNoMatch);
  EXPECT_EQ(Feed(*engine, Openat("/etc/shadow", O_RDONLY)), Decision::kNeedOutcome);
  EXPECT_EQ(Feed(*engine, WithResult(Openat("/etc/shadow", O_RDONLY), -ENOENT)),
            Decision::kNoMatch);
  std::vector<proto::Alert> alerts;
  EXPECT_EQ(Feed(*engine, WithResult(Openat("/etc/shadow", O_RDONLY), 3), &alerts),
            Decision::kMatch);
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].message(), "open /etc/shadow by cat");
  EXPECT_EQ(alerts[0].rule(), "r");
  EXPECT_EQ(alerts[0].event_seq(), 7u);
  EXPECT_EQ(alerts[0].priority(), proto::WARNING);
}

TEST(Engine, RuleWithoutOutcomeFieldsFiresAtOnce) {
  auto engine = Make({MakeRule("r", "evt.type = openat and fd.name = /etc/passwd", "%fd.name")});
  EXPECT_EQ(Feed(*engine, Openat("/etc/passwd", O_RDONLY)), Decision::kMatch);
}

TEST(Engine, OutcomeIsAskedForWhenTheOutputPrintsIt) {
  for (const char* field : {"evt.res", "evt.rawres", "fd.num", "evt.arg.fd", "evt.args"}) {
    auto engine = Make(
        {MakeRule("r", "evt.type = openat and fd.name = /etc/passwd", std::string("%") + field)});
    EXPECT_EQ(Feed(*engine, Openat("/etc/passwd", O_RDONLY)), Decision::kNeedOutcome) << field;
  }
}

TEST(Engine, FailedOpenOfOpenHasTypecharO) {
  auto engine = Make({MakeRule("r", "evt.type in (open, openat) and fd.typechar = f")});
  auto e = Openat("/x", O_RDONLY);
  EXPECT_EQ(Feed(*engine, e), Decision::kMatch);  // f whatever the outcome
  e.set_type(proto::EVENT_OPEN);
  EXPECT_EQ(Feed(*engine, e), Decision::kNeedOutcome);
  EXPECT_EQ(Feed(*engine, WithResult(e, -2)), Decision::kNoMatch);
  EXPECT_EQ(Feed(*engine, WithResult(e, 3)), Decision::kMatch);
}

TEST(Engine, ExecIsUndecidedUntilItsOutcomeIsKnown) {
  auto engine = Make({MakeRule("spawn", "evt.type in (execve, execveat) and proc.name = sh"),
                      MakeRule("parent", "evt.type = execve and proc.pname = nosuch")});
  const auto e = MakeEvent(proto::EVENT_EXECVE);
  EXPECT_EQ(Feed(*engine, e), Decision::kNeedOutcome);
  EXPECT_EQ(Feed(*engine, WithResult(e, 0)), Decision::kNoMatch);  // still cat
  engine->OnProcess(MakeProcess(1, 0, "sh"));
  EXPECT_EQ(Feed(*engine, WithResult(e, 0)), Decision::kMatch);
}

TEST(Engine, FailedExecFiresOnlyRulesThatNameTheOutcome) {
  auto engine = Make({MakeRule("any", "evt.type = execve"),
                      MakeRule("failed", "evt.type = execve and evt.res = ENOENT")});
  const auto e = MakeEvent(proto::EVENT_EXECVE);
  EXPECT_EQ(Feed(*engine, e), Decision::kNeedOutcome);
  std::vector<proto::Alert> alerts;
  EXPECT_EQ(Feed(*engine, WithResult(e, -ENOENT), &alerts), Decision::kMatch);
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].rule(), "failed");
  EXPECT_EQ(Feed(*engine, WithResult(e, -EACCES)), Decision::kNoMatch);
}

TEST(Engine, ExecDecidedByTheParentNeedsNoOutcome) {
  auto engine =
      Make({MakeRule("r", "evt.type = execve and proc.pname = httpd and proc.name = sh")});
  EXPECT_EQ(Feed(*engine, MakeEvent(proto::EVENT_EXECVE)), Decision::kNoMatch);
}

TEST(Engine, ConnectIsDecidedByItsAddress) {
  auto engine = Make({MakeRule("c2", "evt.type = connect and fd.sip in ('1.2.3.4', '5.6.7.8')",
                               "to %fd.sip:%fd.sport %fd.name")});
  EXPECT_EQ(Feed(*engine, Connect("\x0a\x01\x01\x01", 80)), Decision::kNoMatch);
  const auto e = Connect("\x01\x02\x03\x04", 80);
  EXPECT_EQ(Feed(*engine, e), Decision::kNeedOutcome);
  std::vector<proto::Alert> alerts;
  EXPECT_EQ(Feed(*engine, WithResult(e, -EINPROGRESS), &alerts), Decision::kMatch);
  EXPECT_EQ(alerts[0].message(), "to 1.2.3.4:80 0.0.0.0:0->1.2.3.4:80");
  EXPECT_EQ(Feed(*engine, WithResult(e, -ECONNREFUSED)), Decision::kNoMatch);
}

TEST(Engine, FirstAndAll) {
  const std::vector<Rule> rules = {MakeRule("a", "evt.type = openat and proc.name = ls"),
                                   MakeRule("b", "evt.type = openat"),
                                   MakeRule("c", "evt.type = openat")};
  std::vector<proto::Alert> alerts;
  auto first = Make(rules);
  Feed(*first, Openat("/x", 0), &alerts);
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].rule(), "b");
  EngineOptions options;
  options.rule_matching = EngineOptions::Matching::kAll;
  alerts.clear();
  Feed(*Make(rules, options), Openat("/x", 0), &alerts);
  EXPECT_EQ(alerts.size(), 2u);
}

TEST(Engine, PriorityEnabledAndSource) {
  std::vector<Rule> rules(3, MakeRule("r", "evt.type = openat"));
  rules[0].enabled = false;
  rules[1] = MakeRule("r", "ka.verb exists");
  rules[1].source = "k8s_audit";
  rules[2].priority = proto::DEBUG;
  EngineOptions options;
  options.minimum_priority = proto::NOTICE;
  auto engine = Make(rules, options);
  EXPECT_EQ(Feed(*engine, Openat("/x", 0)), Decision::kNoMatch);
  EXPECT_TRUE(engine->requirements().events.empty());
}

TEST(Engine, Requirements) {
  auto engine = Make({MakeRule("a", "evt.type in (openat, getpriority) and proc.env[X] = 1"),
                      MakeRule("b",
                               "evt.type = connect and fd.sip = 1.2.3.4 and "
                               "not user.name = root")});
  const Requirements& r = engine->requirements();
  EXPECT_FALSE(r.all_events);
  EXPECT_EQ(r.events, (std::set<proto::EventType>{proto::EVENT_OPENAT, proto::EVENT_CONNECT}));
  EXPECT_EQ(r.generic_syscalls, std::set<std::string>{"getpriority"});
  EXPECT_EQ(r.process_facets, Requirements::kEnv | Requirements::kUserNames);
  EXPECT_TRUE(r.fd_details);
  EXPECT_TRUE(Make({MakeRule("a", "proc.name = x")})->requirements().all_events);
  EXPECT_TRUE(Make({MakeRule("a", "evt.type != open")})->requirements().all_events);
  EXPECT_FALSE(Make({MakeRule("a", "evt.type = open and evt.num = 0")})->requirements().all_events);
}

TEST(Engine, GenericEvents) {
  auto engine = Make({MakeRule("r", "evt.type = getpriority", "%evt.type")});
  auto e = MakeEvent(proto::EVENT_GENERIC);
  e.set_name("getpriority");
  EXPECT_EQ(Feed(*engine, e), Decision::kMatch);
  e.set_name("setpriority");
  EXPECT_EQ(Feed(*engine, e), Decision::kNoMatch);
}

TEST(Engine, BadRulesAreErrors) {
  RuleSet set;
  set.rules = {MakeRule("r", "proc.nosuch = 1")};
  EXPECT_FALSE(Engine::Create(set, {}).ok());
  set.rules = {MakeRule("r", "evt.type = open", "%no.such")};
  EXPECT_FALSE(Engine::Create(set, {}).ok());
}

TEST(Engine, UnknownProcessHasNoFields) {
  auto engine = Make({MakeRule("r", "evt.type = openat and (proc.name exists or proc.pid exists)"),
                      MakeRule("n", "evt.type = openat and not proc.name = x", "%proc.name")});
  auto e = Openat("/x", 0);
  e.set_process_id(99);
  std::vector<proto::Alert> alerts;
  EXPECT_EQ(Feed(*engine, e, &alerts), Decision::kMatch);
  EXPECT_EQ(alerts[0].rule(), "n");
  EXPECT_EQ(alerts[0].message(), "<NA>");
}

TEST(Engine, StaticFieldsAreConstants) {
  EngineOptions options;
  options.static_fields = {{"site", "berlin"}};
  auto engine = Make({MakeRule("r", "evt.type = mkdir and static.site = berlin", "at %static.site"),
                      MakeRule("q", "evt.type = rmdir and static.site != berlin"),
                      MakeRule("s", "evt.type = rmdir and toupper(static.site) = BERLIN")},
                     options);
  std::vector<proto::Alert> alerts;
  EXPECT_EQ(Feed(*engine, WithResult(MakeEvent(proto::EVENT_MKDIR), 0), &alerts), Decision::kMatch);
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].message(), "at berlin");
  ASSERT_EQ(alerts[0].output_fields_size(), 1);
  EXPECT_EQ(alerts[0].output_fields(0).name(), "static.site");
  Feed(*engine, WithResult(MakeEvent(proto::EVENT_RMDIR), 0), &alerts);
  ASSERT_EQ(alerts.size(), 2u);
  EXPECT_EQ(alerts[1].rule(), "s");
  RuleSet set;
  set.rules = {MakeRule("r", "static.sight = berlin")};
  EXPECT_FALSE(Engine::Create(set, options).ok());
}

TEST(Engine, WhatIsAppendedIsPartOfTheAlert) {
  Rule rule = MakeRule("r", "evt.type = openat and fd.name startswith /etc", "out");
  EXPECT_EQ(Feed(*Make({rule}), Openat("/etc/x", O_RDONLY)), Decision::kMatch);
  rule.extra_output = " by %proc.name";
  rule.extra_fields = {{"evt.rawres", ""}};
  auto engine = Make({rule});
  EXPECT_EQ(Feed(*engine, Openat("/etc/x", O_RDONLY)), Decision::kNeedOutcome)
      << "a field prints it";
  std::vector<proto::Alert> alerts;
  EXPECT_EQ(Feed(*engine, WithResult(Openat("/etc/x", O_RDONLY), -ENOENT), &alerts),
            Decision::kMatch);
  EXPECT_EQ(alerts[0].message(), "out by cat");
  EXPECT_EQ(alerts[0].output_fields(0).number(), -ENOENT);
  rule.extra_fields = {{"no.such", ""}};
  RuleSet set;
  set.rules = {rule};
  EXPECT_NE(std::string(Engine::Create(set, {}).status().message()).find("no.such"),
            std::string::npos);
}

}  // namespace
}  // namespace falco_run::engine

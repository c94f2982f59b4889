// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/explainer.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>

#include "engine/engine_test_util.h"
#include "engine/explain/check_text.h"

namespace falco_run::engine {
namespace {

using testing::Connect;
using testing::MakeEvent;
using testing::MakeProcess;
using testing::MakeRule;
using testing::Openat;
using testing::WithResult;

// Rules and an explainer for them.
struct Fixture {
  explicit Fixture(std::vector<Rule> list, EngineOptions options = {}) {
    rules.rules = std::move(list);
    auto made = Explainer::Create(rules, options);
    EXPECT_TRUE(made.ok()) << made.status();
    explainer = *std::move(made);
    explainer->OnProcess(MakeProcess());
  }
  RuleSet rules;
  std::unique_ptr<Explainer> explainer;
};

TEST(ExplainerTest, EachCheckHasItsValueAndResult) {
  Fixture f({MakeRule("r", "evt.type = openat and proc.name in (sh, bash) and proc.pname = x")});
  const Explanation why = f.explainer->Explain(WithResult(Openat("/x", O_RDONLY), 3));
  EXPECT_EQ(why.decision, Decision::kNoMatch);
  ASSERT_EQ(why.rules.size(), 1u);
  const ExplainedRule& rule = why.rules[0];
  EXPECT_EQ(rule.verdict, RuleVerdict::kNoMatch);
  EXPECT_EQ(rule.checks, 3u);
  ASSERT_EQ(rule.condition.children.size(), 3u);
  EXPECT_EQ(rule.condition.children[0].result, Tri::kTrue);
  EXPECT_EQ(rule.condition.children[0].values[0].text, "openat");
  const ExplainedNode& name = rule.condition.children[1];
  EXPECT_EQ(name.result, Tri::kFalse);
  EXPECT_TRUE(name.reached);
  EXPECT_FALSE(name.null);
  EXPECT_TRUE(name.decisive);
  EXPECT_EQ(CheckSentence(name), "proc.name in (sh, bash) is false: proc.name is cat");
  const ExplainedNode& parent = rule.condition.children[2];
  EXPECT_FALSE(parent.reached) << "what stands before it decided";
  EXPECT_TRUE(parent.null);
  EXPECT_EQ(ActualText(parent), "(no value)");
  EXPECT_EQ(rule.deciding_check, 1u);
  EXPECT_EQ(rule.condition.distance, 2u);
  EXPECT_EQ(TruePrefix(rule), 1u);
  EXPECT_EQ(why.event,
            "openat by cat: fd=3(<f>/x) dirfd=-100(AT_FDCWD) name=/x flags=1(O_RDONLY) mode=0");
}

TEST(ExplainerTest, ANameOfAnAddressIsShownWithIt) {
  auto table = std::make_shared<HostNameTable>();
  table->Add("a.example.com", "\1\2\3\4");
  table->Add("b.example.com", "\1\2\3\4");
  EngineOptions options;
  options.host_names = std::make_shared<FixedHostNames>(table);
  Fixture f({MakeRule("r", "evt.type = connect and fd.sip.name = c.example.com")}, options);
  EXPECT_EQ(f.explainer->host_names(), std::set<std::string>{"c.example.com"});
  const auto sentence = [&](const std::string& ip) {
    const Explanation why = f.explainer->Explain(WithResult(Connect(ip, 80), 0));
    return CheckSentence(why.rules[0].condition.children[1]);
  };
  EXPECT_EQ(sentence("\1\2\3\4"),
            "fd.sip.name = c.example.com is false: fd.sip.name is a.example.com b.example.com, "
            "fd.sip is 1.2.3.4");
  EXPECT_EQ(sentence("\1\2\3\5"),
            "fd.sip.name = c.example.com is false: fd.sip.name is (no name of the rules), "
            "fd.sip is 1.2.3.5");
}

TEST(ExplainerTest, TheDecidingCheckOfOrAndNot) {
  Fixture f({MakeRule("or",
                      "proc.name = a or (evt.type = openat and proc.name = b) or "
                      "(proc.name = c and proc.pid = 1)"),
             MakeRule("not", "evt.type = openat and not (proc.name = sh or proc.name = cat)"),
             MakeRule("true", "evt.type = openat and (proc.name = sh or proc.name = cat)")});
  const Explanation why = f.explainer->Explain(WithResult(Openat("/x", O_RDONLY), 3));
  EXPECT_EQ(why.rules[0].deciding_check, 0u) << "one check away, and first";
  EXPECT_EQ(why.rules[0].condition.distance, 1u);
  EXPECT_EQ(why.rules[1].deciding_check, 2u) << "proc.name = cat is true";
  EXPECT_EQ(why.rules[2].deciding_check, 2u);
  EXPECT_EQ(why.rules[2].verdict, RuleVerdict::kFires);
}

TEST(ExplainerTest, ShadowedRulesNameWhatFiredFirst) {
  const std::vector<Rule> rules = {MakeRule("a", "evt.type = openat"),
                                   MakeRule("b", "evt.type = openat and proc.name = cat")};
  Fixture first(rules);
  const auto event = WithResult(Openat("/x", O_RDONLY), 3);
  const Explanation why = first.explainer->Explain(event);
  EXPECT_EQ(why.decision, Decision::kMatch);
  EXPECT_EQ(why.rules[1].verdict, RuleVerdict::kShadowed);
  EXPECT_EQ(why.rules[1].shadowed_by, "a");
  EngineOptions all;
  all.rule_matching = EngineOptions::Matching::kAll;
  Fixture second(rules, all);
  EXPECT_EQ(second.explainer->Explain(event).rules[1].verdict, RuleVerdict::kFires);
}

TEST(ExplainerTest, RulesThatAreNotRunSaySo) {
  std::vector<Rule> rules(3, MakeRule("r", "evt.type = openat"));
  rules[0].enabled = false;
  rules[1] = MakeRule("r", "ka.verb = create");
  rules[1].source = "k8s_audit";
  rules[2].priority = proto::DEBUG;
  EngineOptions options;
  options.minimum_priority = proto::NOTICE;
  Fixture f(rules, options);
  const Explanation why = f.explainer->Explain(WithResult(Openat("/x", O_RDONLY), 3));
  EXPECT_EQ(why.rules[0].verdict, RuleVerdict::kDisabled);
  EXPECT_EQ(why.rules[1].verdict, RuleVerdict::kOtherSource);
  EXPECT_EQ(why.rules[2].verdict, RuleVerdict::kBelowPriority);
}

TEST(ExplainerTest, EventsOfTheAuditLog) {
  std::vector<Rule> rules(2, MakeRule("call", "evt.type = openat"));
  rules[1] = MakeRule("made", "ka.verb = create and ka.target.resource = pods");
  rules[1].source = "k8s_audit";
  Fixture f(rules);
  proto::AuditEvent event;
  event.set_seq(5);
  event.set_json(
      R"({"auditID":"a","verb":"create","user":{"username":"x"},"objectRef":{"resource":"secrets"}})");
  const Explanation why = f.explainer->Explain(event);
  EXPECT_EQ(why.number, 5u);
  EXPECT_EQ(why.event, "create secrets by x");
  EXPECT_EQ(why.rules[0].verdict, RuleVerdict::kOtherSource);
  EXPECT_EQ(why.rules[1].verdict, RuleVerdict::kNoMatch);
  EXPECT_EQ(ActualText(why.rules[1].condition.children[0]), "create");
  EXPECT_EQ(why.rules[1].deciding_check, 1u);
  event.set_json(R"({"auditID":"a","verb":"create","objectRef":{"resource":"pods"}})");
  EXPECT_EQ(f.explainer->Explain(event).rules[1].verdict, RuleVerdict::kFires);
}

TEST(ExplainerTest, AnOutcomeThatIsNotKnown) {
  Fixture f({MakeRule("r", "evt.type = openat and fd.num >= 0 and proc.name = cat")});
  const Explanation why = f.explainer->Explain(Openat("/x", O_RDONLY));
  EXPECT_EQ(why.decision, Decision::kNeedOutcome);
  EXPECT_EQ(why.rules[0].verdict, RuleVerdict::kNeedsOutcome);
  EXPECT_EQ(why.rules[0].deciding_check, 1u);
  EXPECT_EQ(ActualText(why.rules[0].condition.children[1]),
            "(0..2147483647 on success, -1 on failure)");
}

TEST(ExplainerTest, AFailedExecStartedNothing) {
  Fixture f({MakeRule("r", "evt.type = execve and proc.name = cat")});
  const Explanation why = f.explainer->Explain(WithResult(MakeEvent(proto::EVENT_EXECVE), -ENOENT));
  EXPECT_EQ(why.rules[0].verdict, RuleVerdict::kFailedExec);
  EXPECT_EQ(why.decision, Decision::kNoMatch);
}

TEST(ExplainerTest, NearestMisses) {
  Fixture f(
      {MakeRule("other type", "evt.type = connect"),
       MakeRule("two away", "evt.type = openat and proc.name = a and proc.pid = 1"),
       MakeRule("one away", "evt.type = openat and proc.name = a"),
       MakeRule("one away, later", "evt.type = openat and proc.pid = 101 and proc.name = a")});
  const Explanation why = f.explainer->Explain(WithResult(Openat("/x", O_RDONLY), 3));
  const auto nearest = NearestMisses(why, 3);
  ASSERT_EQ(nearest.size(), 3u);
  EXPECT_EQ(nearest[0]->rule->name, "one away, later") << "its true beginning is longer";
  EXPECT_EQ(nearest[1]->rule->name, "one away");
  EXPECT_EQ(nearest[2]->rule->name, "two away");
  EXPECT_FALSE(why.rules[0].concerns_event_type);
}

TEST(ExplainerTest, BothSidesOfAComparison) {
  Fixture f({MakeRule("r", "evt.type = openat and proc.name = val(proc.exe)")});
  const Explanation why = f.explainer->Explain(WithResult(Openat("/x", O_RDONLY), 3));
  EXPECT_EQ(ActualText(why.rules[0].condition.children[1]), "proc.name=cat, proc.exe=/bin/cat");
}

TEST(ExplainerTest, LongListsAreCut) {
  const Rule rule = MakeRule("r", "proc.name in (aaaaaaaa, bbbbbbbb, cccccccc, dddddddd, e)");
  EXPECT_EQ(ShortCheckText(*rule.expr, 30), "proc.name in (aaaaaaaa, bbbbbbbb, ... 3 more)");
  EXPECT_EQ(ShortCheckText(*rule.expr, 99),
            "proc.name in (aaaaaaaa, bbbbbbbb, cccccccc, dddddddd, e)");
}

TEST(ExplainerTest, WrongRulesAreErrors) {
  RuleSet rules;
  rules.rules = {MakeRule("r", "proc.nosuch = 1")};
  EXPECT_FALSE(Explainer::Create(rules, {}).ok());
  rules.rules = {MakeRule("r", "evt.type = open", "%no.such")};
  EXPECT_FALSE(Explainer::Create(rules, {}).ok());
}

}  // namespace
}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
// fd.sip.name and its like: names in rules, addresses in events.
#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/engine_test_util.h"

namespace falco_run::engine {
namespace {

using testing::Connect;
using testing::MakeProcess;
using testing::MakeRule;
using testing::Openat;
using testing::SetAddress;
using testing::WithResult;

const std::string kPool("\x0a\1\2\3", 4);
const std::string kOther("\x0a\1\2\4", 4);

// Counts how often it is asked.
class CountingNames : public HostNameSource {
 public:
  void Update(HostNameSnapshot& snapshot) override {
    ++asked;
    snapshot.table = table;
  }

  std::shared_ptr<const HostNameTable> table;
  int asked = 0;
};

std::shared_ptr<const HostNameTable> Table(const std::vector<std::string>& names,
                                           const std::string& address) {
  auto table = std::make_shared<HostNameTable>();
  for (const std::string& name : names) table->Add(name, address);
  return table;
}

class HostNamesTest : public ::testing::Test {
 protected:
  HostNamesTest() { names_->table = Table({"pool.example.com", "alias.example.com"}, kPool); }

  std::unique_ptr<Engine> Make(const std::vector<Rule>& rules) {
    RuleSet set;
    set.rules = rules;
    EngineOptions options;
    options.host_names = names_;
    auto engine = Engine::Create(set, options);
    EXPECT_TRUE(engine.ok()) << engine.status();
    if (!engine.ok()) return nullptr;
    (*engine)->OnProcess(MakeProcess());
    return *std::move(engine);
  }
  bool Fires(const std::string& condition, const proto::SyscallEvent& event) {
    std::vector<proto::Alert> alerts;
    return Make({MakeRule("r", condition)})->Evaluate(event, alerts) == Decision::kMatch;
  }

  std::shared_ptr<CountingNames> names_ = std::make_shared<CountingNames>();
  const proto::SyscallEvent to_pool_ = WithResult(Connect(kPool, 443), 0);
  const proto::SyscallEvent to_other_ = WithResult(Connect(kOther, 443), 0);
};

TEST_F(HostNamesTest, AddressesAreCompared) {
  EXPECT_TRUE(Fires("fd.sip.name = pool.example.com", to_pool_));
  EXPECT_TRUE(Fires("fd.sip.name = alias.example.com", to_pool_));
  EXPECT_TRUE(Fires("fd.rip.name = pool.example.com", to_pool_));
  EXPECT_FALSE(Fires("fd.sip.name = other.example.com", to_pool_));
  EXPECT_FALSE(Fires("fd.sip.name = pool.example.com", to_other_));
  EXPECT_TRUE(Fires("fd.sip.name in (a.example.com, alias.example.com)", to_pool_));
  EXPECT_FALSE(Fires("fd.sip.name in (a.example.com, b.example.com)", to_pool_));
  EXPECT_FALSE(Fires("fd.sip.name in (pool.example.com)", to_other_));
}

TEST_F(HostNamesTest, UnequalToANameIsEveryOtherAddress) {
  EXPECT_FALSE(Fires("fd.sip.name != pool.example.com", to_pool_));
  EXPECT_FALSE(Fires("fd.sip.name != alias.example.com", to_pool_));
  EXPECT_TRUE(Fires("fd.sip.name != other.example.com", to_pool_));
  EXPECT_TRUE(Fires("fd.sip.name != pool.example.com", to_other_));
  names_->table = nullptr;  // nothing is known
  EXPECT_TRUE(Fires("fd.sip.name != pool.example.com", to_pool_));
  EXPECT_FALSE(Fires("fd.sip.name = pool.example.com", to_pool_));
}

TEST_F(HostNamesTest, ANameExistsIfOneIsKnown) {
  EXPECT_TRUE(Fires("fd.sip.name exists", to_pool_));
  EXPECT_FALSE(Fires("fd.sip.name exists", to_other_));
  EXPECT_FALSE(Fires("fd.lip.name exists", to_pool_));
  EXPECT_TRUE(Fires("not fd.sip.name exists", to_other_));
}

TEST_F(HostNamesTest, WithoutAnAddressNoCheckHolds) {
  const proto::SyscallEvent opened = WithResult(Openat("/x", O_RDONLY), 3);
  for (const char* check : {"exists", "= pool.example.com", "!= pool.example.com", "in (a, b)"}) {
    EXPECT_FALSE(Fires(std::string("fd.sip.name ") + check, opened)) << check;
    EXPECT_FALSE(Fires(std::string("fd.lip.name ") + check, to_pool_)) << check;
  }
}

TEST_F(HostNamesTest, MappedAddressesAreIpv4) {
  const std::string mapped = std::string("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) + kPool;
  names_->table = Table({"pool.example.com"}, mapped);
  EXPECT_TRUE(Fires("fd.sip.name = pool.example.com", to_pool_));
}

TEST_F(HostNamesTest, TheOutcomeIsAskedForAsWithAddresses) {
  auto engine = Make({MakeRule("r", "evt.type = connect and fd.sip.name = pool.example.com")});
  std::vector<proto::Alert> alerts;
  EXPECT_EQ(engine->Evaluate(Connect(kOther, 443), alerts), Decision::kNoMatch);
  EXPECT_EQ(engine->Evaluate(Connect(kPool, 443), alerts), Decision::kNeedOutcome);
  EXPECT_EQ(engine->Evaluate(to_pool_, alerts), Decision::kMatch);
}

TEST_F(HostNamesTest, OfAConnectTheAddressIsEnoughToSayNo) {
  auto engine = Make({MakeRule("r", "evt.type = connect and fd.sip.name = pool.example.com")});
  std::vector<proto::Alert> alerts;
  proto::SyscallEvent left_out = Connect(kOther, 443);
  left_out.clear_fd();
  left_out.set_fd_left_out(true);
  EXPECT_EQ(engine->Evaluate(left_out, alerts), Decision::kNoMatch);
  SetAddress(*left_out.mutable_args(1)->mutable_address(), 2, kPool, 443);
  EXPECT_EQ(engine->Evaluate(left_out, alerts), Decision::kNeedDescriptor);
}

TEST_F(HostNamesTest, OutputsPrintOneNameOrNone) {
  auto engine = Make({MakeRule("r", "evt.type = connect and evt.rawres >= 0", "to %fd.sip.name.")});
  std::vector<proto::Alert> alerts;
  engine->Evaluate(to_pool_, alerts);
  engine->Evaluate(to_other_, alerts);
  ASSERT_EQ(alerts.size(), 2u);
  EXPECT_EQ(alerts[0].message(), "to pool.example.com.");
  EXPECT_EQ(alerts[0].output_fields(0).text(), "pool.example.com");
  EXPECT_EQ(alerts[1].message(), "to <NA>.");
  EXPECT_EQ(alerts[1].output_fields(0).value_case(), proto::OutputField::VALUE_NOT_SET);
}

// Asking may wait.
TEST_F(HostNamesTest, NamesAreAskedForWhenNothingElseDecides) {
  auto engine = Make(
      {MakeRule("r", "fd.sip.name = pool.example.com and evt.type = connect and fd.sport = 80"),
       MakeRule("s", "evt.type = connect and proc.name = sh and fd.sip.name in (a, b)"),
       MakeRule("t", "evt.type = openat and fd.name = /y")});
  std::vector<proto::Alert> alerts;
  engine->Evaluate(to_pool_, alerts);
  engine->Evaluate(WithResult(Openat("/x", O_RDONLY), 3), alerts);
  EXPECT_EQ(names_->asked, 0);
  engine->Evaluate(WithResult(Connect(kPool, 80), 0), alerts);
  EXPECT_EQ(names_->asked, 1);
  EXPECT_EQ(alerts.size(), 1u);
}

TEST_F(HostNamesTest, NewNamesCountFromTheNextEventOn) {
  auto engine = Make({MakeRule("r", "evt.type = connect and fd.sip.name = pool.example.com")});
  std::vector<proto::Alert> alerts;
  names_->table = Table({"pool.example.com"}, kOther);
  EXPECT_EQ(engine->Evaluate(to_pool_, alerts), Decision::kNoMatch);
  EXPECT_EQ(engine->Evaluate(to_other_, alerts), Decision::kMatch);
}

TEST_F(HostNamesTest, RequirementsListWhatAddressesAreComparedWith) {
  std::vector<Rule> rules = {
      MakeRule("a", "evt.type = connect and fd.sip.name in (c, b, c) and fd.cip.name != a"),
      MakeRule("b", "evt.type = connect and fd.sip.name exists", "%fd.rip.name"),
      MakeRule("c", "evt.type = connect and fd.name = d and fd.sip.name = b"),
      MakeRule("d", "evt.type = connect and fd.sip.name = disabled")};
  rules[3].enabled = false;
  auto engine = Make(rules);
  EXPECT_EQ(engine->requirements().host_names, (std::set<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(engine->requirements().fd_details);
  EXPECT_TRUE(Make({MakeRule("a", "evt.type = connect and fd.sip = 1.2.3.4")})
                  ->requirements()
                  .host_names.empty());
}

TEST_F(HostNamesTest, OnlyWholeNamesAreCompared) {
  for (const char* check :
       {"contains pool", "startswith pool", "endswith com", "glob '*.com'", "regex '.*'",
        "pmatch (a)", "icontains a", "intersects (a, b)", "< 5", "= anyof (a, b)",
        "= val(proc.name)", "in val(proc.args)", "= tolower(proc.name)"}) {
    RuleSet set;
    set.rules = {MakeRule("r", std::string("fd.sip.name ") + check)};
    ASSERT_NE(set.rules[0].expr, nullptr) << check;
    EXPECT_FALSE(Engine::Create(set, {}).ok()) << check;
  }
  RuleSet set;
  set.rules = {MakeRule("r", "fd.sip.name contains pool")};
  EXPECT_NE(std::string(Engine::Create(set, {}).status().message())
                .find("operator 'contains' is not supported for field 'fd.sip.name'"),
            std::string::npos);
}

}  // namespace
}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "tracer/watch_plan.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace falco_run::tracer {
namespace {

bool Watches(const WatchPlan& plan, std::string_view name) {
  return std::any_of(plan.filter.syscalls.begin(), plan.filter.syscalls.end(),
                     [&](const auto& s) { return s.name == name; });
}

TEST(WatchPlanTest, OnlyWhatIsAskedForAndState) {
  WatchRequest request;
  request.events = {proto::EVENT_OPENAT};
  const WatchPlan plan = MakeWatchPlan(request);
  EXPECT_TRUE(Watches(plan, "openat"));
  EXPECT_TRUE(Watches(plan, "execve"));
  EXPECT_TRUE(Watches(plan, "exit_group"));
  EXPECT_FALSE(Watches(plan, "open"));
  EXPECT_FALSE(Watches(plan, "chdir"));
  ASSERT_NE(plan.numbers.Find(AUDIT_ARCH_X86_64, SYS_openat), nullptr);
  EXPECT_TRUE(plan.numbers.Find(AUDIT_ARCH_X86_64, SYS_openat)->report);
  EXPECT_FALSE(plan.numbers.Find(AUDIT_ARCH_X86_64, SYS_execve)->report);
  EXPECT_EQ(plan.numbers.Find(AUDIT_ARCH_X86_64, SYS_close), nullptr);
}

TEST(WatchPlanTest, ExecveIncludesExecveat) {
  WatchRequest request;
  request.events = {proto::EVENT_EXECVE};
  const WatchPlan plan = MakeWatchPlan(request);
  EXPECT_TRUE(plan.numbers.Find(AUDIT_ARCH_X86_64, SYS_execveat)->report);
}

TEST(WatchPlanTest, ThirtyTwoBitNumbersAreKnown) {
  WatchRequest request;
  request.events = {proto::EVENT_OPEN};
  const WatchPlan plan = MakeWatchPlan(request);
  const auto* entry = plan.numbers.Find(AUDIT_ARCH_I386, 5);  // open
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->type, proto::EVENT_OPEN);
}

TEST(WatchPlanTest, PrctlIsFilteredUnlessARuleNamesIt) {
  const auto tests_of_prctl = [](const WatchPlan& plan) {
    for (const auto& s : plan.filter.syscalls) {
      if (s.name == "prctl") return s.tests.size();
    }
    return size_t{99};
  };
  EXPECT_EQ(tests_of_prctl(MakeWatchPlan({})), 2u);
  WatchRequest request;
  request.events = {proto::EVENT_PRCTL};
  EXPECT_EQ(tests_of_prctl(MakeWatchPlan(request)), 0u);
}

TEST(WatchPlanTest, BackendsWithoutAFilterKnowItsTests) {
  const WatchPlan plan = MakeWatchPlan({});
  const auto* prctl = plan.numbers.Find(AUDIT_ARCH_X86_64, SYS_prctl);
  ASSERT_NE(prctl, nullptr);
  ASSERT_EQ(prctl->tests.size(), 2u);
  EXPECT_TRUE(prctl->tests[0].Holds(PR_SET_NAME));
  EXPECT_TRUE(prctl->tests[0].Holds((uint64_t{7} << 32) | PR_SET_NAME)) << "an int's high half";
  EXPECT_FALSE(prctl->tests[0].Holds(PR_SET_NO_NEW_PRIVS));
  const RegisterTest not_null = {.reg = 0, .not_null = true};
  EXPECT_TRUE(not_null.Holds(uint64_t{1} << 40));
  EXPECT_FALSE(not_null.Holds(0));
}

TEST(WatchPlanTest, OnlyATracerIsToldOfClonesThatNoRuleNames) {
  const auto clone_of = [](const WatchPlan& plan, std::string_view name) {
    for (const auto& s : plan.filter.syscalls) {
      if (s.name == name) return s;
    }
    return FilterSpec::Syscall{};
  };
  const WatchPlan plan = MakeWatchPlan({});
  const FilterSpec::Syscall clone = clone_of(plan, "clone");
  EXPECT_TRUE(clone.only_traced);
  ASSERT_EQ(clone.tests.size(), 1u);
  EXPECT_TRUE(clone.tests[0].Holds(CLONE_UNTRACED | SIGCHLD));
  EXPECT_FALSE(clone.tests[0].Holds(CLONE_VM | SIGCHLD));
  EXPECT_TRUE(clone_of(plan, "clone3").only_traced);
  EXPECT_TRUE(clone_of(plan, "clone3").tests.empty());
  EXPECT_FALSE(clone_of(plan, "execve").only_traced);

  WatchRequest request;
  request.events = {proto::EVENT_CLONE};
  EXPECT_FALSE(clone_of(MakeWatchPlan(request), "clone").only_traced);
  EXPECT_TRUE(clone_of(MakeWatchPlan(request), "clone").tests.empty());
}

TEST(WatchPlanTest, NamesWhatItCannotDeliver) {
  WatchRequest request;
  request.events = {proto::EVENT_PROCEXIT};
  request.generic_syscalls = {{"no_such_call", std::nullopt}, {"sync", std::nullopt}};
  const WatchPlan plan = MakeWatchPlan(request);
  EXPECT_EQ(plan.unsupported, (std::vector<std::string>{"procexit", "no_such_call"}));
  EXPECT_TRUE(Watches(plan, "sync"));
}

TEST(FilterTest, WhatOnlyATracerIsToldOfIsAllowed) {
  const auto answers = [](const FilterSpec& spec) {
    std::set<uint32_t> found;
    const auto program = BuildFilter(spec);
    EXPECT_TRUE(program.ok()) << program.status();
    for (const sock_filter& f : *program) {
      if (f.code == (BPF_RET | BPF_K)) found.insert(f.k & SECCOMP_RET_ACTION_FULL);
    }
    return found;
  };
  EXPECT_EQ(answers({{{.name = "clone3", .only_traced = true}}}),
            (std::set<uint32_t>{SECCOMP_RET_ALLOW}));
  EXPECT_EQ(answers({{{.name = "clone3", .only_traced = false}}}),
            (std::set<uint32_t>{SECCOMP_RET_ALLOW, SECCOMP_RET_USER_NOTIF}));
}

TEST(FilterTest, BuildsForEveryCallWeDecode) {
  WatchRequest request;
  request.all_events = true;
  const auto program = BuildFilter(MakeWatchPlan(request).filter);
  ASSERT_TRUE(program.ok()) << program.status();
  EXPECT_GT(program->size(), 20u);
  EXPECT_LT(program->size(), 4096u) << "BPF_MAXINSNS";
}

}  // namespace
}  // namespace falco_run::tracer

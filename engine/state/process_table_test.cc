// SPDX-License-Identifier: Apache-2.0
#include "engine/state/process_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace falco_run::engine {
namespace {

proto::Process Make(uint64_t id, uint64_t parent, const char* comm) {
  proto::Process p;
  p.set_id(id);
  p.set_parent_id(parent);
  p.set_pid(static_cast<int32_t>(1000 + id));
  p.set_comm(comm);
  return p;
}

TEST(ProcessTable, TextsAndReplacement) {
  ProcessTable table;
  proto::Process p = Make(1, 0, "sh");
  p.set_exe("/bin/sh");
  p.add_args("-c");
  p.add_args("ls /");
  p.set_cwd("/tmp");
  table.OnProcess(p);
  EXPECT_EQ(table.Find(1)->cmdline, "sh -c ls /");
  EXPECT_EQ(table.Find(1)->exeline, "/bin/sh -c ls /");
  EXPECT_EQ(table.Find(1)->cwd, "/tmp/");
  EXPECT_EQ(table.FindByPid(1001), table.Find(1));
  p.clear_args();
  p.set_cwd("/");
  table.OnProcess(p);
  EXPECT_EQ(table.Find(1)->cmdline, "sh");
  EXPECT_EQ(table.Find(1)->cwd, "/");
  EXPECT_EQ(table.Find(2), nullptr);
}

TEST(ProcessTable, EmptyFirstArgumentKeepsItsBlank) {
  ProcessTable table;
  proto::Process p = Make(1, 0, "a");
  p.add_args("");
  p.add_args("b");
  table.OnProcess(p);
  EXPECT_EQ(table.Find(1)->args, " b");
  EXPECT_EQ(table.Find(1)->cmdline, "a  b");
}

TEST(ProcessTable, ExitedParentsStayWhileNeeded) {
  ProcessTable table;
  table.OnProcess(Make(1, 0, "init"));
  table.OnProcess(Make(2, 1, "mid"));
  table.OnProcess(Make(3, 2, "leaf"));
  table.OnExit(2);
  ASSERT_NE(table.Find(3)->parent, nullptr);
  EXPECT_EQ(table.Find(3)->parent->info.comm(), "mid");
  EXPECT_EQ(table.FindByPid(1002), nullptr);
  table.OnExit(3);
  EXPECT_EQ(table.size(), 1u);
}

TEST(ProcessTable, LoopsAreNotMade) {
  ProcessTable table;
  table.OnProcess(Make(1, 2, "a"));
  table.OnProcess(Make(2, 1, "b"));
  table.OnProcess(Make(1, 2, "a"));
  table.OnProcess(Make(3, 3, "self"));
  EXPECT_EQ(table.Find(3)->parent, nullptr);
  int steps = 0;
  for (const ProcessEntry* p = table.Find(1); p && steps < 10; p = p->parent) ++steps;
  EXPECT_LT(steps, 10);
}

TEST(ProcessTable, StampsFollowTheLineage) {
  ProcessTable table;
  table.OnProcess(Make(1, 0, "init"));
  table.OnProcess(Make(2, 1, "sh"));
  table.OnProcess(Make(3, 2, "cat"));
  table.OnProcess(Make(4, 1, "other"));
  const auto stamps = [&] {
    std::vector<uint64_t> all;
    for (uint64_t id = 1; id <= 4; ++id) all.push_back(table.Find(id)->stamp);
    return all;
  };
  std::vector<uint64_t> before = stamps();
  const auto changed = [&] {
    const std::vector<uint64_t> now = stamps();
    std::string text;
    for (size_t i = 0; i < now.size(); ++i) text += now[i] != before[i] ? '!' : '.';
    before = now;
    return text;
  };
  EXPECT_EQ(std::set<uint64_t>(before.begin(), before.end()).size(), 4u);
  EXPECT_EQ(std::count(before.begin(), before.end(), 0u), 0);
  table.OnProcess(Make(2, 1, "bash"));
  EXPECT_EQ(changed(), ".!!.");
  table.OnProcess(Make(3, 4, "cat"));
  EXPECT_EQ(changed(), "..!.");
  table.OnProcess(Make(2, 1, "sh"));
  EXPECT_EQ(changed(), ".!..");
  table.OnProcess(Make(1, 0, "init"));
  EXPECT_EQ(changed(), "!!!!");
}

TEST(ProcessTable, ForkAndExitForEverIsBounded) {
  ProcessTable table;
  table.OnProcess(Make(1, 0, "d"));
  for (uint64_t id = 2; id < 5000; ++id) {
    table.OnProcess(Make(id, id - 1, "d"));
    table.OnExit(id - 1);
  }
  EXPECT_LE(table.size(), 2u * ProcessTable::kMaxExitedChain);
  table.OnExit(4999);
  EXPECT_LE(table.size(), 1u);
}

}  // namespace
}  // namespace falco_run::engine

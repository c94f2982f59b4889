// SPDX-License-Identifier: Apache-2.0
#include "tracer/proc_status.h"

#include <grp.h>
#include <gtest/gtest.h>
#include <limits.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tracer/unique_fd.h"

namespace falco_run::tracer {
namespace {

TEST(ProcStatusTest, ParsesTheLinesOfInterest) {
  const auto s = ParseProcStatus(
      "Name:\tcat\nTgid:\t4711\nPid:\t4712\nPPid:\t1\nUid:\t1000\t0\t0\t0\nGid:\t100\t5\t5\t5\n"
      "NStgid:\t4711\t12\nNSpgid:\t4700\t11\nNSsid:\t4600\t1\nThreads:\t3\n"
      "CapInh:\t0000000000000001\nCapPrm:\t00000000a80425fb\nCapEff:\t0000000000000400\n"
      "CapBnd:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t2\nSeccomp_filters:\t3\n");
  ASSERT_TRUE(s);
  EXPECT_EQ(s->tgid, 4711);
  EXPECT_EQ(s->ppid, 1);
  EXPECT_EQ(s->ruid, 1000u);
  EXPECT_EQ(s->euid, 0u);
  EXPECT_EQ(s->egid, 5u);
  EXPECT_EQ(s->ns_tgid, 12);
  EXPECT_EQ(s->ns_pgid, 11);
  EXPECT_EQ(s->ns_sid, 1);
  EXPECT_EQ(s->threads, 3);
  EXPECT_EQ(s->cap_inheritable, 1u);
  EXPECT_EQ(s->cap_permitted, 0xa80425fbu);
  EXPECT_EQ(s->cap_effective, 0x400u);
  EXPECT_EQ(s->seccomp_filters, 3);
}

TEST(ProcStatusTest, WithoutNamespaceLinesTheIdsAreThoseSeenHere) {
  const auto s = ParseProcStatus("Tgid:\t7\nPPid:\t1\n");
  ASSERT_TRUE(s);
  EXPECT_EQ(s->ns_tgid, 7);
}

TEST(ProcStatusTest, EmptyFileIsAGoneTask) { EXPECT_FALSE(ParseProcStatus("")); }

TEST(ProcStatTest, CommMayHoldAnything) {
  const auto s = ParseProcStat(
      "42 (a) b (c) S 7 8 9 34816 42 4194304 1 2 3 4 5 6 7 8 20 0 1 0 98765 100 200\n");
  ASSERT_TRUE(s);
  EXPECT_EQ(s->comm, "a) b (c");
  EXPECT_EQ(s->ppid, 7);
  EXPECT_EQ(s->pgid, 8);
  EXPECT_EQ(s->sid, 9);
  EXPECT_EQ(s->tty, 34816u);
  EXPECT_EQ(s->start_ticks, 98765u);
}

TEST(ProcStatTest, RejectsWhatIsCut) {
  EXPECT_FALSE(ParseProcStat(""));
  EXPECT_FALSE(ParseProcStat("42 (cat"));
  EXPECT_FALSE(ParseProcStat("42 (cat) S 1 2"));
}

TEST(ProcStatTest, ReadsThisProcess) {
  const auto status = ReadProcStatus(getpid());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->tgid, getpid());
  EXPECT_EQ(status->euid, geteuid());
  const auto stat = ReadProcStat(getpid());
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->ppid, getppid());
  EXPECT_GT(stat->start_ticks, 0u);
}

// Its lines are behind those of all groups.
TEST(ProcStatTest, ReadsAProcessOfManyGroups) {
  if (geteuid() != 0) GTEST_SKIP() << "setgroups is for root";
  std::vector<gid_t> groups(NGROUPS_MAX);
  constexpr gid_t kLong = 4'000'000'000;  // ten digits
  for (size_t i = 0; i < groups.size(); ++i) groups[i] = kLong + static_cast<gid_t>(i);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  UniqueFd ready(ends[0]);
  UniqueFd child_end(ends[1]);
  const pid_t pid = fork();
  if (pid == 0) {
    const bool ok = setgroups(groups.size(), groups.data()) == 0;
    if (!ok) _exit(1);
    (void)!write(child_end.get(), "", 1);
    for (;;) pause();
  }
  ASSERT_GT(pid, 0);
  child_end.reset();
  char byte = 0;
  const bool set = read(ready.get(), &byte, 1) == 1;
  const auto status = ReadProcStatus(pid);
  const std::string cpus(StatusText(pid).Value("Cpus_allowed_list"));
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  if (!set) GTEST_SKIP() << "setgroups is refused";
  const auto own = ReadProcStatus(getpid());
  ASSERT_TRUE(status && own);
  EXPECT_EQ(status->ns_tgid, pid);
  EXPECT_EQ(status->threads, 1);
  EXPECT_EQ(status->cap_bounding, own->cap_bounding);
  EXPECT_EQ(status->seccomp_filters, own->seccomp_filters);
  EXPECT_EQ(cpus, StatusText(getpid()).Value("Cpus_allowed_list"));
}

TEST(ProcStatTest, ValuesOfTheLines) {
  const StatusText own(getpid());
  EXPECT_EQ(own.Value("Tgid"), std::to_string(getpid()));
  EXPECT_EQ(own.Value("gid"), "");
  EXPECT_EQ(own.Value("None"), "");
}

}  // namespace
}  // namespace falco_run::tracer

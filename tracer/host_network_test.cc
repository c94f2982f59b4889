// SPDX-License-Identifier: Apache-2.0
#include "tracer/host_network.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

namespace falco_run::tracer {
namespace {

TEST(HostNetworkTest, ToldByNumberOrBySettings) {
  EXPECT_EQ(IsFirstNetwork("net:[4026531833]", true, true), true);
  EXPECT_EQ(IsFirstNetwork("net:[4026531833]", false, false), true) << "/proc/sys is hidden";
  EXPECT_EQ(IsFirstNetwork("net:[4026531992]", true, true), true) << "of an older kernel";
  EXPECT_EQ(IsFirstNetwork("net:[4026532183]", true, false), false);
  EXPECT_EQ(IsFirstNetwork("net:[4026532183]", false, false), std::nullopt);
  EXPECT_EQ(IsFirstNetwork("net:[7]", true, false), std::nullopt) << "gVisor's";
  EXPECT_EQ(IsFirstNetwork("", true, false), std::nullopt);
  EXPECT_EQ(IsFirstNetwork("net:[x]", true, false), std::nullopt);
}

TEST(HostNetworkTest, ANetworkOfItsOwn) {
  constexpr int kRefused = 3;
  const pid_t child = fork();
  if (child == 0) {
    if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) _exit(kRefused);
    _exit(SharesHostNetwork() == false ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  if (WEXITSTATUS(status) == kRefused) GTEST_SKIP() << "no network of one's own here";
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace falco_run::tracer

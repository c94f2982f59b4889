// SPDX-License-Identifier: Apache-2.0
#include "engine/events/unnamed_syscall.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

TEST(UnnamedSyscallTest, ANumberStandsForItself) {
  EXPECT_EQ(FindUnnamedSyscall("syscall_4000"), 4000);
  EXPECT_EQ(FindUnnamedSyscall("syscall_4096"), std::nullopt);
  EXPECT_EQ(FindUnnamedSyscall("syscall_"), std::nullopt);
  EXPECT_EQ(FindUnnamedSyscall("syscall_4000x"), std::nullopt);
  EXPECT_EQ(FindUnnamedSyscall("syscall_-1"), std::nullopt);
  EXPECT_EQ(FindUnnamedSyscall("4000"), std::nullopt);
}

TEST(UnnamedSyscallTest, WhatHasANameIsCalledByIt) {
  EXPECT_EQ(FindUnnamedSyscall("openat2"), std::nullopt);
  EXPECT_EQ(FindUnnamedSyscall("syscall_437"), std::nullopt);  // openat2
  EXPECT_EQ(FindUnnamedSyscall("syscall_2"), std::nullopt);    // differs by architecture
}

TEST(UnnamedSyscallTest, NewNamesHaveNumbers) {
  // Unless libseccomp knows it.
  const auto number = FindUnnamedSyscall("file_setattr");
  EXPECT_TRUE(!number || *number == 469);
}

}  // namespace
}  // namespace falco_run::engine

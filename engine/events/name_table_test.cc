// SPDX-License-Identifier: Apache-2.0
#include "engine/events/name_table.h"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

std::string Flags(NameTable t, uint64_t v) {
  std::string s;
  AppendFlagNames(t, v, s);
  return s;
}

std::string Enum(NameTable t, uint64_t v) {
  std::string s;
  AppendEnumNames(t, v, s);
  return s;
}

std::string Open(uint64_t linux_flags) {
  return Flags(NameTable::kFileFlags, RuleFileFlags(linux_flags));
}

TEST(NameTable, OpenFlagsInRuleOrder) {
  EXPECT_EQ(Open(O_RDONLY), "O_RDONLY");
  EXPECT_EQ(Open(O_RDWR), "O_RDWR");
  EXPECT_EQ(Open(O_RDONLY | O_CLOEXEC), "O_RDONLY|O_CLOEXEC");
  EXPECT_EQ(Open(O_WRONLY | O_CREAT | O_TRUNC), "O_TRUNC|O_CREAT|O_WRONLY");
  EXPECT_EQ(Open(O_RDWR | O_TMPFILE), "O_DIRECTORY|O_RDWR|O_TMPFILE");
  EXPECT_EQ(Open(O_SYNC | O_RDONLY), "O_SYNC|O_DSYNC|O_RDONLY");
  EXPECT_EQ(RuleFileFlags(O_RDONLY | O_CLOEXEC), 4097u);
}

TEST(NameTable, Enums) {
  EXPECT_EQ(Enum(NameTable::kSocketFamilies, 1), "AF_LOCAL|AF_UNIX");
  EXPECT_EQ(Enum(NameTable::kSocketFamilies, 17), "AF_PACKET");
  EXPECT_EQ(Enum(NameTable::kPtraceRequests, 16), "PTRACE_ATTACH");
  EXPECT_EQ(Enum(NameTable::kPtraceRequests, 0), "PTRACE_TRACEME");
  EXPECT_EQ(Enum(NameTable::kPtraceRequests, 99999), "PTRACE_UNKNOWN");
  EXPECT_EQ(Enum(NameTable::kBpfCommands, 5), "BPF_PROG_LOAD");
  EXPECT_EQ(Enum(NameTable::kPrctlOptions, 15), "PR_SET_NAME");
  EXPECT_EQ(Enum(NameTable::kSocketFamilies, 9999), "");
}

TEST(NameTable, ModesAndFlags) {
  EXPECT_EQ(Flags(NameTable::kChmodMode, 04755),
            "S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR|S_ISUID");
  EXPECT_EQ(Flags(NameTable::kUnlinkatFlags, 0x200), "AT_REMOVEDIR");
  EXPECT_EQ(Flags(NameTable::kUnlinkatFlags, 0), "");
  EXPECT_EQ(Flags(NameTable::kCloneFlags, 0x10000000), "CLONE_NEWUSER");
  EXPECT_EQ(Flags(NameTable::kProtFlags, 0), "PROT_NONE");
}

TEST(NameTable, ErrnoAndSignals) {
  EXPECT_EQ(ErrnoName(2), "ENOENT");
  EXPECT_EQ(ErrnoName(115), "EINPROGRESS");
  EXPECT_EQ(ErrnoName(0), "");
  EXPECT_EQ(ErrnoName(-3), "");
  EXPECT_EQ(SignalName(9), "SIGKILL");
  EXPECT_EQ(SignalName(77), "");
}

}  // namespace
}  // namespace falco_run::engine

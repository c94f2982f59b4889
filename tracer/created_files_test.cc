// SPDX-License-Identifier: Apache-2.0
#include "tracer/created_files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tracer/clock.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {
namespace {

FileLook File(uint64_t inode, uint64_t born_ns) {
  FileLook look;
  look.known = look.exists = true;
  look.file.stx_mode = S_IFREG | 0600;
  look.file.stx_ino = inode;
  look.file.stx_mask = STATX_BTIME;
  look.file.stx_btime.tv_sec = static_cast<int64_t>(born_ns / 1'000'000'000);
  look.file.stx_btime.tv_nsec = static_cast<uint32_t>(born_ns % 1'000'000'000);
  return look;
}

FileLook Nothing() {
  FileLook look;
  look.known = true;
  return look;
}

TEST(CreatedFilesTest, WhatTheLooksTell) {
  constexpr uint64_t kBegun = 5'000'000'000;
  const auto created = [](const FileLook& before, const FileLook& after) {
    return CreatedFiles::WasCreated(before, after, kBegun);
  };
  EXPECT_EQ(created(Nothing(), File(1, kBegun)), true) << "stamps may be a tick old";
  EXPECT_EQ(created(Nothing(), File(1, kBegun - 1)), false) << "moved there meanwhile";
  EXPECT_EQ(created(File(1, kBegun - 1), File(1, kBegun - 1)), false);
  EXPECT_EQ(created(File(1, kBegun), File(1, kBegun)), false) << "made within the same tick";
  EXPECT_EQ(created(File(1, kBegun - 1), File(1, kBegun + 1)), false) << "copied up";
  EXPECT_EQ(created(File(1, kBegun), File(2, kBegun + 1)), std::nullopt);
  EXPECT_EQ(created(FileLook(), File(1, kBegun - 1)), false) << "by its age alone";
  EXPECT_EQ(created(FileLook(), File(1, kBegun + 1)), std::nullopt);
  EXPECT_EQ(created(Nothing(), FileLook()), std::nullopt);

  FileLook ageless = File(1, 0);
  ageless.file.stx_mask = 0;
  EXPECT_EQ(created(Nothing(), ageless), std::nullopt);
  EXPECT_EQ(created(ageless, ageless), false);
  FileLook device = File(1, kBegun);
  device.file.stx_mode = S_IFCHR;
  EXPECT_EQ(created(FileLook(), device), false);
}

class OpenTest : public ::testing::Test {
 protected:
  ~OpenTest() override { std::filesystem::remove_all(directory_); }

  // What is said of our own open of this file.
  std::optional<bool> Open(const std::string& name, int flags) {
    proto::SyscallEvent event;
    event.set_type(proto::EVENT_OPENAT);
    event.set_tid(static_cast<pid_t>(syscall(SYS_gettid)));
    event.set_time_ns(NowNs());
    proto::Argument& path = *event.add_args();
    path.set_param(proto::PARAM_NAME);
    path.set_path(directory_ + name);
    proto::Argument& number = *event.add_args();
    number.set_param(proto::PARAM_FLAGS);
    number.set_number(flags);
    created_.LookBefore(event);
    const UniqueFd fd(open((directory_ + name).c_str(), flags, 0600));
    EXPECT_TRUE(fd.valid()) << name;
    created_.LookAfter(fd.get(), event);
    if (!event.has_created()) return std::nullopt;
    return event.created();
  }

  static std::string MakeDirectory() {
    char name[] = "/tmp/created_files_test.XXXXXX";
    return mkdtemp(name) == nullptr ? "" : std::string(name) + "/";
  }

  const std::string directory_ = MakeDirectory();
  CreatedFiles created_;
};

TEST_F(OpenTest, FilesOfOurs) {
  const FileLook look = LookAtPath(getpid(), directory_);
  if (!look.known) GTEST_SKIP() << "paths cannot be followed here";
  if ((look.file.stx_mask & STATX_BTIME) == 0) GTEST_SKIP() << "no time of birth here";
  EXPECT_EQ(Open("a", O_CREAT | O_WRONLY), true);
  EXPECT_EQ(Open("a", O_CREAT | O_WRONLY | O_TRUNC), false);
  EXPECT_EQ(Open("a", O_RDONLY), std::nullopt) << "not asked";
  EXPECT_EQ(Open("b", O_CREAT | O_EXCL | O_WRONLY), std::nullopt) << "nothing to find out";
  std::filesystem::create_symlink(directory_ + "c", directory_ + "link");
  EXPECT_EQ(Open("link", O_CREAT | O_RDWR), true) << "where the link leads to";
  EXPECT_EQ(Open("link", O_CREAT | O_RDWR), false);
  // The inode may be the same again.
  std::filesystem::remove(directory_ + "a");
  EXPECT_EQ(Open("a", O_CREAT | O_WRONLY), true);
}

}  // namespace
}  // namespace falco_run::tracer

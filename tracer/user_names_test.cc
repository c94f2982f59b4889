// SPDX-License-Identifier: Apache-2.0
#include "tracer/user_names.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace falco_run::tracer {
namespace {

class UserNamesTest : public testing::Test {
 protected:
  const std::string dir_ = std::getenv("TEST_TMPDIR");
  const std::string passwd_ = dir_ + "/etc/passwd";
  const std::string group_ = dir_ + "/etc/group";
};

TEST_F(UserNamesTest, ReadsEntriesAndNoticesChanges) {
  std::filesystem::create_directory(dir_ + "/etc");
  std::ofstream(passwd_) << "root:x:0:0:root:/root:/bin/bash\nme:x:1000:1000::/home/me:/bin/sh\n";
  std::ofstream(group_) << "wheel:x:10:me\n";
  UserNames names(dir_);
  ASSERT_NE(names.FindUser(1000), nullptr);
  EXPECT_EQ(names.FindUser(1000)->name, "me");
  EXPECT_EQ(names.FindUser(1000)->home, "/home/me");
  EXPECT_EQ(names.FindUser(1000)->shell, "/bin/sh");
  EXPECT_EQ(names.FindUser(4), nullptr);
  ASSERT_NE(names.FindGroup(10), nullptr);
  EXPECT_EQ(*names.FindGroup(10), "wheel");

  // As useradd does it: a new file takes the old one's name.
  std::ofstream(passwd_ + ".new") << "you:x:4:4::/:/bin/sh\n";
  ASSERT_EQ(rename((passwd_ + ".new").c_str(), passwd_.c_str()), 0);
  ASSERT_NE(names.FindUser(4), nullptr) << "a new name is found at once";
  EXPECT_EQ(names.FindUser(1000), nullptr);
}

TEST_F(UserNamesTest, MissingFilesMeanNoNames) {
  UserNames names("/nonexistent");
  EXPECT_EQ(names.FindUser(0), nullptr);
  EXPECT_EQ(names.FindGroup(0), nullptr);
}

TEST_F(UserNamesTest, AnothersRootCannotMakeUsWaitOrLookElsewhere) {
  const std::string root = dir_ + "/other";
  std::filesystem::create_directories(root + "/etc");
  ASSERT_EQ(mkfifo((root + "/etc/passwd").c_str(), 0600), 0);
  std::filesystem::create_symlink("/etc/group", root + "/etc/group");  // itself, from there
  UserNames names(root);
  EXPECT_EQ(names.FindUser(0), nullptr);
  EXPECT_EQ(names.FindGroup(0), nullptr);
}

}  // namespace
}  // namespace falco_run::tracer

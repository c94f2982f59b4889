// SPDX-License-Identifier: Apache-2.0
#include "outputs/file_output.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

using absl::StatusCode;

class FileOutputTest : public testing::Test {
 protected:
  const std::string path_ = TestDirectory() + "/alerts";
};

TEST_F(FileOutputTest, ARotatedFileIsNoticedWithoutKeepAlive) {
  auto output = OpenFileOutput(path_, false);
  ASSERT_TRUE(output.ok()) << output.status();
  (*output)->Deliver(MessagesOf({"one", "two"}));
  ASSERT_EQ(std::rename(path_.c_str(), (path_ + ".1").c_str()), 0);
  (*output)->Deliver(MessagesOf({"three"}));
  EXPECT_EQ(ContentOf(path_ + ".1"), "one\ntwo\n");
  EXPECT_EQ(ContentOf(path_), "three\n");
}

TEST_F(FileOutputTest, ARotatedFileIsNoticedWithKeepAlive) {
  auto output = OpenFileOutput(path_, true);
  ASSERT_TRUE(output.ok()) << output.status();
  (*output)->Deliver(MessagesOf({"one"}));
  ASSERT_EQ(std::rename(path_.c_str(), (path_ + ".1").c_str()), 0);
  (*output)->Deliver(MessagesOf({"two"}));
  (*output)->Deliver(MessagesOf({"three"}));
  EXPECT_EQ(ContentOf(path_ + ".1"), "one\n");
  EXPECT_EQ(ContentOf(path_), "two\nthree\n");
}

TEST_F(FileOutputTest, AFullDiskIsWaitedFor) {
  auto output = OpenFileOutput("/dev/full", true);
  ASSERT_TRUE(output.ok()) << output.status();
  const auto deliveries = (*output)->Deliver(MessagesOf({"one", "two"}));
  EXPECT_EQ(CodesOf(deliveries), (std::vector{StatusCode::kUnavailable, StatusCode::kUnavailable}));
  EXPECT_TRUE(deliveries[0].IsRetryable());
}

TEST_F(FileOutputTest, APathThatCannotBeIsAnErrorAtOnce) {
  EXPECT_FALSE(OpenFileOutput("/nonexistent/alerts", false).ok());
}

}  // namespace
}  // namespace falco_run::outputs

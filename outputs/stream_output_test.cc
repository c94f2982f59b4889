// SPDX-License-Identifier: Apache-2.0
#include "outputs/stream_output.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

TEST(StreamOutputTest, AppendsToAFileThatOnlyTheOwnerReads) {
  const std::string path = TestDirectory() + "/alerts";
  for (const char* line : {"one", "two"}) {
    auto output = OpenStream(path);
    ASSERT_TRUE(output.ok()) << output.status();
    EXPECT_TRUE((*output)->Deliver(MessagesOf({line}))[0].status.ok());
  }
  EXPECT_EQ(ContentOf(path), "one\ntwo\n");
  struct stat st;
  ASSERT_EQ(stat(path.c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0600u);
}

TEST(StreamOutputTest, WritesToADescriptorEvenAfterTheOriginalIsClosed) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  auto output = OpenStream("fd:" + std::to_string(ends[1]));
  ASSERT_TRUE(output.ok()) << output.status();
  close(ends[1]);
  EXPECT_EQ((*output)->Deliver(MessagesOf({"hello", "you"})).size(), 2u);
  char buffer[16] = {};
  EXPECT_EQ(read(ends[0], buffer, sizeof buffer), 10);
  EXPECT_STREQ(buffer, "hello\nyou\n");
  close(ends[0]);
}

TEST(StreamOutputTest, SaysWhatCannotBeWritten) {
  auto output = OpenStream("/dev/full");
  ASSERT_TRUE(output.ok()) << output.status();
  const Delivery delivery = (*output)->Deliver(MessagesOf({"x"}))[0];
  EXPECT_FALSE(delivery.status.ok());
  EXPECT_NE(std::string(delivery.status.message()).find("No space left"), std::string::npos);
}

// The limit of a file's size cuts a line off as a full disk does.
TEST(StreamOutputTest, AfterALineThatWasCutOffTheNextBeginsOnItsOwn) {
  const std::string path = TestDirectory() + "/alerts";
  auto output = OpenStream(path);
  ASSERT_TRUE(output.ok()) << output.status();
  struct rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const auto old = signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {3, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_FALSE((*output)->Deliver(MessagesOf({"hello"}))[0].status.ok());
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, old);
  EXPECT_TRUE((*output)->Deliver(MessagesOf({"hello"}))[0].status.ok());
  EXPECT_EQ(ContentOf(path), "hel\nhello\n");
}

TEST(StreamOutputTest, RefusesWhatCannotBeOpened) {
  EXPECT_FALSE(OpenStream("/nonexistent/dir/file").ok());
  EXPECT_FALSE(OpenStream("fd:9999").ok());
  EXPECT_FALSE(OpenStream("fd:x").ok());
}

}  // namespace
}  // namespace falco_run::outputs

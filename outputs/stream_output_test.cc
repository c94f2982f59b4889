// SPDX-License-Identifier: Apache-2.0
#include "outputs/stream_output.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace falco_run::outputs {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(StreamOutputTest, AppendsToAFileThatOnlyTheOwnerReads) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/alerts";
  for (const char* line : {"one", "two"}) {
    auto output = OpenStream(path);
    ASSERT_TRUE(output.ok()) << output.status();
    EXPECT_TRUE((*output)->Write(line).ok());
  }
  EXPECT_EQ(ReadAll(path), "one\ntwo\n");
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
  EXPECT_TRUE((*output)->Write("hello").ok());
  char buffer[16] = {};
  EXPECT_EQ(read(ends[0], buffer, sizeof buffer), 6);
  EXPECT_STREQ(buffer, "hello\n");
  close(ends[0]);
}

TEST(StreamOutputTest, RefusesWhatCannotBeOpened) {
  EXPECT_FALSE(OpenStream("/nonexistent/dir/file").ok());
  EXPECT_FALSE(OpenStream("fd:9999").ok());
  EXPECT_FALSE(OpenStream("fd:x").ok());
}

}  // namespace
}  // namespace falco_run::outputs

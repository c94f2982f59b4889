// SPDX-License-Identifier: Apache-2.0
#include "tracer/opened_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace falco_run::tracer {
namespace {

class OpenedFileTest : public testing::Test {
 protected:
  OpenedFileTest() {
    std::string name = testing::TempDir() + "/opened-XXXXXX";
    dir_ = std::filesystem::canonical(mkdtemp(name.data())).string();
    for (const char* file : {"/a", "/b"}) std::ofstream(dir_ + file) << "x";
  }
  ~OpenedFileTest() override {
    close(fd_);
    std::filesystem::remove_all(dir_);
  }

  // What is said when `real` was opened, while `path` had been read.
  std::optional<std::string> Opened(const std::string& real, const std::string& path) {
    close(fd_);
    fd_ = open(real.c_str(), O_RDONLY | O_CLOEXEC);
    EXPECT_GE(fd_, 0) << real;
    return OpenedInstead(gettid(), fd_, path);
  }

  std::string dir_;
  int fd_ = -1;
};

TEST_F(OpenedFileTest, TheSameFileByItsNameOrALink) {
  EXPECT_EQ(Opened(dir_ + "/a", dir_ + "/a"), std::nullopt);
  std::filesystem::create_symlink(dir_ + "/a", dir_ + "/link");
  EXPECT_EQ(Opened(dir_ + "/link", dir_ + "/link"), std::nullopt);
  std::filesystem::create_hard_link(dir_ + "/a", dir_ + "/hard");
  EXPECT_EQ(Opened(dir_ + "/hard", dir_ + "/a"), std::nullopt);
}

TEST_F(OpenedFileTest, AnotherFileIsNamed) {
  EXPECT_EQ(Opened(dir_ + "/b", dir_ + "/a"), dir_ + "/b");
  EXPECT_EQ(Opened(dir_ + "/b", dir_ + "/missing"), dir_ + "/b");
  EXPECT_EQ(Opened(dir_ + "/b", "/proc/self/status"), dir_ + "/b");
}

TEST_F(OpenedFileTest, ADeletedFileKeepsItsName) {
  const std::string name = dir_ + "/gone";
  std::ofstream(name) << "x";
  fd_ = open(name.c_str(), O_RDONLY | O_CLOEXEC);
  unlink(name.c_str());
  EXPECT_EQ(OpenedInstead(gettid(), fd_, name), std::nullopt);
  EXPECT_EQ(OpenedInstead(gettid(), fd_, dir_ + "/a"), name);
}

TEST_F(OpenedFileTest, WhatLooksDifferentToEachReaderIsLeft) {
  EXPECT_EQ(Opened("/proc/self/status", "/proc/self/status"), std::nullopt);
  int pipe[2];
  ASSERT_EQ(pipe2(pipe, O_CLOEXEC), 0);
  EXPECT_EQ(OpenedInstead(gettid(), pipe[0], "/dev/stdin"), std::nullopt);
  EXPECT_EQ(OpenedInstead(gettid(), pipe[0], "<UNKNOWN>/x"), std::nullopt);
  close(pipe[0]);
  close(pipe[1]);
}

}  // namespace
}  // namespace falco_run::tracer

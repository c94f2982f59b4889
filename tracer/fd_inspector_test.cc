// SPDX-License-Identifier: Apache-2.0
#include "tracer/fd_inspector.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

namespace falco_run::tracer {
namespace {

using Fd = proto::FileDescriptor;

std::string LinkOf(int fd) {
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd)).string();
}

// One inspector, and what stands behind one number of ours changes.
class FdInspectorTest : public testing::Test {
 protected:
  FdInspectorTest() : fd_(fcntl(0, F_DUPFD_CLOEXEC, 100)) {}
  ~FdInspectorTest() override { close(fd_); }

  void SetUp() override {
    PutSocket(AF_UNIX, SOCK_STREAM);
    if (!DuplicateDescriptor(getpid(), fd_).valid()) GTEST_SKIP() << "no pidfd_getfd here";
  }

  void Put(int fd) {
    ASSERT_EQ(dup2(fd, fd_), fd_);
    close(fd);
  }
  void PutSocket(int family, int type) { Put(socket(family, type, 0)); }

  Fd Inspect() {
    Fd out;
    inspector_.Inspect(getpid(), fd_, out);
    return out;
  }

  const int fd_;
  DescriptorInspector inspector_;
};

TEST_F(FdInspectorTest, ASocketStaysWhatItIs) {
  PutSocket(AF_INET, SOCK_DGRAM);
  for (int i = 0; i < 3; ++i) {
    const Fd fd = Inspect();
    EXPECT_EQ(fd.type(), Fd::IPV4);
    EXPECT_EQ(fd.protocol(), IPPROTO_UDP);
    EXPECT_EQ(fd.name(), LinkOf(fd_));
    EXPECT_EQ(fd.num(), fd_);
    EXPECT_FALSE(fd.connected());
  }
}

TEST_F(FdInspectorTest, AnotherSocketTakesItsNumber) {
  EXPECT_EQ(Inspect().type(), Fd::UNIX);
  PutSocket(AF_INET6, SOCK_STREAM);
  const Fd fd = Inspect();
  EXPECT_EQ(fd.type(), Fd::IPV6);
  EXPECT_EQ(fd.protocol(), IPPROTO_TCP);
  EXPECT_EQ(fd.name(), LinkOf(fd_));
}

TEST_F(FdInspectorTest, AFileTakesItsNumber) {
  Inspect();
  Put(open("/proc/self/status", O_RDONLY | O_CLOEXEC));
  Fd fd = Inspect();
  EXPECT_EQ(fd.type(), Fd::FILE);
  EXPECT_EQ(fd.name(), LinkOf(fd_));
  EXPECT_FALSE(fd.has_local());
  PutSocket(AF_UNIX, SOCK_DGRAM);
  fd = Inspect();
  EXPECT_EQ(fd.type(), Fd::UNIX);
  EXPECT_EQ(fd.name(), LinkOf(fd_));
}

TEST_F(FdInspectorTest, ItsNumberIsFree) {
  Inspect();
  close(fd_);
  const Fd fd = Inspect();
  EXPECT_EQ(fd.type(), Fd::UNKNOWN);
  EXPECT_EQ(fd.name(), "");
}

}  // namespace
}  // namespace falco_run::tracer

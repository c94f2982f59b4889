// SPDX-License-Identifier: Apache-2.0
#include "outputs/syslog_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

// A syslog daemon's socket.
class Daemon {
 public:
  explicit Daemon(const std::string& path) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    unlink(path.c_str());
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Daemon() { close(fd_); }

  std::string Receive() const {
    char buffer[4096];
    const ssize_t n = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    return n < 0 ? "nothing" : std::string(buffer, static_cast<size_t>(n));
  }

 private:
  const int fd_;
};

// Short enough for sun_path, wherever tests run.
std::string SocketPath() { return "/tmp/syslog_output_test." + std::to_string(getpid()); }

TEST(SyslogOutputTest, SeverityIsThePriority) {
  const Daemon daemon(SocketPath());
  auto output = MakeSyslogOutput("falco-run", SocketPath());
  const auto message =
      std::make_shared<const Message>(AlertOf("Bad thing", proto::CRITICAL), TestRenderers());
  EXPECT_TRUE(output->Deliver({&message, 1})[0].status.ok());
  // user (1) * 8 + critical (2)
  EXPECT_THAT(daemon.Receive(),
              testing::MatchesRegex(
                  "<10>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} falco-run\\[[0-9]+\\]: Bad thing"));
  unlink(SocketPath().c_str());
}

TEST(SyslogOutputTest, ADaemonThatComesLaterOrAgainIsFound) {
  auto output = MakeSyslogOutput("falco-run", SocketPath());
  EXPECT_TRUE(output->Deliver(MessagesOf({"one"}))[0].IsRetryable());
  {
    const Daemon daemon(SocketPath());
    EXPECT_TRUE(output->Deliver(MessagesOf({"one"}))[0].status.ok());
    EXPECT_NE(daemon.Receive().find(": one"), std::string::npos);
  }
  const Daemon daemon(SocketPath());
  EXPECT_TRUE(output->Deliver(MessagesOf({"two"}))[0].status.ok());
  EXPECT_NE(daemon.Receive().find(": two"), std::string::npos);
  unlink(SocketPath().c_str());
}

}  // namespace
}  // namespace falco_run::outputs

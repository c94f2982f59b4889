// SPDX-License-Identifier: Apache-2.0
#include "app/upgrade_socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>

#include "app/control_channel.h"
#include "tracer/proc_status.h"

namespace falco_run::app {
namespace {

constexpr auto kForEver = std::chrono::minutes(10);

// A connection to the socket of process `pid`.
ControlChannel Connect(pid_t pid) {
  const std::string name = "falco-run-" + std::to_string(pid) + "-" +
                           std::to_string(tracer::ReadProcStat(pid)->start_ticks);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  ControlChannel channel(tracer::UniqueFd(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  EXPECT_EQ(connect(channel.fd(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  return channel;
}

// What the other side sends; "": it has closed the connection.
std::string Read(int fd) {
  char text[1024];
  const ssize_t n = read(fd, text, sizeof text);
  return std::string(text, static_cast<size_t>(n < 0 ? 0 : n));
}

// A process below which we are not, with a socket of its own. It says "open", and what each Look()
// came to.
class Server {
 public:
  explicit Server(std::chrono::milliseconds patience) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    said_.reset(ends[0]);
    const tracer::UniqueFd to(ends[1]);
    pid_ = fork();
    if (pid_ == 0) Serve(patience, to.get());
    EXPECT_EQ(Said(), "open");
  }
  ~Server() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  pid_t pid() const { return pid_; }
  std::string Said() const { return Read(said_.get()); }

 private:
  [[noreturn]] static void Serve(std::chrono::milliseconds patience, int to) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto say = [to](const char* what) { (void)!write(to, what, std::strlen(what)); };
    UpgradeSocket socket(patience);
    socket.Open();
    say(socket.fd() >= 0 ? "open" : "none");
    while (true) {
      pollfd waiting = {socket.fd(), POLLIN, 0};
      poll(&waiting, 1, socket.PatienceMs());
      auto request = socket.Look();
      if (request) request->Answer(request->TakeBinary().valid() ? "ok: binary" : "ok: none");
      say(request ? "request" : "nothing");
    }
  }

  tracer::UniqueFd said_;
  pid_t pid_ = 0;
};

TEST(UpgradeSocketTest, WhoMayNotAskIsRefusedBeforeItHasAsked) {
  UpgradeSocket socket(kForEver);
  socket.Open();
  ASSERT_GE(socket.fd(), 0);
  const ControlChannel silent = Connect(getpid());
  EXPECT_FALSE(socket.Look());
  EXPECT_EQ(Read(silent.fd()), "failed: you are watched by this falco-run");
  EXPECT_EQ(socket.PatienceMs(), -1) << "and is not waited for";
}

TEST(UpgradeSocketTest, WhoHasAskedAlreadyGetsItsRefusal) {
  UpgradeSocket socket(kForEver);
  socket.Open();
  ASSERT_GE(socket.fd(), 0);
  const ControlChannel channel = Connect(getpid());
  channel.Send({.kind = ControlMessage::Kind::kHandOver});
  EXPECT_FALSE(socket.Look());
  EXPECT_EQ(Read(channel.fd()), "failed: you are watched by this falco-run");
}

TEST(UpgradeSocketTest, WhoTakesItsTimeIsNotWaitedForAndServedThen) {
  const Server server(kForEver);
  const ControlChannel channel = Connect(server.pid());
  EXPECT_EQ(server.Said(), "nothing") << "Look() has returned";
  const tracer::UniqueFd binary(open("/dev/null", O_RDONLY | O_CLOEXEC));
  channel.Send({.kind = ControlMessage::Kind::kHandOver}, binary.get());
  EXPECT_EQ(server.Said(), "request");
  EXPECT_EQ(Read(channel.fd()), "ok: binary");
}

TEST(UpgradeSocketTest, WhoTakesTooLongIsDroppedAndTheNextOneServed) {
  const Server server(std::chrono::milliseconds(1));
  const ControlChannel silent = Connect(server.pid());
  EXPECT_EQ(Read(silent.fd()), "");
  const Server patient(kForEver);
  { const ControlChannel gone = Connect(patient.pid()); }
  const ControlChannel next = Connect(patient.pid());
  next.Send({.kind = ControlMessage::Kind::kHandOver});
  EXPECT_EQ(Read(next.fd()), "ok: none");
}

}  // namespace
}  // namespace falco_run::app

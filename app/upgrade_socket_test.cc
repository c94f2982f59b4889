// SPDX-License-Identifier: Apache-2.0
#include "app/upgrade_socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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

TEST(UpgradeSocketTest, WhoHasEndedMeanwhileIsRefused) {
  UpgradeSocket socket(kForEver);
  socket.Open();
  ASSERT_GE(socket.fd(), 0);
  const pid_t child = fork();
  if (child == 0) {
    const tracer::UniqueFd binary(open("/dev/null", O_RDONLY | O_CLOEXEC));
    Connect(getppid()).Send({.kind = ControlMessage::Kind::kHandOver}, binary.get());
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(socket.Look());
}

// What a falco-run leaves behind is not below the process that guards it.
TEST(UpgradeSocketTest, WhoHasMoreFiltersIsRefused) {
  const auto self = tracer::ReadProcStatus(getpid());
  const Server server(kForEver);
  const pid_t child = fork();
  if (child == 0) {
    sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const sock_fprog program = {1, &allow};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(2);
    if (tracer::ReadProcStatus(getpid())->seccomp_filters == self->seccomp_filters) _exit(3);
    const ControlChannel channel = Connect(server.pid());
    _exit(Read(channel.fd()) == "failed: you are watched by this falco-run" ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "no seccomp filters here";
  if (WEXITSTATUS(status) == 3) GTEST_SKIP() << "the kernel does not count filters";
  EXPECT_EQ(status, 0);
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

// SPDX-License-Identifier: Apache-2.0
#include "outputs/program_output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <string_view>
#include <utility>

namespace falco_run::outputs {
namespace {

class ProgramOutput : public Output {
 public:
  ProgramOutput(std::string command, bool keep_alive)
      : command_(std::move(command)), keep_alive_(keep_alive) {}
  ~ProgramOutput() override { Finish(); }

  const std::string& name() const override { return kName; }
  void Interrupt() override { interrupted_ = true; }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    std::vector<Delivery> results;
    for (const MessagePtr& message : batch) {
      results.push_back({Send(message->line() + "\n")});
      if (interrupted_) break;
    }
    return results;
  }

 private:
  inline static const std::string kName = "program";

  absl::Status Send(std::string_view line) {
    if (pid_ <= 0) {
      if (const absl::Status status = Start(); !status.ok()) return status;
    }
    if (!Write(line)) {
      const int error = errno;
      Finish();
      return absl::UnavailableError(command_ + ": " + std::strerror(error));
    }
    if (keep_alive_) return absl::OkStatus();
    const int status = Finish();
    if (status == 0) return absl::OkStatus();
    return absl::UnavailableError(
        command_ + (WIFSIGNALED(status)
                        ? ": ended by signal " + std::to_string(WTERMSIG(status))
                        : ": ended with status " + std::to_string(WEXITSTATUS(status))));
  }

  absl::Status Start() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return absl::UnavailableError(std::strerror(errno));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    // Standard output is the watched program's.
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // The supervisor's blocked signals are not for it, nor is the terminal's Ctrl-C.
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    char shell[] = "sh", option[] = "-c";
    std::string command = command_;
    char* const argv[] = {shell, option, command.data(), nullptr};
    const int error = posix_spawn(&pid_, "/bin/sh", &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
    if (error != 0) {
      close(ends[1]);
      pid_ = -1;
      return absl::UnavailableError(std::string("/bin/sh: ") + std::strerror(error));
    }
    fd_ = ends[1];
    fcntl(fd_, F_SETFL, O_NONBLOCK);
    return absl::OkStatus();
  }

  // Waits for a reader that is slow, until falco-run wants to end.
  bool Write(std::string_view line) {
    constexpr int kLookUpMs = 100;
    while (!line.empty()) {
      const ssize_t n = WriteWithoutSignal(line);
      if (n > 0) {
        line.remove_prefix(static_cast<size_t>(n));
      } else if (errno == EAGAIN) {
        if (interrupted_) return false;
        pollfd wait = {fd_, POLLOUT, 0};
        poll(&wait, 1, kLookUpMs);
      } else if (errno != EINTR) {
        return false;
      }
    }
    return true;
  }

  // write(2) on a pipe whose reader has ended raises SIGPIPE in this thread, which takes it back.
  ssize_t WriteWithoutSignal(std::string_view line) const {
    sigset_t pipe, before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    const ssize_t n = write(fd_, line.data(), line.size());
    const int error = errno;
    if (n < 0 && error == EPIPE && sigismember(&before, SIGPIPE) == 0) {
      const timespec at_once = {0, 0};
      sigtimedwait(&pipe, nullptr, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return n;
  }

  // Closes its input and waits for its end. Returns its wait status. Somebody else may have reaped
  // it: then 0.
  int Finish() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
    if (pid_ <= 0) return 0;
    int status = 0;
    constexpr useconds_t kLookUp = 2'000;
    while (true) {
      const pid_t waited = waitpid(pid_, &status, interrupted_ ? WNOHANG : 0);
      if (waited == pid_) break;
      if (waited < 0 && errno != EINTR) {
        status = 0;
        break;
      }
      // A command that does not end is not waited for when falco-run ends.
      if (waited == 0) break;
      usleep(kLookUp);
    }
    pid_ = -1;
    return status;
  }

  const std::string command_;
  const bool keep_alive_;
  std::atomic<bool> interrupted_{false};
  pid_t pid_ = -1;
  int fd_ = -1;
};

}  // namespace

std::unique_ptr<Output> MakeProgramOutput(const std::string& command, bool keep_alive) {
  return std::make_unique<ProgramOutput>(command, keep_alive);
}

}  // namespace falco_run::outputs

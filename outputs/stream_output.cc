// SPDX-License-Identifier: Apache-2.0
#include "outputs/stream_output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <string_view>
#include <utility>

namespace falco_run::outputs {
namespace {

// Never one of the standard three, even where they are closed.
constexpr int kLowestFd = 3;

class StreamOutput : public Output {
 public:
  StreamOutput(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ~StreamOutput() override { close(fd_); }

  absl::Status Write(std::string_view line) override {
    buffer_.assign(line);
    buffer_.push_back('\n');
    const char* p = buffer_.data();
    size_t left = buffer_.size();
    while (left > 0) {
      const ssize_t n = write(fd_, p, left);
      if (n >= 0) {
        p += n;
        left -= static_cast<size_t>(n);
      } else if (errno == EAGAIN) {
        // Somebody made the shared description non-blocking.
        pollfd wait = {fd_, POLLOUT, 0};
        poll(&wait, 1, -1);
      } else if (errno != EINTR) {
        return absl::ErrnoToStatus(errno, name_);
      }
    }
    return absl::OkStatus();
  }

 private:
  const int fd_;
  const std::string name_;
  std::string buffer_;
};

int OpenTarget(const std::string& target) {
  if (target == "stderr") return fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, kLowestFd);
  constexpr std::string_view kPrefix = "fd:";
  if (target.starts_with(kPrefix)) {
    int number = -1;
    const char* end = target.data() + target.size();
    const auto [p, error] = std::from_chars(target.data() + kPrefix.size(), end, number);
    if (error != std::errc() || p != end || number < 0) {
      errno = EINVAL;
      return -1;
    }
    return fcntl(number, F_DUPFD_CLOEXEC, kLowestFd);
  }
  const int fd = open(target.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return fd;
  const int high = fcntl(fd, F_DUPFD_CLOEXEC, kLowestFd);
  close(fd);
  return high;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Output>> OpenStream(const std::string& target) {
  const int fd = OpenTarget(target);
  if (fd < 0) return absl::ErrnoToStatus(errno, target);
  return std::make_unique<StreamOutput>(fd, target);
}

}  // namespace falco_run::outputs

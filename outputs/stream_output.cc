// SPDX-License-Identifier: Apache-2.0
#include "outputs/stream_output.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <string_view>
#include <utility>

#include "outputs/target.h"

namespace falco_run::outputs {
namespace {

class StreamOutput : public Output {
 public:
  StreamOutput(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ~StreamOutput() override { close(fd_); }

  absl::Status Write(std::string_view line) override {
    buffer_.assign(line);
    buffer_.push_back('\n');
    if (WriteAll(fd_, buffer_) < buffer_.size()) return absl::ErrnoToStatus(errno, name_);
    return absl::OkStatus();
  }

 private:
  const int fd_;
  const std::string name_;
  std::string buffer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Output>> OpenStream(const std::string& target) {
  const int fd = target == "stderr" ? DuplicateHigh(STDERR_FILENO) : OpenTarget(target, O_APPEND);
  if (fd < 0) return absl::ErrnoToStatus(errno, target);
  return std::make_unique<StreamOutput>(fd, target);
}

}  // namespace falco_run::outputs

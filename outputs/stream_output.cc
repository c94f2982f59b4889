// SPDX-License-Identifier: Apache-2.0
#include "outputs/stream_output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>
#include <utility>

#include "outputs/line_batch.h"
#include "outputs/target.h"

namespace falco_run::outputs {
namespace {

class StreamOutput : public Output {
 public:
  StreamOutput(int fd, std::string name) : fd_(fd), name_(std::move(name)) {
    struct stat info;
    is_file_ = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  }
  ~StreamOutput() override { close(fd_); }

  const std::string& name() const override { return kName; }
  size_t max_batch() const override { return kLinesAtOnce; }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    return WriteLines(batch, is_file_, buffer_, [this](std::string_view text) {
      if (WriteWholeLines(fd_, text, torn_)) return absl::OkStatus();
      return absl::ErrnoToStatus(errno, name_);
    });
  }

 private:
  inline static const std::string kName = "stdout";

  const int fd_;
  const std::string name_;
  bool is_file_ = false;
  bool torn_ = false;
  std::string buffer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Output>> OpenStream(const std::string& target) {
  const int fd = target == "stderr" ? DuplicateHigh(STDERR_FILENO) : OpenTarget(target, O_APPEND);
  if (fd < 0) return absl::ErrnoToStatus(errno, target);
  return std::make_unique<StreamOutput>(fd, target);
}

}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
#include "outputs/file_output.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <utility>

#include "outputs/line_batch.h"
#include "outputs/target.h"

namespace falco_run::outputs {
namespace {

class FileOutput : public Output {
 public:
  FileOutput(std::string path, bool keep_alive) : path_(std::move(path)), keep_alive_(keep_alive) {}
  ~FileOutput() override { Close(); }

  const std::string& name() const override { return kName; }
  size_t max_batch() const override { return kLinesAtOnce; }
  void Reopen() override { reopen_ = true; }

  absl::Status Open() {
    fd_ = OpenTarget(path_, O_APPEND);
    if (fd_ < 0) return absl::ErrnoToStatus(errno, path_);
    return absl::OkStatus();
  }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    if (!keep_alive_ || reopen_.exchange(false)) Close();
    if (fd_ < 0) {
      if (const absl::Status status = Open(); !status.ok()) {
        return std::vector<Delivery>(batch.size(), {Retryable(status)});
      }
    }
    return WriteLines(batch, true, [this](std::string_view text) { return Write(text); });
  }

 private:
  inline static const std::string kName = "file";

  absl::Status Write(std::string_view text) {
    std::string with_newline;
    if (torn_) {
      // The rest of a line that a full disk cut off will not come.
      with_newline.assign("\n").append(text);
      text = with_newline;
    }
    const size_t written = WriteAll(fd_, text);
    if (written == text.size()) {
      torn_ = false;
      return absl::OkStatus();
    }
    const absl::Status status = absl::ErrnoToStatus(errno, path_);
    if (written != 0) torn_ = text[written - 1] != '\n';
    return Retryable(status);
  }

  // Whatever is wrong with a file can be mended while we run.
  static absl::Status Retryable(const absl::Status& status) {
    return absl::UnavailableError(status.message());
  }

  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

  const std::string path_;
  const bool keep_alive_;
  std::atomic<bool> reopen_{false};
  int fd_ = -1;
  bool torn_ = false;  // the file ends within a line of ours
};

}  // namespace

absl::StatusOr<std::unique_ptr<Output>> OpenFileOutput(const std::string& path, bool keep_alive) {
  auto output = std::make_unique<FileOutput>(path, keep_alive);
  if (const absl::Status status = output->Open(); !status.ok()) return status;
  return output;
}

}  // namespace falco_run::outputs

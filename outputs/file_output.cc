// SPDX-License-Identifier: Apache-2.0
#include "outputs/file_output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

  absl::Status Open() {
    fd_ = OpenTarget(path_, O_APPEND);
    if (fd_ < 0) return absl::ErrnoToStatus(errno, path_);
    return absl::OkStatus();
  }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    if (!keep_alive_ || IsRotated()) Close();
    if (fd_ < 0) {
      if (const absl::Status status = Open(); !status.ok()) {
        return std::vector<Delivery>(batch.size(), {Retryable(status)});
      }
    }
    return WriteLines(batch, true, buffer_, [this](std::string_view text) { return Write(text); });
  }

 private:
  inline static const std::string kName = "file";

  absl::Status Write(std::string_view text) {
    if (WriteWholeLines(fd_, text, torn_)) return absl::OkStatus();
    const absl::Status status = absl::ErrnoToStatus(errno, path_);
    return Retryable(status);
  }

  // Whatever is wrong with a file can be mended while we run.
  static absl::Status Retryable(const absl::Status& status) {
    return absl::UnavailableError(status.message());
  }

  // Falco reopens on SIGUSR1; here that signal is the program's.
  bool IsRotated() const {
    struct stat ours, named;
    if (fd_ < 0 || fstat(fd_, &ours) != 0) return true;
    return stat(path_.c_str(), &named) != 0 || named.st_ino != ours.st_ino ||
           named.st_dev != ours.st_dev;
  }

  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

  const std::string path_;
  const bool keep_alive_;
  int fd_ = -1;
  std::string buffer_;
  bool torn_ = false;  // the file ends within a line of ours
};

}  // namespace

absl::StatusOr<std::unique_ptr<Output>> OpenFileOutput(const std::string& path, bool keep_alive) {
  auto output = std::make_unique<FileOutput>(path, keep_alive);
  if (const absl::Status status = output->Open(); !status.ok()) return status;
  return output;
}

}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_UNIQUE_FD_H_
#define FALCO_RUN_TRACER_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace falco_run::tracer {

// Owns a file descriptor and closes it.
//
//   UniqueFd fd(open(path, O_RDONLY | O_CLOEXEC));
//   if (!fd.valid()) return errno;
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(std::exchange(other.fd_, -1));
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1) {
    if (fd_ >= 0) close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_UNIQUE_FD_H_

// SPDX-License-Identifier: Apache-2.0
#include "outputs/target.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <system_error>

namespace falco_run::outputs {

int DuplicateHigh(int fd) {
  constexpr int kLowestFd = 3;
  return fcntl(fd, F_DUPFD_CLOEXEC, kLowestFd);
}

int OpenTarget(const std::string& target, int flags) {
  constexpr std::string_view kPrefix = "fd:";
  if (target.starts_with(kPrefix)) {
    int number = -1;
    const char* end = target.data() + target.size();
    const auto [p, error] = std::from_chars(target.data() + kPrefix.size(), end, number);
    if (error != std::errc() || p != end || number < 0) {
      errno = EINVAL;
      return -1;
    }
    return DuplicateHigh(number);
  }
  const int fd = open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
  if (fd < 0) return fd;
  const int high = DuplicateHigh(fd);
  close(fd);
  return high;
}

size_t WriteAll(int fd, std::string_view bytes) {
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t n = write(fd, bytes.data() + written, bytes.size() - written);
    if (n >= 0) {
      written += static_cast<size_t>(n);
    } else if (errno == EAGAIN) {
      pollfd wait = {fd, POLLOUT, 0};
      poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      break;
    }
  }
  return written;
}

bool WriteWholeLines(int fd, std::string_view lines, bool& torn) {
  std::string with_newline;
  if (torn) {
    with_newline.assign("\n").append(lines);
    lines = with_newline;
  }
  const size_t written = WriteAll(fd, lines);
  if (written == lines.size()) {
    torn = false;
    return true;
  }
  if (written != 0) torn = lines[written - 1] != '\n';
  return false;
}

}  // namespace falco_run::outputs

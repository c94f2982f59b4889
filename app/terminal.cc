// SPDX-License-Identifier: Apache-2.0
#include "app/terminal.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <string_view>

#include "outputs/target.h"

namespace falco_run::app {
namespace {

constexpr std::string_view kBegin = "\033[?1049h\033[?25l";  // the other screen, no cursor
constexpr std::string_view kEndAll = "\033[?25h\033[?1049l";

void Write(std::string_view text) { (void)outputs::WriteAll(STDOUT_FILENO, text); }

}  // namespace

std::unique_ptr<Terminal> Terminal::Open() {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return nullptr;
  auto terminal = std::unique_ptr<Terminal>(new Terminal);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  terminal->signals_ = tracer::UniqueFd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  tcgetattr(STDIN_FILENO, &terminal->saved_);
  termios raw = terminal->saved_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
  Write(kBegin);
  return terminal;
}

Terminal::~Terminal() {
  Write(kEndAll);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved_);
}

Terminal::Size Terminal::size() const {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return {};
  }
  return {size.ws_col, size.ws_row};
}

void Terminal::Show(const std::vector<std::string>& lines) {
  // Without clearing first, so that nothing flickers: each line to its end, then what is below.
  std::string text = "\033[H";
  for (size_t i = 0; i < lines.size(); ++i) {
    text += (i == 0 ? "" : "\r\n") + lines[i] + "\033[K";
  }
  Write(text + "\033[J");
}

std::optional<int> Terminal::ReadKey(std::chrono::milliseconds timeout) {
  pollfd fds[2] = {{STDIN_FILENO, POLLIN, 0}, {signals_.get(), POLLIN, 0}};
  if (poll(fds, 2, static_cast<int>(timeout.count())) <= 0) return std::nullopt;
  if (fds[1].revents != 0) {
    signalfd_siginfo info{};
    if (read(signals_.get(), &info, sizeof info) == sizeof info && info.ssi_signo == SIGWINCH) {
      return std::nullopt;
    }
    return kEnd;
  }
  unsigned char key = 0;
  return read(STDIN_FILENO, &key, 1) == 1 ? key : kEnd;
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_TERMINAL_H_
#define FALCO_RUN_APP_TERMINAL_H_

#include <termios.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tracer/unique_fd.h"

namespace falco_run::app {

// The whole terminal: its other screen, without echo and without the cursor, and each key at once.
// All is as before when this ends, also by SIGTERM, SIGHUP and SIGINT, which are keys here.
class Terminal {
 public:
  static constexpr int kEnd = -1;  // a signal that ends programs, or the terminal is gone

  // nullptr: standard input or output is no terminal.
  static std::unique_ptr<Terminal> Open();
  ~Terminal();

  struct Size {
    size_t width = 80;
    size_t height = 24;
  };
  Size size() const;

  // Shows the lines from the top and nothing else.
  void Show(const std::vector<std::string>& lines);

  // The next key (a byte), or kEnd; nullopt: none came in time, or the size has changed.
  std::optional<int> ReadKey(std::chrono::milliseconds timeout);

 private:
  Terminal() = default;

  termios saved_{};
  tracer::UniqueFd signals_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_TERMINAL_H_

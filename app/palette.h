// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_PALETTE_H_
#define FALCO_RUN_APP_PALETTE_H_

#include <unistd.h>

#include <cstdlib>

namespace falco_run::app {

// Terminal colours; all empty where there is no terminal or NO_COLOR is set.
struct Palette {
  const char* good = "";
  const char* bad = "";
  const char* unsure = "";
  const char* dim = "";
  const char* bold = "";
  const char* reset = "";

  static Palette For(int fd) {
    const char* no_color = std::getenv("NO_COLOR");
    const bool plain = isatty(fd) == 0 || (no_color != nullptr && *no_color != '\0');
    if (plain) return {};
    return {"\033[32m", "\033[31m", "\033[33m", "\033[2m", "\033[1m", "\033[0m"};
  }
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_PALETTE_H_

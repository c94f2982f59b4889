// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_GETOPT_H_
#define FALCO_RUN_ENGINE_PROGRAM_GETOPT_H_

#include <functional>
#include <span>
#include <string_view>

namespace falco_run::engine {

// Reads POSIX short options, as the shell's getopts does: stops at the first argument that is
// no option and after "--". `options` is "ab:c" (b takes an argument).
//
// Calls `found(option, argument, has_argument, missing)` for each known option; `missing` means
// that the argument it needs is not there. Unknown letters are passed over.
template <typename F>
void ReadOptions(std::span<const std::string_view> args, std::string_view options, F found) {
  if (!options.empty() && options[0] == ':') options.remove_prefix(1);
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string_view a = args[i];
    if (a.size() < 2 || a[0] != '-' || a == "--") return;
    for (size_t j = 1; j < a.size(); ++j) {
      const size_t at = a[j] == ':' ? options.npos : options.find(a[j]);
      if (at == options.npos) continue;
      if (at + 1 >= options.size() || options[at + 1] != ':') {
        found(a[j], std::string_view(), false, false);
        continue;
      }
      if (j + 1 < a.size()) {
        found(a[j], a.substr(j + 1), true, false);
      } else if (i + 1 < args.size()) {
        found(a[j], args[++i], true, false);
      } else {
        found(a[j], std::string_view(), false, true);
      }
      break;
    }
  }
}

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_GETOPT_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_EXPAND_H_
#define FALCO_RUN_CONFIG_EXPAND_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace falco_run::config {

// Looks up an environment variable; nothing if it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// getenv(3).
Environment ProcessEnvironment();

// Puts environment variables into a text, once: what they contain is not expanded again.
//
//   "${HOME}/alerts"  -> "/root/alerts"      ${UNSET} is empty
//   "$${HOME}"        -> "${HOME}"           $NAME without braces stays
std::string Expand(std::string_view text, const Environment& environment);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_EXPAND_H_

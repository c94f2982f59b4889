// SPDX-License-Identifier: Apache-2.0
#include "config/expand.h"

#include <cstdlib>

namespace falco_run::config {

Environment ProcessEnvironment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

std::string Expand(std::string_view text, const Environment& environment) {
  std::string out;
  size_t at = 0;
  while (at < text.size()) {
    const size_t dollar = text.find("${", at);
    if (dollar == std::string_view::npos) break;
    const size_t end = text.find('}', dollar);
    if (end == std::string_view::npos) break;
    const std::string_view reference = text.substr(dollar, end + 1 - dollar);
    if (dollar > at && text[dollar - 1] == '$') {
      out.append(text.substr(at, dollar - 1 - at));
      out.append(reference);
    } else {
      out.append(text.substr(at, dollar - at));
      out.append(environment(reference.substr(2, reference.size() - 3)).value_or(""));
    }
    at = end + 1;
  }
  out.append(text.substr(at));
  return out;
}

}  // namespace falco_run::config

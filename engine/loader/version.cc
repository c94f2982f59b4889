// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/version.h"

#include <charconv>

namespace falco_run::engine {

std::optional<Version> Version::Parse(std::string_view text) {
  Version version;
  const char* at = text.data();
  const char* end = at + text.size();
  for (uint32_t* part : {&version.major, &version.minor, &version.patch}) {
    if (part != &version.major) {
      if (at == end || *at != '.') return std::nullopt;
      ++at;
    }
    auto [next, error] = std::from_chars(at, end, *part);
    if (error != std::errc()) return std::nullopt;
    at = next;
  }
  if (at != end && *at != '-' && *at != '+') return std::nullopt;
  return version;
}

std::string Version::ToString() const {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

bool Version::Satisfies(const Version& wanted) const {
  return major == wanted.major && *this >= wanted;
}

}  // namespace falco_run::engine

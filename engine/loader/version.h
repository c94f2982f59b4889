// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_VERSION_H_
#define FALCO_RUN_ENGINE_LOADER_VERSION_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace falco_run::engine {

// A semantic version, "x.y.z"; what follows a '-' or '+' is accepted and ignored.
struct Version {
  uint32_t major = 0;
  uint32_t minor = 0;
  uint32_t patch = 0;

  static std::optional<Version> Parse(std::string_view text);
  std::string ToString() const;
  auto operator<=>(const Version&) const = default;

  // Whether this version offers what `wanted` asks for: same major, not older.
  bool Satisfies(const Version& wanted) const;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_VERSION_H_

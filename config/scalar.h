// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_SCALAR_H_
#define FALCO_RUN_CONFIG_SCALAR_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace falco_run::config {

// What scalars mean. Nothing if the text is not of the type.

// YAML 1.1's words in any case: true, yes, on, y and their contraries.
std::optional<bool> ParseBool(std::string_view text);

// Decimal, not negative, no sign, fits 64 bits.
std::optional<uint64_t> ParseNumber(std::string_view text);

// Prometheus' durations: "1h30m", "100ms", "0"; units y, w, d, h, m, s, ms, each at most once,
// the larger first. Without a unit: a multiple of `plain`; nothing if `plain` is zero.
std::optional<std::chrono::milliseconds> ParseDuration(
    std::string_view text, std::chrono::milliseconds plain = std::chrono::milliseconds(0));

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_SCALAR_H_

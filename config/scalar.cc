// SPDX-License-Identifier: Apache-2.0
#include "config/scalar.h"

#include <charconv>
#include <limits>

#include "absl/strings/match.h"

namespace falco_run::config {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  uint64_t milliseconds;
};
constexpr uint64_t kDay = 86'400'000;
constexpr Unit kUnits[] = {{"y", 365 * kDay}, {"w", 7 * kDay}, {"d", kDay}, {"h", 3'600'000},
                           {"m", 60'000},     {"s", 1'000},    {"ms", 1}};

// In any case, as YAML 1.1 wants.
bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (absl::EqualsIgnoreCase(absl::string_view(text.data(), text.size()),
                               absl::string_view(word.data(), word.size()))) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<bool> ParseBool(std::string_view text) {
  if (IsOneOf(text, {"true", "yes", "on", "y"})) return true;
  if (IsOneOf(text, {"false", "no", "off", "n"})) return false;
  return std::nullopt;
}

std::optional<uint64_t> ParseNumber(std::string_view text) {
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<milliseconds> ParseDuration(std::string_view text, milliseconds plain) {
  constexpr uint64_t kMost = std::numeric_limits<int64_t>::max() / 1'000'000;  // as nanoseconds
  if (const auto number = ParseNumber(text)) {
    if (*number == 0) return milliseconds(0);
    const auto unit = static_cast<uint64_t>(plain.count());
    if (unit == 0 || *number > kMost / unit) return std::nullopt;
    return milliseconds(static_cast<int64_t>(*number * unit));
  }
  uint64_t total = 0;
  size_t next_unit = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const size_t digits = text.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
    const auto number = ParseNumber(text.substr(0, digits));
    text.remove_prefix(digits);
    const std::string_view name = text.substr(0, text.find_first_of("0123456789"));
    text.remove_prefix(name.size());
    while (next_unit < std::size(kUnits) && kUnits[next_unit].name != name) ++next_unit;
    if (!number || next_unit == std::size(kUnits)) return std::nullopt;
    const uint64_t unit = kUnits[next_unit++].milliseconds;
    if (*number > (kMost - total) / unit) return std::nullopt;
    total += *number * unit;
  }
  return milliseconds(static_cast<int64_t>(total));
}

}  // namespace falco_run::config

// SPDX-License-Identifier: Apache-2.0
#include "audit/event_time.h"

#include <chrono>

namespace falco_run::audit {
namespace {

// Takes `digits` digits; -1 if they are none.
int Take(std::string_view& text, size_t digits) {
  if (text.size() < digits) return -1;
  int n = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    n = n * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return n;
}

bool TakeChar(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// ".123456" as nanoseconds; what is finer is left out.
std::optional<int64_t> TakeFraction(std::string_view& text) {
  if (!TakeChar(text, '.')) return 0;
  int64_t ns = 0;
  int64_t unit = 100000000;
  size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    ns += (text[digits] - '0') * unit;
    unit /= 10;
  }
  text.remove_prefix(digits);
  return digits > 0 ? std::optional<int64_t>(ns) : std::nullopt;
}

// "Z" or "+02:00", in seconds.
std::optional<int64_t> TakeOffset(std::string_view& text) {
  if (TakeChar(text, 'Z') || TakeChar(text, 'z')) return 0;
  const bool east = TakeChar(text, '+');
  if (!east && !TakeChar(text, '-')) return std::nullopt;
  const int hours = Take(text, 2);
  if (!TakeChar(text, ':')) return std::nullopt;
  const int minutes = Take(text, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return (east ? 1 : -1) * (hours * 3600 + minutes * 60);
}

}  // namespace

std::optional<uint64_t> ParseTime(std::string_view text) {
  using std::chrono::day, std::chrono::month, std::chrono::year;
  const int y = Take(text, 4);
  if (y < 1970 || y > 2261 || !TakeChar(text, '-')) return std::nullopt;
  const int m = Take(text, 2);
  if (m < 0 || !TakeChar(text, '-')) return std::nullopt;
  const int d = Take(text, 2);
  if (d < 0 || (!TakeChar(text, 'T') && !TakeChar(text, 't'))) return std::nullopt;
  const std::chrono::year_month_day date(year(y), month(static_cast<unsigned>(m)),
                                         day(static_cast<unsigned>(d)));
  const int hour = Take(text, 2);
  if (!date.ok() || hour < 0 || hour > 23 || !TakeChar(text, ':')) return std::nullopt;
  const int minute = Take(text, 2);
  if (minute < 0 || minute > 59 || !TakeChar(text, ':')) return std::nullopt;
  const int second = Take(text, 2);
  if (second < 0 || second > 60) return std::nullopt;
  const std::optional<int64_t> fraction = TakeFraction(text);
  const std::optional<int64_t> offset = TakeOffset(text);
  if (!fraction || !offset || !text.empty()) return std::nullopt;
  const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second - *offset;
  if (seconds < 0) return std::nullopt;
  return static_cast<uint64_t>(seconds) * 1000000000u + static_cast<uint64_t>(*fraction);
}

}  // namespace falco_run::audit

// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/time_text.h"

#include <time.h>

#include <cstdio>

namespace falco_run::engine {
namespace {

constexpr uint64_t kSecond = 1000000000;

void Append(uint64_t ns, bool utc, const char* format, bool nanos, std::string& out) {
  const auto seconds = static_cast<time_t>(ns / kSecond);
  tm parts = {};
  if (utc) {
    gmtime_r(&seconds, &parts);
  } else {
    localtime_r(&seconds, &parts);
  }
  char text[64];
  strftime(text, sizeof(text), format, &parts);
  out += text;
  if (!nanos) return;
  snprintf(text, sizeof(text), ".%09llu", static_cast<unsigned long long>(ns % kSecond));
  out += text;
}

}  // namespace

void AppendClock(uint64_t ns, bool nanos, std::string& out) {
  Append(ns, false, "%H:%M:%S", nanos, out);
}

void AppendDateTime(uint64_t ns, bool nanos, std::string& out) {
  Append(ns, false, "%Y-%m-%d %H:%M:%S", nanos, out);
}

void AppendIso(uint64_t ns, const char* zone, std::string& out) {
  Append(ns, true, "%Y-%m-%dT%H:%M:%S", true, out);
  out += zone;
}

}  // namespace falco_run::engine

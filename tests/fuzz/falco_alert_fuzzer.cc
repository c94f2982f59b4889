// SPDX-License-Identifier: Apache-2.0
// What the hub does with any body: an alert that it takes can be printed, is taken again as it was
// printed, and is then the same.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/format/alert_text.h"
#include "hub/falco_alert.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr uint64_t kNow = 1'700'000'000'000'000'000;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto alert = falco_run::hub::ParseFalcoAlert(body, kNow);
  if (!alert.ok()) return 0;
  const std::string json = falco_run::engine::AlertJson(*alert);
  const auto again = falco_run::hub::ParseFalcoAlert(json, kNow);
  if (!again.ok() || falco_run::engine::AlertJson(*again) != json) {
    std::fprintf(stderr, "%s\n%s\n", again.status().ToString().c_str(), json.c_str());
    std::abort();
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "outputs/run_id.h"

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <random>

namespace falco_run::outputs {

std::string NewRunId() {
  std::random_device random;
  const uint64_t number = (static_cast<uint64_t>(random()) << 32) | random();
  char text[17];
  std::snprintf(text, sizeof text, "%016" PRIx64, number);
  return text;
}

}  // namespace falco_run::outputs

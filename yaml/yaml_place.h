// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_YAML_YAML_PLACE_H_
#define FALCO_RUN_YAML_YAML_PLACE_H_

#include <cstdint>

namespace falco_run {

// A place in a YAML text, counted from 0.
struct YamlPlace {
  uint32_t offset = 0;
  uint32_t line = 0;
  uint32_t column = 0;
};

}  // namespace falco_run

#endif  // FALCO_RUN_YAML_YAML_PLACE_H_

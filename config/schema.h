// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_SCHEMA_H_
#define FALCO_RUN_CONFIG_SCHEMA_H_

#include <string>

#include "config/key.h"

namespace falco_run::config {

// The keys as a JSON schema (draft-07), for editors and --config-schema.
std::string JsonSchema(const Keys& keys);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_SCHEMA_H_

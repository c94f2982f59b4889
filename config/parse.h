// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_PARSE_H_
#define FALCO_RUN_CONFIG_PARSE_H_

#include <string>

#include "absl/status/statusor.h"
#include "config/expand.h"
#include "config/value.h"

namespace falco_run::config {

// Parses one YAML document; an empty text is an empty map. Scalars have the environment's
// variables put in. Errors: InvalidArgument with file, line and column, also for a key that
// stands twice in a map.
absl::StatusOr<Value> ParseYaml(const std::string& text, const std::string& source,
                                const Environment& environment);

// The same of a file. NotFound or another code of errno if it cannot be read.
absl::StatusOr<Value> ParseYamlFile(const std::string& path, const Environment& environment);

// A file's content.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_PARSE_H_

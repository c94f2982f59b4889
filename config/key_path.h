// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_KEY_PATH_H_
#define FALCO_RUN_CONFIG_KEY_PATH_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "config/value.h"

namespace falco_run::config {

// A way to a value, as -o writes it: "http_output.url", "rules[0].disable.rule",
// "append_output[]" (one more element). A backslash takes the meaning from '.', '[' and ']'.
struct KeyPath {
  struct Step {
    enum class Kind { kMember, kIndex, kNewElement };
    Kind kind = Kind::kMember;
    std::string name;  // kMember
    size_t index = 0;  // kIndex
  };
  std::vector<Step> steps;

  static absl::StatusOr<KeyPath> Parse(std::string_view text);
};

// Puts `value` where `path` leads, making maps and lists on the way. An index may be one past
// the end. InvalidArgument if a step does not fit what is there.
absl::Status SetAt(Value& root, const KeyPath& path, Value value);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_KEY_PATH_H_

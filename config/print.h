// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_PRINT_H_
#define FALCO_RUN_CONFIG_PRINT_H_

#include <string>

#include "config/key.h"
#include "config/value.h"

namespace falco_run::config {

// The effective configuration, one key a line, with where its value came from. Secrets are
// "***". Of keys that are not set only those with a default are shown, unless `set_only`.
//
//   priority: notice                  # falco.yaml:12:1
//   http_output.url: https://hub/     # -o http_output.url=https://hub/
//   rule_matching: first              # default
std::string PrintEffective(const Value& root, const Keys& keys, bool set_only);

// The same as a JSON object: key -> {"value", "source"}.
std::string PrintEffectiveJson(const Value& root, const Keys& keys, bool set_only);

// The keys as rows of a Markdown table, for the documentation; keys without effect in the same way.
std::string MarkdownTable(const Keys& keys);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_PRINT_H_

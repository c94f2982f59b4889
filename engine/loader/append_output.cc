// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/append_output.h"

#include <algorithm>

namespace falco_run::engine {
namespace {

bool Fits(const AppendOutput& entry, const Rule& rule) {
  return (entry.source.empty() || entry.source == rule.source) &&
         (entry.rule.empty() || entry.rule == rule.name) &&
         std::includes(rule.tags.begin(), rule.tags.end(), entry.tags.begin(), entry.tags.end());
}

}  // namespace

void ApplyAppendOutput(std::span<const AppendOutput> entries, std::string_view suggested,
                       RuleSet& rules) {
  for (Rule& rule : rules.rules) {
    bool has_suggested = false;
    for (const AppendOutput& entry : entries) {
      if (!Fits(entry, rule)) continue;
      if (!entry.extra_output.empty()) rule.extra_output += " " + entry.extra_output;
      if (entry.suggested_output && !has_suggested && rule.source == "syscall") {
        rule.extra_output += suggested;
        has_suggested = true;
      }
      rule.extra_fields.insert(rule.extra_fields.end(), entry.extra_fields.begin(),
                               entry.extra_fields.end());
    }
  }
}

}  // namespace falco_run::engine

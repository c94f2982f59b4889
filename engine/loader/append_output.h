// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_APPEND_OUTPUT_H_
#define FALCO_RUN_ENGINE_LOADER_APPEND_OUTPUT_H_

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/loader/rule_set.h"

// `append_output:` of the configuration: what alerts have beyond what their rules say.
namespace falco_run::engine {

// One entry. It is for the rules that every given part of the match fits; without any it is for
// all rules.
//
//   {.tags = {"network"}, .extra_output = "connection=%fd.name",
//    .extra_fields = {{"evt.type", ""}, {"who", "%user.name/%proc.name"}}}
struct AppendOutput {
  std::string source;
  std::string rule;            // the whole name
  std::set<std::string> tags;  // the rule has all of them

  std::string extra_output;  // format text, put behind the output and a blank
  std::vector<ExtraField> extra_fields;
  bool suggested_output = false;  // the source's suggested text
};

// Applies the entries in order. `suggested` is for rules about system calls and begins with a
// blank; a rule gets it once. Texts are checked where rules are compiled (Engine::Create).
// O(rules * entries).
void ApplyAppendOutput(std::span<const AppendOutput> entries, std::string_view suggested,
                       RuleSet& rules);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_APPEND_OUTPUT_H_

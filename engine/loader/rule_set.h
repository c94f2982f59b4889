// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_RULE_SET_H_
#define FALCO_RUN_ENGINE_LOADER_RULE_SET_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/language/ast.h"
#include "proto/alert.pb.h"

namespace falco_run::engine {

// A rule as it stands after all files were read: appended, overridden, macros and lists
// resolved, type-checked.
struct Rule {
  std::string name;
  std::string description;
  std::string source = "syscall";
  std::string output;                // format text, see //engine/format
  std::string condition;             // text as written (after append/override)
  std::shared_ptr<const Expr> expr;  // no kMacro nodes left
  proto::Priority priority = proto::DEBUG;
  std::set<std::string> tags;
  bool enabled = true;
  bool capture = false;              // record the events around a match, see //engine/loader
  uint32_t capture_duration_ms = 0;  // 0: the default
};

// All rules, in definition order (which is evaluation order).
struct RuleSet {
  std::vector<Rule> rules;
  std::string required_engine_version;  // the largest asked for, "" = none
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_RULE_SET_H_

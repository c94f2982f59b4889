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

// What the exceptions of a rule are made of, for listings.
struct ExceptionParts {
  std::vector<std::string> names;
  std::vector<std::string> fields;
  std::vector<std::string> operators;
};

// A field that alerts have in output_fields although the output text does not print it.
struct ExtraField {
  std::string name;    // the key; without a format also the field: "proc.aname[2]"
  std::string format;  // "%proc.name (%proc.pid)": the value is this text; "": the field, typed
};

// A rule as it stands after all files were read: appended, overridden, macros and lists
// resolved, type-checked.
struct Rule {
  std::string name;
  std::string description;
  std::string source = "syscall";
  std::string output;        // format text, see //engine/format
  std::string extra_output;  // follows `output`: what the configuration appends
  std::vector<ExtraField> extra_fields;
  std::string condition;             // text as written (after append/override)
  std::shared_ptr<const Expr> expr;  // no kMacro nodes left
  proto::Priority priority = proto::DEBUG;
  std::set<std::string> tags;
  bool enabled = true;
  bool capture = false;              // record the events around a match, see //engine/loader
  uint32_t capture_duration_ms = 0;  // 0: the default
  ExceptionParts exceptions;         // part of `expr`, not of `condition`
};

// A macro, for listings: the conditions of rules no longer refer to it.
struct Macro {
  std::string name;
  std::string condition;             // text as written (after append/override)
  std::shared_ptr<const Expr> expr;  // no kMacro nodes left
  bool used = false;
};

// A list, likewise.
struct List {
  std::string name;
  std::vector<std::string> items;     // as written
  std::vector<std::string> expanded;  // names of other lists replaced by their items
  bool used = false;
};

// All rules, in definition order (which is evaluation order).
struct RuleSet {
  std::vector<Rule> rules;
  std::vector<Macro> macros;
  std::vector<List> lists;
  std::string required_engine_version;  // the largest asked for, "" = none
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_RULE_SET_H_

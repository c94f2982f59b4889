// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_LOADER_OPTIONS_H_
#define FALCO_RUN_ENGINE_LOADER_LOADER_OPTIONS_H_

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "engine/language/check_result.h"

namespace falco_run::engine {

struct LoaderOptions {
  // Rules of other sources are skipped with LOAD_UNKNOWN_SOURCE.
  std::set<std::string> sources = {"syscall"};
  // What required_engine_version is compared with.
  std::string engine_version = "0.63.0";
  // How deep a condition may nest.
  uint32_t max_condition_depth = 1000;

  // The rules are known to be right, as those are that come with the program and that its tests
  // have checked: conditions, outputs and the shape of the YAML are not checked, and nothing is
  // advised, which takes a third of the time of loading.
  // Creating an Engine of them would still notice, but not say where.
  bool trusted = false;

  // CheckCondition and CheckOutput of //engine/program:checker; without them anything goes.
  std::function<CheckResult(const Expr& condition, std::string_view source)> check_condition;
  std::function<CheckResult(std::string_view output, std::string_view source)> check_output;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_LOADER_OPTIONS_H_

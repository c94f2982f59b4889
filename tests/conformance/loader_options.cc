// SPDX-License-Identifier: Apache-2.0
#include "engine/program/checker.h"
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {

engine::LoaderOptions MakeLoaderOptions() {
  engine::LoaderOptions options;
  options.sources = {"syscall", "k8s_audit"};
  options.check_condition = [](const engine::Expr& condition, std::string_view source) {
    return engine::CheckCondition(condition, source);
  };
  options.check_output = engine::CheckOutput;
  return options;
}

}  // namespace falco_run::conformance

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_LOAD_RESULT_H_
#define FALCO_RUN_ENGINE_LOADER_LOAD_RESULT_H_

#include <string>
#include <vector>

#include "engine/loader/context.h"
#include "engine/loader/problem.h"

namespace falco_run::engine {

// Whether the YAML has the shape of a rules file; informative, never fails a load.
enum class SchemaStatus { kNone, kOk, kFailed };

// What came of one rules file. See report.h for printing it.
struct LoadResult {
  std::string file;
  std::vector<Problem> errors;  // not empty: the file must not be used
  std::vector<Problem> warnings;
  SchemaStatus schema = SchemaStatus::kNone;
  std::vector<std::string> schema_warnings;

  bool ok() const { return errors.empty(); }

  // Returns false, so that a check reads `if (bad) return result.AddError(...)`.
  bool AddError(ProblemCode code, std::string message, const Context& context) {
    errors.push_back({code, std::move(message), context.locations(), context.Snippet()});
    return false;
  }
  void AddWarning(ProblemCode code, std::string message, const Context& context) {
    warnings.push_back({code, std::move(message), context.locations(), context.Snippet()});
  }
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_LOAD_RESULT_H_

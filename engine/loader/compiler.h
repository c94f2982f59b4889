// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_COMPILER_H_
#define FALCO_RUN_ENGINE_LOADER_COMPILER_H_

#include <optional>

#include "engine/loader/collector.h"
#include "engine/loader/load_result.h"
#include "engine/loader/loader_options.h"
#include "engine/loader/rule_set.h"

namespace falco_run::engine {

// Makes rules out of what was collected: expands lists, adds exceptions, parses, resolves
// macros, checks conditions and outputs. nullopt after adding an error.
std::optional<RuleSet> CompileRules(const Collector& collector, const LoaderOptions& options,
                                    LoadResult& result);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_COMPILER_H_

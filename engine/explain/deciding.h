// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EXPLAIN_DECIDING_H_
#define FALCO_RUN_ENGINE_EXPLAIN_DECIDING_H_

#include <cstdint>
#include <optional>

#include "engine/explain/explanation.h"

// Which check settled a condition, and how far it is from the opposite result.
namespace falco_run::engine {

// How many checks would have to turn out otherwise to turn the result, from the children's
// distances: for an `and` that is false, all that are not true; for one that is true, the
// easiest one. An unknown check counts as one that is not yet what is wanted.
uint32_t DistanceOf(const ExplainedNode& node);

// Marks the way to the check that decided the condition and returns its number: of an `and`
// that is false the first false part, of one that is true the last part; of an `or` the first
// true part, or the part that came nearest to being true. Parts that are unknown decide a
// result that is unknown.
std::optional<uint32_t> MarkDeciding(ExplainedNode& condition);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EXPLAIN_DECIDING_H_

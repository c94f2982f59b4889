// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_TRI_H_
#define FALCO_RUN_ENGINE_PROGRAM_TRI_H_

#include <cstdint>

namespace falco_run::engine {

// Kleene's three values: what is known about a condition before its outcome is.
enum class Tri : uint8_t { kFalse = 0, kTrue = 1, kUnknown = 2 };

constexpr Tri ToTri(bool b) { return b ? Tri::kTrue : Tri::kFalse; }

constexpr Tri Not(Tri t) {
  return t == Tri::kUnknown ? t : t == Tri::kTrue ? Tri::kFalse : Tri::kTrue;
}

// The two readings (as if the call succeeded, as if it failed) taken together.
constexpr Tri Merge(Tri a, Tri b) { return a == b ? a : Tri::kUnknown; }

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_TRI_H_

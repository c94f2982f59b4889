// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_GUARD_H_
#define FALCO_RUN_ENGINE_PROGRAM_GUARD_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/program/check.h"
#include "engine/program/text_index.h"
#include "engine/program/value_table.h"

namespace falco_run::engine {

// Checks of which one must hold, or be unknown, for a condition not to be false:
// `fd.name startswith /etc/ and not proc.name = vi` cannot hold without its first check. Values
// are looked up as texts; numbers and addresses are so by their bytes.
struct Guard {
  // Whose values: the event's own, its process's, or both.
  enum class Scope : uint8_t { kEvent, kProcess, kAll };
  // A guard that lets this much through is no use.
  static constexpr uint32_t kUseless = 100;

  std::vector<uint32_t> checks;
  uint32_t cost = 0;  // the less, the rarer it lets an event through
};

// The cost of a check as a guard; kUseless if its values cannot be looked up.
uint32_t GuardCost(const CompiledCheck& check, const ValueTable& values, Guard::Scope scope);

// Adds to `index` what makes the check hold. Only for checks with a cost below kUseless; may
// add more than that.
void AddToIndex(const CompiledCheck& check, const ValueTable& values, uint32_t id,
                TextIndex& index);

// What a value is looked up by in such an index. Only for values that are present and one.
std::string_view IndexKey(const Value& value, ValueType type);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_GUARD_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_CONSTANT_H_
#define FALCO_RUN_ENGINE_PROGRAM_CONSTANT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/fields/value.h"
#include "engine/program/op.h"

namespace falco_run::engine {

// A value written in a rule, in the type of the field it is compared with.
struct Constant {
  int64_t i = 0;
  uint64_t u = 0;
  double d = 0;
  bool b = false;
  std::string s;              // text; bytes; address or network in network order
  uint8_t prefix_length = 0;  // networks
};

// The longest value a rule may hold.
inline constexpr size_t kMaxValueLength = 256;

// Parses `text` for a field of this type. Returns an error text, "" if fine.
std::string ParseConstant(std::string_view text, ValueType type, Op op, Constant& out);

// Does `address` (4 or 16 bytes) lie in the network? Different families: no.
bool InNetwork(std::string_view address, const Constant& network);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_CONSTANT_H_

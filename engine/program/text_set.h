// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_TEXT_SET_H_
#define FALCO_RUN_ENGINE_PROGRAM_TEXT_SET_H_

#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_set.h"

namespace falco_run::engine {

// A set of texts owned by someone else. Most texts that are not in it are told by their
// length alone.
class TextSet {
 public:
  void Add(std::string_view text) {
    lengths_ |= Bit(text.size());
    set_.insert(text);
  }
  bool Contains(std::string_view text) const {
    return (lengths_ & Bit(text.size())) != 0 && set_.find(text) != set_.end();
  }

 private:
  static uint64_t Bit(size_t n) { return uint64_t{1} << (n < 63 ? n : 63); }

  uint64_t lengths_ = 0;
  absl::flat_hash_set<std::string_view> set_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_TEXT_SET_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_ARENA_H_
#define FALCO_RUN_ENGINE_FIELDS_ARENA_H_

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace falco_run::engine {

// Memory for texts made up during one event. Reset() keeps the blocks, so a steady stream
// of events does not allocate. What Keep() returns is valid until Reset().
class Arena {
 public:
  Arena() { blocks_.push_back({std::make_unique<char[]>(kBlock), kBlock}); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void Reset() {
    if (blocks_.size() > kKeptBlocks) blocks_.resize(kKeptBlocks);  // after an exceptional event
    block_ = 0;
    used_ = 0;
  }

  char* Allocate(size_t n, size_t align = 1) {
    used_ = (used_ + align - 1) & ~(align - 1);
    while (used_ + n > blocks_[block_].size) {
      used_ = 0;
      if (++block_ == blocks_.size()) {
        const size_t size = n > kBlock ? n : kBlock;
        blocks_.push_back({std::make_unique<char[]>(size), size});
      }
    }
    char* p = blocks_[block_].data.get() + used_;
    used_ += n;
    return p;
  }

  template <typename T>
  T* AllocateArray(size_t n) {
    static_assert(std::is_trivially_destructible_v<T>);
    T* p = reinterpret_cast<T*>(Allocate(n * sizeof(T), alignof(T)));
    for (size_t i = 0; i < n; ++i) new (p + i) T();
    return p;
  }

  std::string_view Keep(std::string_view text) {
    char* p = Allocate(text.size());
    if (!text.empty()) memcpy(p, text.data(), text.size());
    return {p, text.size()};
  }

 private:
  static constexpr size_t kBlock = 16 * 1024;
  static constexpr size_t kKeptBlocks = 64;
  struct Block {
    std::unique_ptr<char[]> data;
    size_t size;
  };
  std::vector<Block> blocks_;
  size_t block_ = 0;
  size_t used_ = 0;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_ARENA_H_

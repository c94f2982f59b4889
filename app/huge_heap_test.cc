// SPDX-License-Identifier: Apache-2.0
#include "app/huge_heap.h"

#include <malloc.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "gtest/gtest.h"

namespace falco_run::app {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kOwnMalloc = true;
#else
constexpr bool kOwnMalloc = false;
#endif

constexpr uintptr_t kHugePage = 2U << 20;
constexpr size_t kBlock = 1000;

// Enough small blocks that the heap, as it was, cannot hold them all.
std::vector<char*> Fill(size_t bytes) {
  std::vector<char*> blocks;
  for (size_t i = 0; i < bytes / kBlock; ++i) {
    blocks.push_back(static_cast<char*>(std::malloc(kBlock)));
    std::memset(blocks.back(), static_cast<int>(i % 256), kBlock);
  }
  return blocks;
}

TEST(HugeHeapTest, WhatIsAllocatedNextLiesInOneHugePage) {
  if (kOwnMalloc) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  const auto before = reinterpret_cast<uintptr_t>(sbrk(0));
  UseHugeHeap();
  const uintptr_t huge = (before + kHugePage - 1) & ~(kHugePage - 1);
  const std::vector<char*> blocks = Fill(kHugePage / 2);
  size_t inside = 0;
  for (char* block : blocks) {
    const auto at = reinterpret_cast<uintptr_t>(block);
    if (at < before) continue;  // free places of the heap as it was
    ++inside;
    EXPECT_GE(at, huge);
    EXPECT_LT(at, huge + kHugePage);
    std::free(block);
  }
  EXPECT_GT(inside, blocks.size() / 2);
}

TEST(HugeHeapTest, MoreThanThatIsAllocatedToo) {
  UseHugeHeap();
  const std::vector<char*> blocks = Fill(3 * kHugePage);
  for (size_t i = 0; i < blocks.size(); ++i) {
    EXPECT_EQ(static_cast<unsigned char>(blocks[i][kBlock - 1]), i % 256);
    std::free(blocks[i]);
  }
}

TEST(HugeHeapTest, WhatIsLargeGoesBackToTheKernel) {
  if (kOwnMalloc) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  UseHugeHeap();
  constexpr size_t kLarge = 8 * kHugePage;  // more than the heap has
  const size_t mapped = mallinfo2().hblkhd;
  void* large = std::malloc(kLarge);
  EXPECT_GE(mallinfo2().hblkhd, mapped + kLarge);
  std::free(large);
  EXPECT_EQ(mallinfo2().hblkhd, mapped);
}

}  // namespace
}  // namespace falco_run::app

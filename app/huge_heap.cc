// SPDX-License-Identifier: Apache-2.0
#include "app/huge_heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace falco_run::app {
namespace {

constexpr uintptr_t kHugePage = 2U << 20;

uintptr_t EndOfHeap() { return reinterpret_cast<uintptr_t>(sbrk(0)); }

}  // namespace

void UseHugeHeap() {
  mallopt(M_ARENA_MAX, 1);
  // What is allocated below belongs to the heap, and stays there.
  mallopt(M_MMAP_THRESHOLD, 4 * kHugePage);
  mallopt(M_TRIM_THRESHOLD, 4 * kHugePage);
  // A page table of the old heap would stand in the way.
  const uintptr_t huge = (EndOfHeap() + kHugePage - 1) & ~(kHugePage - 1);
  void* block = std::malloc(3 * kHugePage);
  const uintptr_t begin = reinterpret_cast<uintptr_t>(block);
  if (block != nullptr && begin < huge && huge + kHugePage <= EndOfHeap()) {
    madvise(reinterpret_cast<void*>(huge), kHugePage, MADV_HUGEPAGE);
    // The next chunk begins there: what precedes is never touched, and not given back.
    constexpr uintptr_t kHeader = 2 * sizeof(size_t);
    [[maybe_unused]] void* const gap = std::realloc(block, huge - begin - kHeader);
  } else {
    std::free(block);
  }
  mallopt(M_MMAP_THRESHOLD, kHugePage / 2);  // what is large goes back to the kernel, again
}

}  // namespace falco_run::app

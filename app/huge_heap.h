// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_HUGE_HEAP_H_
#define FALCO_RUN_APP_HUGE_HEAP_H_

namespace falco_run::app {

// Lets malloc(3) go on in a huge page (2 MiB; madvise(2), MADV_HUGEPAGE), and all threads share
// that one heap. For a process that is about to fill as much: in small pages each 4 KiB cost a
// page fault, 12 us where a hypervisor shadows the kernel's page tables, and that would be a
// sixth of a start of falco-run (docs/benchmarks.md). Nobody else may have allocated in another
// thread yet. Where there are no huge pages, or another malloc, nothing changes. After a fork, not
// before: a huge page that two processes share is split by the first write.
void UseHugeHeap();

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_HUGE_HEAP_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_BORROWED_IDS_H_
#define FALCO_RUN_TRACER_BORROWED_IDS_H_

#include <sys/types.h>

namespace falco_run::tracer {

// While it lives, this thread looks at /proc with the file system ids of process `pid`
// (setfsuid(2)): a root supervisor without CAP_SYS_PTRACE can read a child that dropped its
// ids only this way. Does nothing where the ids are the same or may not be changed.
class BorrowedIds {
 public:
  explicit BorrowedIds(pid_t pid);
  ~BorrowedIds();
  BorrowedIds(const BorrowedIds&) = delete;
  BorrowedIds& operator=(const BorrowedIds&) = delete;

  bool changed() const { return changed_; }

 private:
  bool changed_ = false;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_BORROWED_IDS_H_

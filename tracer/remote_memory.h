// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_REMOTE_MEMORY_H_
#define FALCO_RUN_TRACER_REMOTE_MEMORY_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// Reads another process's memory. With CAP_SYS_PTRACE the first reads are made by
// process_vm_readv(2): to open /proc/PID/mem, and to forget it at the process's end, costs as much
// as some ten of them, and most programs that are started make few calls. The others go through a
// kept descriptor of that file, as does everything where the call is refused (by container
// runtimes), and without the capability, since a process can hide its memory (PR_SET_DUMPABLE), but
// not from a descriptor that is open. It belongs to the address space, so Reset() whenever the
// process calls exec.
//
//   RemoteMemory memory(pid);
//   std::string path;
//   if (memory.ReadString(address, 4096, path) == RemoteMemory::Read::kOk) ...
class RemoteMemory {
 public:
  enum class Read {
    kOk,
    kFault,      // the address is not mapped: the call will fail with EFAULT
    kTruncated,  // no NUL within the limit
    kNoAccess,   // the kernel does not let us read this process
  };

  explicit RemoteMemory(pid_t pid) : task_(pid) {}

  // The thread by which the address space is opened when it is next needed: the leader's own
  // /proc entry shows none once the leader has ended.
  void UseThread(pid_t tid) { task_ = tid; }

  // Copies exactly `size` bytes.
  Read ReadBytes(uint64_t address, void* buffer, size_t size);

  // Reads a NUL-terminated string of at most `limit` bytes, never across an unmapped page
  // that the string does not reach. On kTruncated `out` holds the first `limit` bytes.
  Read ReadString(uint64_t address, size_t limit, std::string& out);

  // Reads a NULL-terminated array of strings (argv). `pointer_size` is 4 for 32-bit callers.
  // At most `max_items` strings and `max_bytes` bytes in all are kept.
  Read ReadStringArray(uint64_t address, int pointer_size, size_t max_items, size_t max_bytes,
                       std::vector<std::string>& out);

  // Whether the task was looked up by its number since this was asked last: whoever asks then has
  // to make sure that it still has that number.
  bool TakeLookedUp() { return std::exchange(looked_up_, false); }

  bool is_open() const { return fd_.valid(); }
  int fd() const { return fd_.get(); }
  void Reset() {
    fd_.reset();
    calls_left_ = MostCalls();
  }

 private:
  static int MostCalls();

  // One read; reopens once when the address space has changed under us. -1: a fault, -2: no access.
  ssize_t Pread(uint64_t address, void* buffer, size_t size);
  ssize_t ReadByCall(uint64_t address, void* buffer, size_t size);
  bool Open();

  pid_t task_;
  UniqueFd fd_;
  int calls_left_ = MostCalls();
  bool looked_up_ = false;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_REMOTE_MEMORY_H_

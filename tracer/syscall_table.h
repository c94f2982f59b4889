// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_SYSCALL_TABLE_H_
#define FALCO_RUN_TRACER_SYSCALL_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tracer/syscall_spec.h"

namespace falco_run::tracer {

// All rows of all families.
const std::vector<const SyscallSpec*>& AllSyscalls();

// The rows that make events of this type (fchmodat has two); empty = not decoded.
std::vector<const SyscallSpec*> FindSyscalls(proto::EventType type);

// A row by the syscall's name, or nullptr.
const SyscallSpec* FindSyscall(std::string_view name);

// A condition on a register of a call: the bits of `mask` equal the value, or (not_null) it is
// not 0.
struct RegisterTest {
  int reg;
  uint64_t value = 0;
  bool not_null = false;
  uint64_t mask = 0xffffffff;

  bool Holds(uint64_t content) const { return not_null ? content != 0 : (content & mask) == value; }
};

// From (architecture, number), as a notification names a call, to its row. Built once for
// the calls that are watched.
class SyscallNumbers {
 public:
  struct Entry {
    const SyscallSpec* spec = nullptr;  // nullptr: generic
    std::string name;
    proto::EventType type = proto::EVENT_GENERIC;
    bool report = false;  // events are wanted, not only state
    bool exit_group = false;
    bool set_name = false;     // prctl
    bool changes_ids = false;  // set*id, capset, or where ids have other names
    bool changes_cwd = false;
    bool changes_mounts = false;
    bool changes_session = false;  // also the process group and the terminal
    bool seccomp = false;
    bool io_uring = false;
    bool attaches = false;      // ptrace
    bool clones = false;        // clone, clone3
    std::optional<int> number;  // on all architectures, of a call that libseccomp has no name for
    // If there are any, only calls for which one holds are watched.
    std::vector<RegisterTest> tests;
  };

  void Add(const Entry& entry);

  // nullptr for a call that is not watched.
  const Entry* Find(uint32_t arch, int nr) const {
    const auto it = entries_.find(Key(arch, nr));
    return it == entries_.end() ? nullptr : &it->second;
  }

 private:
  static uint64_t Key(uint32_t arch, int nr) {
    return (static_cast<uint64_t>(arch) << 32) | static_cast<uint32_t>(nr);
  }
  std::unordered_map<uint64_t, Entry> entries_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_SYSCALL_TABLE_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_STATE_PROCESS_TABLE_H_
#define FALCO_RUN_ENGINE_STATE_PROCESS_TABLE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

// One process as rules see it, with the texts that many rules ask for ready-made.
struct ProcessEntry {
  proto::Process info;
  std::string args;     // argv[1..] joined by blanks
  std::string cmdline;  // comm and args
  std::string exeline;  // argv[0] and args
  std::string cwd;      // with trailing slash
  ProcessEntry* parent = nullptr;
  // Another number whenever this entry or one of its ancestors has changed; never 0, no two
  // entries ever have the same. What was worked out from these entries alone may be kept by it.
  uint64_t stamp = 0;
  // Entries whose parent is this one, as a list.
  ProcessEntry* first_child = nullptr;
  ProcessEntry* next_sibling = nullptr;
  ProcessEntry* previous_sibling = nullptr;
  bool exited = false;
};

// All processes the stream has announced, keyed by Process.id. An exited process stays
// while a descendant needs it as an ancestor, at most kMaxExitedChain in a row, so memory
// is bounded by the number of live processes. Pointers stay valid until the next OnExit.
class ProcessTable {
 public:
  // No walk over ancestors goes further than this.
  static constexpr int kMaxDepth = 128;
  static constexpr int kMaxExitedChain = 64;

  // Adds the process or replaces what was known about it. O(size of the message + descendants).
  void OnProcess(const proto::Process& process);

  // The process is gone. Unknown ids are ignored.
  void OnExit(uint64_t id);

  // nullptr if it was never announced or is forgotten. O(1).
  const ProcessEntry* Find(uint64_t id) const;

  // The live process with this pid (supervisor's view). O(1).
  const ProcessEntry* FindByPid(int32_t pid) const;

  size_t size() const { return by_id_.size(); }

  // Changes whenever any entry changes: results about processes may be kept meanwhile.
  uint64_t generation() const { return generation_; }

 private:
  void SetParent(ProcessEntry& entry, ProcessEntry* parent);
  static void Link(ProcessEntry& entry, ProcessEntry* parent);
  static void Unlink(ProcessEntry& entry);
  void Restamp(ProcessEntry& entry);
  void ForgetIfUnused(ProcessEntry* entry);

  absl::flat_hash_map<uint64_t, std::unique_ptr<ProcessEntry>> by_id_;
  absl::flat_hash_map<int32_t, ProcessEntry*> by_pid_;
  uint64_t generation_ = 1;
  uint64_t last_stamp_ = 0;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_STATE_PROCESS_TABLE_H_

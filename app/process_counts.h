// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_PROCESS_COUNTS_H_
#define FALCO_RUN_APP_PROCESS_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "proto/record.pb.h"

namespace falco_run::app {

// Counts events and alerts by the names of processes (comm), those that have ended included.
// Thread-safe; an event costs one look into a hash table.
class ProcessCounts {
 public:
  // Further names are counted together, as "(others)".
  static constexpr size_t kMostNames = 1000;

  struct Entry {
    std::string name;
    uint64_t running = 0;
    uint64_t events = 0;
    uint64_t alerts = 0;
  };

  // New, or with another name than before.
  void OnProcess(const proto::Process& process);
  void OnExit(uint64_t process_id);
  void OnEvent(uint64_t process_id);
  void OnAlert(uint64_t process_id);

  // A copy, in order of names.
  std::vector<Entry> entries() const;

 private:
  Entry* Find(uint64_t process_id);

  mutable std::mutex mutex_;
  std::map<std::string, Entry> names_;              // nodes stay where they are
  std::unordered_map<uint64_t, Entry*> processes_;  // that run
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_PROCESS_COUNTS_H_

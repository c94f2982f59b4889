// SPDX-License-Identifier: Apache-2.0
#include "app/process_counts.h"

namespace falco_run::app {

void ProcessCounts::OnProcess(const proto::Process& process) {
  const std::lock_guard<std::mutex> lock(mutex_);
  auto it = names_.find(process.comm());
  if (it == names_.end()) {
    const std::string name = names_.size() < kMostNames ? process.comm() : "(others)";
    it = names_.emplace(name, Entry()).first;
    it->second.name = name;
  }
  Entry*& entry = processes_[process.id()];
  if (entry == &it->second) return;
  if (entry != nullptr) --entry->running;
  entry = &it->second;
  ++entry->running;
}

void ProcessCounts::OnExit(uint64_t process_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (Entry* entry = Find(process_id)) --entry->running;
  processes_.erase(process_id);
}

void ProcessCounts::OnEvent(uint64_t process_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (Entry* entry = Find(process_id)) ++entry->events;
}

void ProcessCounts::OnAlert(uint64_t process_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (Entry* entry = Find(process_id)) ++entry->alerts;
}

ProcessCounts::Entry* ProcessCounts::Find(uint64_t process_id) {
  const auto it = processes_.find(process_id);
  return it == processes_.end() ? nullptr : it->second;
}

std::vector<ProcessCounts::Entry> ProcessCounts::entries() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Entry> entries;
  for (const auto& [name, entry] : names_) entries.push_back(entry);
  return entries;
}

}  // namespace falco_run::app

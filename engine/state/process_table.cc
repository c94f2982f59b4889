// SPDX-License-Identifier: Apache-2.0
#include "engine/state/process_table.h"

namespace falco_run::engine {
namespace {

void FillTexts(ProcessEntry& e) {
  const proto::Process& p = e.info;
  e.args.clear();
  for (const std::string& a : p.args()) {
    if (!e.args.empty() || &a != &p.args(0)) e.args += ' ';
    e.args += a;
  }
  e.cmdline = p.comm();
  e.exeline = p.exe();
  if (p.args_size() > 0) {
    e.cmdline.append(1, ' ').append(e.args);
    e.exeline.append(1, ' ').append(e.args);
  }
  e.cwd = p.cwd();
  if (!e.cwd.empty() && e.cwd.back() != '/') e.cwd += '/';
}

}  // namespace

void ProcessTable::OnProcess(const proto::Process& process) {
  ++generation_;
  std::unique_ptr<ProcessEntry>& slot = by_id_[process.id()];
  if (!slot) slot = std::make_unique<ProcessEntry>();
  ProcessEntry& entry = *slot;
  const int32_t old_pid = entry.info.pid();
  entry.info = process;
  entry.exited = false;
  FillTexts(entry);
  if (old_pid != process.pid()) {
    const auto it = by_pid_.find(old_pid);
    if (it != by_pid_.end() && it->second == &entry) by_pid_.erase(it);
  }
  if (process.pid() > 0) by_pid_[process.pid()] = &entry;
  const auto parent = by_id_.find(process.parent_id());
  if (process.parent_id() == 0) {
    SetParent(entry, nullptr);
  } else if (parent != by_id_.end()) {
    SetParent(entry, parent->second.get());
  }  // else keep the link: the parent may be forgotten by now
  Restamp(entry);
}

void ProcessTable::Link(ProcessEntry& entry, ProcessEntry* parent) {
  entry.parent = parent;
  if (parent == nullptr) return;
  entry.next_sibling = parent->first_child;
  if (entry.next_sibling != nullptr) entry.next_sibling->previous_sibling = &entry;
  parent->first_child = &entry;
}

void ProcessTable::Unlink(ProcessEntry& entry) {
  if (entry.parent == nullptr) return;
  if (entry.next_sibling != nullptr) entry.next_sibling->previous_sibling = entry.previous_sibling;
  if (entry.previous_sibling != nullptr) {
    entry.previous_sibling->next_sibling = entry.next_sibling;
  } else {
    entry.parent->first_child = entry.next_sibling;
  }
  entry.parent = entry.next_sibling = entry.previous_sibling = nullptr;
}

// The entry and all its descendants, without recursion: chains of processes may be long.
void ProcessTable::Restamp(ProcessEntry& entry) {
  ProcessEntry* e = &entry;
  while (true) {
    e->stamp = ++last_stamp_;
    if (e->first_child != nullptr) {
      e = e->first_child;
      continue;
    }
    while (e != &entry && e->next_sibling == nullptr) e = e->parent;
    if (e == &entry) return;
    e = e->next_sibling;
  }
}

void ProcessTable::SetParent(ProcessEntry& entry, ProcessEntry* parent) {
  if (parent == entry.parent) return;
  // A link that would close a loop is not made.
  int depth = 0;
  for (const ProcessEntry* p = parent; p != nullptr; p = p->parent) {
    if (p == &entry || ++depth > 100000) return;
  }
  ProcessEntry* old = entry.parent;
  Unlink(entry);
  Link(entry, parent);
  Restamp(entry);
  if (old != nullptr) ForgetIfUnused(old);
}

void ProcessTable::OnExit(uint64_t id) {
  const auto it = by_id_.find(id);
  if (it == by_id_.end()) return;
  ++generation_;
  ProcessEntry* entry = it->second.get();
  entry->exited = true;
  const auto pid = by_pid_.find(entry->info.pid());
  if (pid != by_pid_.end() && pid->second == entry) by_pid_.erase(pid);
  if (entry->first_child == nullptr) {
    ForgetIfUnused(entry);
    return;
  }
  // Keep chains of exited processes short: daemons that fork and exit for ever.
  int chain = 0;
  ProcessEntry* p = entry;
  while (p != nullptr && p->exited) {
    if (++chain >= kMaxExitedChain) {
      SetParent(*p, nullptr);
      break;
    }
    p = p->parent;
  }
}

void ProcessTable::ForgetIfUnused(ProcessEntry* entry) {
  while (entry != nullptr && entry->exited && entry->first_child == nullptr) {
    ProcessEntry* parent = entry->parent;
    Unlink(*entry);
    by_id_.erase(entry->info.id());
    entry = parent;
  }
}

const ProcessEntry* ProcessTable::Find(uint64_t id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : it->second.get();
}

const ProcessEntry* ProcessTable::FindByPid(int32_t pid) const {
  const auto it = by_pid_.find(pid);
  return it == by_pid_.end() ? nullptr : it->second;
}

}  // namespace falco_run::engine

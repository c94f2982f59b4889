// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_WATCH_PLAN_H_
#define FALCO_RUN_TRACER_WATCH_PLAN_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/event_type.pb.h"
#include "tracer/filter.h"
#include "tracer/syscall_table.h"

namespace falco_run::tracer {

// What the consumer wants to see.
struct WatchRequest {
  bool all_events = false;  // every call that we decode
  std::set<proto::EventType> events;
  // By name, with raw arguments; and the number, where libseccomp does not know the name.
  std::map<std::string, std::optional<int>> generic_syscalls;
  // What is kept current of a process.
  bool working_directory = false;
  bool session = false;  // and terminal
  bool process_group = false;
  bool capabilities = false;
  bool user_names = false;
  // Of `events`: only calls that pass a socket address are wanted.
  std::set<proto::EventType> only_with_address;
};

// The set of calls to be watched: those asked for and the few that state needs (exec, exit,
// set*id, PR_SET_NAME, and what would blind us).
struct WatchPlan {
  FilterSpec filter;
  SyscallNumbers numbers;
  std::vector<std::string> unsupported;  // event names asked for that we cannot deliver yet
};

WatchPlan MakeWatchPlan(const WatchRequest& request);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_WATCH_PLAN_H_

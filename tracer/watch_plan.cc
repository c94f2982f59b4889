// SPDX-License-Identifier: Apache-2.0
#include "tracer/watch_plan.h"

#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

namespace falco_run::tracer {
namespace {

constexpr std::string_view kIdCalls[] = {"setuid",     "setgid",     "setreuid",    "setregid",
                                         "setresuid",  "setresgid",  "setuid32",    "setgid32",
                                         "setreuid32", "setregid32", "setresuid32", "setresgid32"};

std::string EventName(proto::EventType type) {
  std::string name = proto::EventType_Name(type).substr(sizeof("EVENT_") - 1);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return name;
}

class Planner {
 public:
  explicit Planner(const WatchRequest& request) : request_(request) {}

  WatchPlan Make() {
    AddState();
    AddWanted();
    WatchPlan plan;
    for (auto& [name, entry] : entries_) {
      FilterSpec::Syscall call{.name = name, .number = entry.number};
      // Most uses of prctl are of no interest to anybody.
      if (name == "prctl" && !entry.report) {
        call.tests = {{0, PR_SET_NAME}, {0, PR_SET_SECCOMP}};
      }
      if (name == "ptrace" && !entry.report) {
        call.tests = {{0, PTRACE_ATTACH}, {0, PTRACE_SEIZE}};
      }
      if (name == "ioctl" && !entry.report) {
        call.tests = {{1, TIOCSCTTY}, {1, TIOCNOTTY}};
      }
      // A tracer has to see by which calls it could lose a child. clone3 has its flags in memory.
      if (entry.clones && !entry.report) {
        call.only_traced = true;
        if (name == "clone") {
          call.tests = {{.reg = 0, .value = CLONE_UNTRACED, .mask = CLONE_UNTRACED}};
        }
      }
      if (request_.only_with_address.contains(entry.type)) AddAddressTest(*entry.spec, call);
      entry.tests = call.tests;
      plan.numbers.Add(entry);
      plan.filter.syscalls.push_back(std::move(call));
    }
    plan.unsupported = std::move(unsupported_);
    return plan;
  }

 private:
  using Entry = SyscallNumbers::Entry;

  static void AddAddressTest(const SyscallSpec& spec, FilterSpec::Syscall& call) {
    for (const ArgSpec& arg : spec.args) {
      if (arg.kind == ArgKind::kAddress || arg.kind == ArgKind::kAddressOut) {
        call.tests = {{.reg = arg.reg, .not_null = true}};
      }
    }
  }

  Entry& Add(std::string_view name) {
    Entry& entry = entries_[std::string(name)];
    entry.name = name;
    entry.spec = FindSyscall(name);
    if (entry.spec != nullptr) entry.type = entry.spec->type;
    return entry;
  }

  void AddState() {
    Add("execve");
    Add("execveat");
    Add("exit_group").exit_group = true;
    Add("prctl").set_name = true;
    Add("seccomp").seccomp = true;
    Add("io_uring_setup").io_uring = true;
    Add("ptrace").attaches = true;
    for (const char* name : {"mount", "move_mount", "setns"}) Add(name).changes_mounts = true;
    Add("clone").clones = true;
    Add("clone3").clones = true;
    for (const std::string_view name : kIdCalls) Add(name).changes_ids = true;
    if (request_.working_directory) {
      Add("chdir").changes_cwd = true;
      Add("fchdir").changes_cwd = true;
    }
    if (request_.session) {
      for (const char* name : {"setsid", "ioctl"}) Add(name).changes_session = true;
    }
    // Shells with job control call it for each process.
    if (request_.process_group) Add("setpgid").changes_session = true;
    if (request_.capabilities) Add("capset").changes_ids = true;
    if (request_.capabilities || request_.user_names) {
      for (const char* name : {"unshare", "setns"}) Add(name).changes_ids = true;
    }
    if (request_.user_names) {
      for (const char* name : {"chroot", "pivot_root"}) Add(name).changes_ids = true;
    }
  }

  void AddWanted() {
    if (request_.all_events) {
      for (const SyscallSpec* spec : AllSyscalls()) Add(spec->name).report = true;
    }
    for (const proto::EventType type : request_.events) {
      const auto specs = FindSyscalls(type);
      for (const SyscallSpec* spec : specs) Add(spec->name).report = true;
      // A successful execveat is an execve event.
      if (type == proto::EVENT_EXECVE) Add("execveat").report = true;
      if (specs.empty()) unsupported_.push_back(EventName(type));
    }
    for (const auto& [name, number] : request_.generic_syscalls) {
      if (!number && seccomp_syscall_resolve_name(name.c_str()) == __NR_SCMP_ERROR) {
        unsupported_.push_back(name);
        continue;
      }
      Entry& entry = Add(name);
      entry.report = true;
      entry.number = number;
    }
  }

  const WatchRequest& request_;
  std::map<std::string, Entry> entries_;
  std::vector<std::string> unsupported_;
};

}  // namespace

WatchPlan MakeWatchPlan(const WatchRequest& request) { return Planner(request).Make(); }

}  // namespace falco_run::tracer

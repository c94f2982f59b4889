// SPDX-License-Identifier: Apache-2.0
#include "tracer/seize.h"

#include <dirent.h>
#include <errno.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>

#include "tracer/children.h"
#include "tracer/proc_status.h"

namespace falco_run::tracer {
namespace {

constexpr long kOptions = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
                          PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
                          PTRACE_O_TRACEEXIT;

// 0: nobody traces it, or it has ended.
pid_t TracerOf(pid_t tid) {
  const auto status = ReadProcStatus(tid);
  return status ? status->tracer : 0;
}

// Whether one of the namespaces that it is in knows it as `number`.
bool IsCalled(pid_t tid, pid_t number) {
  return ("\t" + std::string(StatusText(tid).Value("NSpid")) + "\t")
             .find("\t" + std::to_string(number) + "\t") != std::string::npos;
}

absl::Status Explain(pid_t tid, int error) {
  const std::string who = "process " + std::to_string(tid);
  if (error == ESRCH) return absl::NotFoundError("there is no " + who);
  if (error != EPERM && error != EACCES) return absl::ErrnoToStatus(error, who);
  if (const pid_t tracer = TracerOf(tid); tracer != 0) {
    return absl::PermissionDeniedError(who + " is traced by process " + std::to_string(tracer) +
                                       " already (a debugger, strace, or another falco-run)");
  }
  return absl::PermissionDeniedError(
      who +
      " may not be traced: run falco-run as the same user or with CAP_SYS_PTRACE; "
      "/proc/sys/kernel/yama/ptrace_scope must be 0 without it");
}

}  // namespace

absl::Status SeizeThread(pid_t tid, bool exit_kill) {
  const long options = kOptions | (exit_kill ? PTRACE_O_EXITKILL : 0);
  if (ptrace(PTRACE_SEIZE, tid, nullptr, options) == 0) return absl::OkStatus();
  return Explain(tid, errno);
}

absl::Status SeizeProcess(pid_t pid, bool exit_kill, std::vector<pid_t>& tids) {
  std::set<pid_t> seen;
  // New threads of traced ones are traced; others appear as long as some are not.
  for (bool more = true; more;) {
    more = false;
    DIR* dir = opendir(("/proc/" + std::to_string(pid) + "/task").c_str());
    if (dir == nullptr) {
      return seen.empty() ? Explain(pid, errno == ENOENT ? ESRCH : errno) : absl::OkStatus();
    }
    absl::Status failure;
    while (const dirent* e = readdir(dir)) {
      const pid_t tid = std::atoi(e->d_name);  // "." and ".." give 0
      if (tid == 0 || !seen.insert(tid).second) continue;
      more = true;
      // Asked of a task that we trace, the kernel waits for an exec of its process before it
      // refuses, and that waits for us.
      const absl::Status status =
          TracerOf(tid) == getpid() ? Explain(tid, EPERM) : SeizeThread(tid, exit_kill);
      if (status.ok()) {
        ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr);
        tids.push_back(tid);
      } else if (tids.empty()) {
        failure = status;
      }
    }
    closedir(dir);
    if (tids.empty()) return failure;
  }
  return absl::OkStatus();
}

std::vector<pid_t> FindUntraced(pid_t maker, pid_t made) {
  const auto status = ReadProcStatus(maker);
  if (!status) return {};
  std::vector<pid_t> found = {status->tgid};  // it may be a thread
  // CLONE_PARENT makes a sibling.
  for (const pid_t parent : {status->tgid, status->ppid}) {
    for (const pid_t child : ChildrenOf(parent)) {
      if (IsCalled(child, made) && TracerOf(child) == 0) found.push_back(child);
    }
  }
  return found;
}

}  // namespace falco_run::tracer

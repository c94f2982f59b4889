// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <ctime>

#include "tracer/filter.h"
#include "tracer/launcher.h"
#include "tracer/probe_parts.h"
#include "tracer/ptrace_stop.h"
#include "tracer/seize.h"

namespace falco_run::tracer {
namespace {

using State = ProbeResult::State;

constexpr char kSeize[] = "tracing (PTRACE_SEIZE, GET_SYSCALL_INFO)";
constexpr char kFiltered[] = "tracing of chosen calls only (SECCOMP_RET_TRACE)";

// Waits for a stop, with a time limit. Returns the status; 0: none came.
int WaitForStop(pid_t pid) {
  for (int i = 0; i < 500; ++i) {
    int status = 0;
    const pid_t got = waitpid(pid, &status, __WALL | WNOHANG);
    if (got == pid) return WIFSTOPPED(status) ? status : 0;
    if (got < 0 && errno != EINTR) return 0;
    const timespec pause = {0, 100'000};
    nanosleep(&pause, nullptr);
  }
  return 0;
}

bool HasSyscallInfo(pid_t pid) {
  __ptrace_syscall_info info = {};
  return ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) > 0;
}

class PtraceProbe {
 public:
  explicit PtraceProbe(ProbeResults& results) : results_(results) {}

  std::optional<Mechanism> Run() {
    auto filter = BuildFilter({{{"execve", {}}}});
    InheritedSignals signals;
    sigemptyset(&signals.mask);
    auto launch = Launcher::Fork("/proc/self/exe", {kProbeName}, signals);
    absl::Status status = filter.ok() ? launch.status() : filter.status();
    if (status.ok()) status = launch->InstallFilter(*filter, BackendChoice::kPtrace);
    if (status.ok()) status = SeizeThread(launch->pid(), /*exit_kill=*/true);
    if (!status.ok()) {
      results_.push_back(ProbeBad(kSeize, State::kDegraded, std::string(status.message()),
                                  "return values are estimated, and where there is no user "
                                  "notification programs cannot be watched; allow ptrace"));
    } else {
      const auto mechanism = Exchange(*launch);
      Finish(launch->pid());
      return mechanism;
    }
    if (launch.ok()) Finish(launch->pid());
    return std::nullopt;
  }

 private:
  static void Finish(pid_t pid) {
    kill(pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) {
      ptrace(PTRACE_CONT, pid, nullptr, 0L);
    }
  }

  std::optional<Mechanism> Exchange(Launcher& launch) {
    const pid_t pid = launch.pid();
    const bool filtered = launch.mechanism() == Mechanism::kTrace;
    if (!filtered) {
      ptrace(PTRACE_INTERRUPT, pid, nullptr, nullptr);
      WaitForStop(pid);
      ptrace(PTRACE_SYSCALL, pid, nullptr, 0L);
    }
    launch.Go();
    const int status = WaitForStop(pid);
    CallStop stop;
    const bool seen = filtered ? status >> 16 == PTRACE_EVENT_SECCOMP
                               : status != 0 && WSTOPSIG(status) == kSyscallStop;
    if (!seen || !ReadCallStop(pid, stop)) {
      results_.push_back(
          ProbeBad(kSeize, State::kDegraded, "no call was seen",
                   "where there is no user notification programs cannot be watched"));
      return std::nullopt;
    }
    results_.push_back(HasSyscallInfo(pid)
                           ? ProbeOk(kSeize, "works")
                           : ProbeBad(kSeize, State::kDegraded, "no GET_SYSCALL_INFO",
                                      "works by reading registers; Linux 5.3 or newer has it"));
    results_.push_back(
        filtered ? ProbeOk(kFiltered, "works")
                 : ProbeBad(kFiltered, State::kDegraded, "refused, or hidden by another supervisor",
                            "where there is no user notification each call of a program stops "
                            "twice, which is slow"));
    return launch.mechanism();
  }

  ProbeResults& results_;
};

}  // namespace

std::optional<Mechanism> ProbePtrace(ProbeResults& results) { return PtraceProbe(results).Run(); }

}  // namespace falco_run::tracer

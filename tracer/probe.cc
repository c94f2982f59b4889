// SPDX-License-Identifier: Apache-2.0
#include "tracer/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <mutex>

#include "tracer/filter.h"
#include "tracer/launcher.h"
#include "tracer/listener.h"
#include "tracer/outcome.h"
#include "tracer/proc_file.h"
#include "tracer/remote_memory.h"

namespace falco_run::tracer {
namespace {

using State = ProbeResult::State;

ProbeResult Ok(std::string name, std::string detail) {
  return {std::move(name), State::kOk, std::move(detail), ""};
}

ProbeResult Bad(std::string name, State state, std::string detail, std::string remedy) {
  return {std::move(name), state, std::move(detail), std::move(remedy)};
}

std::string NotifyRemedy(const std::string& message) {
  if (message.find(std::strerror(EBUSY)) != std::string::npos) {
    return "another supervisor already listens in this process tree (a nested falco-run, or a "
           "runtime with listenerPath): start falco-run outside of it";
  }
  if (message.find(std::strerror(EINVAL)) != std::string::npos) {
    return "this kernel (before Linux 5.5, or gVisor) has no user notification";
  }
  return "the container's seccomp profile forbids seccomp(2): allow it, e.g. docker run "
         "--security-opt seccomp=unconfined";
}

// Exercises the whole path once on a child that runs `true`.
class NotifyProbe {
 public:
  explicit NotifyProbe(std::vector<ProbeResult>& results) : results_(results) {}

  void Run() {
    auto filter = BuildFilter({{{"execve", {}}}});
    if (!filter.ok()) {
      results_.push_back(Bad("seccomp user notification", State::kMissing,
                             std::string(filter.status().message()), "report this"));
      return;
    }
    InheritedSignals signals;
    sigemptyset(&signals.mask);
    auto launch = Launcher::Fork("/proc/self/exe", {kProbeName}, signals);
    absl::Status status = launch.status();
    if (status.ok()) status = launch->InstallFilter(*filter);
    if (!status.ok()) {
      const std::string message(status.message());
      results_.push_back(
          Bad("seccomp user notification", State::kMissing, message, NotifyRemedy(message)));
      return;
    }
    results_.push_back(Ok("seccomp user notification", "works"));
    ReportFlags(*launch);
    Listener listener(launch->TakeListener());
    results_.push_back(
        listener.EnableSyncWakeUp()
            ? Ok("fast wake-up (FD_SYNC_WAKE_UP)", "works")
            : Bad("fast wake-up (FD_SYNC_WAKE_UP)", State::kDegraded, "not known to this kernel",
                  "works, but slower when program and supervisor are on different CPUs; Linux 6.6 "
                  "or newer has it"));
    Exchange(*launch, listener);
    kill(launch->pid(), SIGKILL);
    waitpid(launch->pid(), nullptr, 0);
  }

 private:
  void ReportFlags(const Launcher& launch) {
    results_.push_back(
        launch.wait_killable()
            ? Ok("calls survive signals (WAIT_KILLABLE_RECV)", "works")
            : Bad("calls survive signals (WAIT_KILLABLE_RECV)", State::kDegraded,
                  "not known to this kernel",
                  "a signal during a watched call makes it start again; Linux 5.19 or newer "
                  "does not"));
    results_.push_back(
        launch.no_new_privs()
            ? Bad("setuid programs", State::kDegraded, "the filter needs no_new_privs",
                  "sudo, su and ping inside the program gain no privileges; run falco-run with "
                  "CAP_SYS_ADMIN if you need them")
            : Ok("setuid programs", "unaffected (filter installed without no_new_privs)"));
  }

  void Exchange(Launcher& launch, Listener& listener) {
    launch.Go();
    const seccomp_notif* n = listener.Receive();
    if (n == nullptr) {
      results_.push_back(Bad("notification", State::kMissing, std::strerror(errno), "report this"));
      return;
    }
    RemoteMemory memory(launch.pid());
    std::string path;
    const auto read = memory.ReadString(n->data.args[0], 4096, path);
    results_.push_back(read == RemoteMemory::Read::kOk
                           ? Ok("reading arguments (/proc/PID/mem)", "works")
                           : Bad("reading arguments (/proc/PID/mem)", State::kMissing, "refused",
                                 "paths and addresses cannot be seen; run falco-run as the same "
                                 "user as the program, or with CAP_SYS_PTRACE"));
    std::recursive_mutex waiting;
    OutcomeTaker taker(waiting, {.on_reaped = [](pid_t, int) {},
                                 .meanwhile = [] {},
                                 .on_other = [](pid_t, int) { return false; }});
    bool saw_image = false;
    const auto result =
        taker.Take(listener, n->id, launch.pid(), true, [&](int64_t) { saw_image = true; });
    results_.push_back(result.status == OutcomeTaker::Status::kExecuted && saw_image
                           ? Ok("exact outcomes (momentary ptrace)", "works")
                           : Bad("exact outcomes (momentary ptrace)", State::kDegraded, "refused",
                                 "return values are estimated; allow ptrace (docker: a kernel "
                                 "from 4.8 does by default; Yama: ptrace_scope below 2)"));
  }

  std::vector<ProbeResult>& results_;
};

ProbeResult ProbePidfdGetfd() {
  const std::string name = "socket details (pidfd_getfd)";
  const int process = static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0));
  const int fd = process < 0 ? -1 : static_cast<int>(syscall(SYS_pidfd_getfd, process, 0, 0));
  const int error = errno;
  if (process >= 0) close(process);
  if (fd >= 0) {
    close(fd);
    return Ok(name, "works");
  }
  if (error == EBADF) return Ok(name, "works");
  return Bad(name, State::kDegraded, std::strerror(error),
             "local addresses and protocols of sockets are not known; destinations still are");
}

ProbeResult ProbeProc() {
  return ReadProcLink(getpid(), "exe").empty()
             ? Bad("/proc", State::kMissing, "not mounted", "mount proc in this container")
             : Ok("/proc", "readable");
}

ProbeResult ProbeYama() {
  const int fd = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Ok("Yama ptrace_scope", "not present");
  char c = '0';
  const ssize_t got = read(fd, &c, 1);
  close(fd);
  if (got == 1 && c >= '2') {
    return Bad("Yama ptrace_scope", State::kDegraded, std::string("is ") + c,
               "return values are estimated; set it to 1 or run with CAP_SYS_PTRACE");
  }
  return Ok("Yama ptrace_scope", std::string("is ") + c);
}

ProbeResult ProbeIoUring() {
  const long fd = syscall(SYS_io_uring_setup, 1, nullptr);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) {
    return Ok("io_uring", "not available to programs here");
  }
  return Bad("io_uring", State::kDegraded, "available",
             "file and network calls that a program makes through it are not seen; falco-run "
             "reports its use; sysctl kernel.io_uring_disabled=2 closes the gap");
}

ProbeResult ProbePid1() {
  if (getpid() == 1) return Ok("PID 1", "falco-run is PID 1 here and will act as init");
  return Ok("PID 1", "not PID 1; orphans are adopted as a subreaper");
}

}  // namespace

std::vector<ProbeResult> RunProbes() {
  std::vector<ProbeResult> results;
  NotifyProbe(results).Run();
  results.push_back(ProbePidfdGetfd());
  results.push_back(ProbeProc());
  results.push_back(ProbeYama());
  results.push_back(ProbeIoUring());
  results.push_back(ProbePid1());
  return results;
}

}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <mutex>

#include "tracer/filter.h"
#include "tracer/launcher.h"
#include "tracer/listener.h"
#include "tracer/outcome.h"
#include "tracer/probe_parts.h"
#include "tracer/remote_memory.h"

namespace falco_run::tracer {
namespace {

using State = ProbeResult::State;

std::string NotifyRemedy(int error) {
  switch (error) {
    case EBUSY:
      return "another supervisor listens in this process tree (a falco-run around us, or a runtime "
             "with listenerPath): programs are traced by ptrace, which is slower";
    case EINVAL:
    case ENOSYS:
      return "this kernel (before Linux 5.5, or gVisor) has no user notification: programs are "
             "traced by ptrace, which is slower";
    default:
      return "the container's seccomp profile forbids seccomp(2): allow it, e.g. docker run "
             "--security-opt seccomp=unconfined; without, programs are traced by ptrace, which is "
             "slower";
  }
}

// Exercises the whole path once on a child: the first call that it makes, then its exec.
class NotifyProbe {
 public:
  explicit NotifyProbe(ProbeResults& results) : results_(results) {}

  bool Run() {
    auto filter = BuildFilter({{{"execve", {}}, {"close_range", {}}}});
    if (!filter.ok()) {
      Bad(kListenerProbe, State::kDegraded, std::string(filter.status().message()), "report this");
      return false;
    }
    // The child inherits the handler. Without SA_RESTART: calls that are cut short show it.
    struct sigaction action = {};
    struct sigaction old = {};
    action.sa_handler = [](int) {};
    sigaction(SIGUSR1, &action, &old);
    InheritedSignals signals;
    sigemptyset(&signals.mask);
    auto launch = Launcher::Fork("/proc/self/exe", {kProbeName}, signals);
    sigaction(SIGUSR1, &old, nullptr);
    absl::Status status = launch.status();
    if (status.ok()) status = launch->InstallFilter(*filter, BackendChoice::kNotify);
    if (!status.ok()) {
      const int error = launch.ok() ? launch->listener_error() : 0;
      Bad(kListenerProbe, State::kDegraded, std::string(status.message()), NotifyRemedy(error));
      return false;
    }
    Ok(kListenerProbe, "works");
    privileges_ = launch->no_new_privs();
    Listener listener(launch->TakeListener());
    const bool fast = listener.EnableSyncWakeUp();
    const bool usable = Exchange(*launch, listener);
    Check("fast wake-up (FD_SYNC_WAKE_UP)", fast, State::kDegraded, "not known to this kernel",
          "works, but slower when program and supervisor are on different CPUs; Linux 6.6 or "
          "newer has it");
    Check("setuid programs (no_new_privs)", !privileges_, State::kDegraded,
          "the filter needs no_new_privs",
          "sudo, su and ping inside the program gain no privileges; run falco-run with "
          "CAP_SYS_ADMIN if you need them");
    kill(launch->pid(), SIGKILL);
    waitpid(launch->pid(), nullptr, 0);
    return usable;
  }

 private:
  void Ok(const char* name, const char* detail) { results_.push_back(ProbeOk(name, detail)); }
  void Bad(const char* name, State state, std::string detail, std::string remedy) {
    results_.push_back(ProbeBad(name, state, std::move(detail), std::move(remedy)));
  }
  void Check(const char* name, bool ok, State state, const char* detail, const char* remedy) {
    if (ok) {
      Ok(name, "works");
    } else {
      Bad(name, state, detail, remedy);
    }
  }

  // A call in which the child waits for us, with a time limit: a listener that is silent is none.
  static const seccomp_notif* Receive(Listener& listener) {
    for (int i = 0; i < 500; ++i) {
      if (listener.Pending()) return listener.Receive();
      const timespec pause = {0, 100'000};
      nanosleep(&pause, nullptr);
    }
    errno = ETIMEDOUT;
    return nullptr;
  }

  bool Exchange(Launcher& launch, Listener& listener) {
    launch.Go();
    const seccomp_notif* n = Receive(listener);
    Check("notifications (NOTIF_RECV)", n != nullptr, State::kDegraded, std::strerror(errno),
          "programs are traced by ptrace instead, which is slower");
    if (n == nullptr) return false;
    if (n->data.nr == SYS_close_range) {
      CheckAddFd(listener, n->id);
      CheckSignal(launch, listener, n->id);
      listener.Continue(n->id);
      n = Receive(listener);
      if (n == nullptr) return false;
    }
    RemoteMemory memory(launch.pid());
    std::string path;
    const auto read = memory.ReadString(n->data.args[0], 4096, path);
    Check("reading arguments (/proc/PID/mem)", read == RemoteMemory::Read::kOk, State::kMissing,
          "refused",
          "paths and addresses cannot be seen; run falco-run as the same user as the program, or "
          "with CAP_SYS_PTRACE");
    CheckOutcome(launch, listener, n->id);
    return true;
  }

  // The descriptor table is still shared with the child: what is put there is ours to close.
  void CheckAddFd(const Listener& listener, uint64_t id) {
    const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    seccomp_notif_addfd add = {};
    add.id = id;
    add.srcfd = static_cast<uint32_t>(null);
    const int fd = ioctl(listener.fd(), SECCOMP_IOCTL_NOTIF_ADDFD, &add);
    Check("putting descriptors in place (NOTIF_ADDFD)", fd >= 0, State::kDegraded,
          std::strerror(errno), "nothing falco-run does today needs it; Linux 5.9 or newer has it");
    if (fd >= 0) close(fd);
    if (null >= 0) close(null);
  }

  void CheckSignal(const Launcher& launch, const Listener& listener, uint64_t id) {
    kill(launch.pid(), SIGUSR1);
    const timespec pause = {0, 1'000'000};
    nanosleep(&pause, nullptr);
    Check(
        "calls survive signals (WAIT_KILLABLE_RECV)",
        launch.wait_killable() && listener.IsValid(id), State::kDegraded,
        launch.wait_killable() ? "a signal cut the wait short" : "not known to this kernel",
        "a signal during a watched call makes it start again, or gives EINTR; Linux 5.19 or newer "
        "does not");
  }

  void CheckOutcome(const Launcher& launch, Listener& listener, uint64_t id) {
    std::recursive_mutex waiting;
    OutcomeTaker taker(waiting, {});
    bool saw_image = false;
    const auto result = taker.Take(listener, id, launch.pid(), launch.pid(), /*is_exec=*/true,
                                   [&](int64_t) { saw_image = true; });
    const bool exact = result.status == OutcomeTaker::Status::kExecuted && saw_image;
    if (result.status == OutcomeTaker::Status::kUnavailable) listener.Continue(id);
    Check("calls go on, outcomes are exact (CONTINUE, momentary ptrace)", exact, State::kDegraded,
          "refused",
          "return values are estimated; allow ptrace (docker: a kernel from 4.8 does by default; "
          "Yama: ptrace_scope below 2)");
  }

  ProbeResults& results_;
  bool privileges_ = false;  // no_new_privs was needed
};

}  // namespace

bool ProbeNotify(ProbeResults& results) { return NotifyProbe(results).Run(); }

}  // namespace falco_run::tracer

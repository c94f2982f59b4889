// SPDX-License-Identifier: Apache-2.0
#include "tracer/launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <paths.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>
#include <utility>

#include "tracer/filter.h"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
#ifndef SECCOMP_FILTER_FLAG_SPEC_ALLOW
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW (1UL << 2)
#endif

namespace falco_run::tracer {
namespace {

constexpr unsigned kCloseRangeUnshare = 1U << 1;  // linux/close_range.h

void SleepMicroseconds(long us) {
  const timespec t = {0, us * 1000};
  nanosleep(&t, nullptr);
}

absl::Status CheckExecutable(const std::string& path) {
  struct stat st;
  if (stat(path.c_str(), &st) != 0) return absl::ErrnoToStatus(errno, path);
  if (S_ISDIR(st.st_mode)) return absl::PermissionDeniedError("is a directory");
  if (access(path.c_str(), X_OK) != 0) return absl::PermissionDeniedError("Permission denied");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> FindProgram(const std::string& name) {
  if (name.empty()) return absl::NotFoundError("No such file or directory");
  if (name.find('/') != std::string::npos) {
    const absl::Status status = CheckExecutable(name);
    if (absl::IsNotFound(status)) return absl::NotFoundError("No such file or directory");
    if (!status.ok()) return absl::PermissionDeniedError(std::string(status.message()));
    return name;
  }
  const char* env = std::getenv("PATH");
  std::string dirs = env ? env : "/usr/local/bin:/bin:/usr/bin";
  bool refused = false;
  for (size_t begin = 0; begin <= dirs.size();) {
    const size_t end = std::min(dirs.find(':', begin), dirs.size());
    std::string path = dirs.substr(begin, end - begin);
    begin = end + 1;
    if (path.empty()) path = ".";
    path += "/" + name;
    const absl::Status status = CheckExecutable(path);
    if (status.ok()) return path;
    if (absl::IsPermissionDenied(status)) refused = true;
  }
  if (refused) return absl::PermissionDeniedError("Permission denied");
  return absl::NotFoundError("command not found");
}

struct Launcher::Handshake {
  std::atomic<uint32_t> filter_size{0};  // in instructions; a futex: the child sleeps while 0
  BackendChoice choice = BackendChoice::kAuto;
  std::atomic<bool> ready{false};
  std::atomic<Mechanism> mechanism{Mechanism::kNotify};
  std::atomic<int> listener{-1};
  std::atomic<int> go{0};
  std::atomic<bool> own_table{false};
  std::atomic<int> filter_error{0};
  std::atomic<int> exec_error{0};
  std::atomic<bool> wait_killable{false};
  std::atomic<bool> no_new_privs{false};
  sock_filter filter[BPF_MAXINSNS];
};

void Launcher::Unmap::operator()(Handshake* h) const { munmap(h, sizeof(Handshake)); }

// The following runs in a forked child: only async-signal-safe calls.

// Before Linux 5.16 a filter without it has all of the program run with mitigations against
// speculation that it has not asked for (Linux 4.17).
constexpr unsigned long kSpecAllow = SECCOMP_FILTER_FLAG_SPEC_ALLOW;

// Whether a listener can let a call go on, which it can since Linux 5.5, while there are listeners
// since 5.0. Tried out by somebody who does not live on, on a call that there is not.
bool KnowsContinue() {
  const long probe = syscall(SYS_clone, 0, nullptr, nullptr, nullptr, nullptr);
  if (probe == 0) {
    sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const sock_fprog program = {1, &allow};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const long fd =
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    seccomp_notif_resp answer = {};
    answer.id = 1;
    answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    const bool refused = fd >= 0 &&
                         ioctl(static_cast<int>(fd), SECCOMP_IOCTL_NOTIF_SEND, &answer) != 0 &&
                         errno == EINVAL;
    _exit(refused ? 1 : 0);
  }
  int status = 0;
  if (probe < 0 || waitpid(static_cast<pid_t>(probe), &status, __WALL) != probe) return true;
  return !WIFEXITED(status) || WEXITSTATUS(status) == 0;
}

// Returns 0 or errno. The listener appears in the parent's descriptor table, which is shared.
int Launcher::InstallListener(Handshake* h, const sock_fprog& program) {
  // What is not known is refused: before Linux 5.19 the first, elsewhere maybe the other, or both.
  constexpr unsigned long kKillable = SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
  constexpr unsigned long kTries[] = {kKillable | kSpecAllow, kSpecAllow, kKillable, 0};
  for (size_t i = 0;;) {
    const long fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                            SECCOMP_FILTER_FLAG_NEW_LISTENER | kTries[i], &program);
    if (fd >= 0) {
      h->wait_killable = (kTries[i] & kKillable) != 0;
      h->listener = static_cast<int>(fd);
      return 0;
    }
    if (errno == EINVAL && i + 1 < std::size(kTries)) {
      if (i == 0 && !KnowsContinue()) return EINVAL;
      ++i;
    } else if (errno == EACCES && !h->no_new_privs) {
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      h->no_new_privs = true;
    } else {
      return errno;
    }
  }
}

// The same filter, but calls stop for ptrace.
bool Launcher::InstallTraceFilter(Handshake* h) {
  for (uint32_t i = 0; i < h->filter_size; ++i) {
    sock_filter& f = h->filter[i];
    if (f.code != (BPF_RET | BPF_K)) continue;
    if (f.k == SECCOMP_RET_USER_NOTIF || f.k == kAllowUnlessTraced) f.k = SECCOMP_RET_TRACE;
  }
  const sock_fprog program = {static_cast<unsigned short>(h->filter_size), h->filter};
  unsigned long flags = kSpecAllow;
  while (true) {
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) == 0) return true;
    const int error = errno;
    if (error == EINVAL && flags != 0) {
      flags = 0;
      continue;
    }
    // The older call works in some places where the newer one is refused.
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0) return true;
    if ((error != EACCES && errno != EACCES) || h->no_new_privs) return false;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    h->no_new_privs = true;
  }
}

void Launcher::Watch(Handshake* h, BackendChoice choice) {
  int error = 0;
  if (choice == BackendChoice::kPtrace) {
    // Whether a listener could be installed is tried out by somebody who does not live on, with a
    // filter that asks for nothing.
    const long probe = syscall(SYS_clone, 0, nullptr, nullptr, nullptr, nullptr);
    if (probe == 0) {
      sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
      _exit(InstallListener(h, {1, &allow}));
    }
    int status = 0;
    if (probe > 0 && waitpid(static_cast<pid_t>(probe), &status, __WALL) == probe) {
      error = WEXITSTATUS(status);
    }
    // What it noted down was true of itself only.
    h->listener = -1;
    h->no_new_privs = false;
    h->wait_killable = false;
  } else {
    error = InstallListener(h, {static_cast<unsigned short>(h->filter_size), h->filter});
    if (error == 0) return;
    h->filter_error = error;
    if (choice == BackendChoice::kNotify) _exit(125);
  }
  // Calls that a listener of somebody else asks for are given to that one and not to us.
  const bool shadowed = error == EBUSY;
  h->mechanism = !shadowed && InstallTraceFilter(h) ? Mechanism::kTrace : Mechanism::kSyscall;
}

// Some of the calls may already be watched; the parent answers as soon as it has seen that we are
// ready. One free place precedes argv.
void Launcher::RunChild(Handshake* h, const char* path, char** argv,
                        const InheritedSignals& signals) {
  while (h->filter_size == 0) {
    syscall(SYS_futex, &h->filter_size, FUTEX_WAIT, 0, nullptr, nullptr, 0);
  }
  Watch(h, h->choice);
  h->ready = true;
  while (h->go == 0) sched_yield();
  // From here on the keeper decides what becomes of us if the engine dies.
  prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
  // From here on the parent may close its own descriptors. An empty range unshares without
  // closing anything; older kernels and some container profiles know only one of the two.
  h->own_table =
      syscall(SYS_close_range, ~0U, ~0U, kCloseRangeUnshare) == 0 || unshare(CLONE_FILES) == 0;

  if (signals.ignore_sigchld) signal(SIGCHLD, SIG_IGN);
  sigprocmask(SIG_SETMASK, &signals.mask, nullptr);
  execve(path, argv, environ);
  if (errno == ENOEXEC) {
    // A script without "#!": run it by the shell, as execvp(3) does.
    argv[0] = const_cast<char*>(path);
    argv[-1] = const_cast<char*>(_PATH_BSHELL);
    execve(_PATH_BSHELL, argv - 1, environ);
  }
  h->exec_error = errno;
  _exit(h->exec_error == ENOENT ? 127 : 126);
}

Launcher::Launcher() = default;

Launcher::Launcher(Launcher&& o) noexcept
    : pid_(o.pid_),
      waits_for_filter_(std::exchange(o.waits_for_filter_, false)),
      listener_(std::move(o.listener_)),
      shared_(std::move(o.shared_)) {}

Launcher::~Launcher() {
  if (!waits_for_filter_) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

absl::StatusOr<Launcher> Launcher::Fork(const std::string& path,
                                        const std::vector<std::string>& argv,
                                        const InheritedSignals& signals) {
  Launcher launcher;
  void* page =
      mmap(nullptr, sizeof(Handshake), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return absl::ErrnoToStatus(errno, "mmap");
  launcher.shared_.reset(new (page) Handshake);

  std::vector<char*> pointers = {nullptr};  // a free place, see RunChild
  for (const std::string& arg : argv) pointers.push_back(const_cast<char*>(arg.c_str()));
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  // CLONE_FILES: the listener appears in our table without being sent; exec ends the sharing.
  const long pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid < 0) return absl::ErrnoToStatus(errno, "clone");
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != parent) _exit(125);
    RunChild(launcher.shared_.get(), path.c_str(), pointers.data() + 1, signals);
  }
  launcher.pid_ = static_cast<pid_t>(pid);
  launcher.waits_for_filter_ = true;
  return launcher;
}

absl::Status Launcher::InstallFilter(const std::vector<sock_filter>& filter, BackendChoice choice) {
  if (filter.empty() || filter.size() > std::size(shared_->filter)) {
    return absl::InvalidArgumentError("seccomp filter: a bad size");
  }
  std::copy(filter.begin(), filter.end(), shared_->filter);
  shared_->choice = choice;
  shared_->filter_size = static_cast<uint32_t>(filter.size());
  syscall(SYS_futex, &shared_->filter_size, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  while (!shared_->ready) {
    int status = 0;
    const pid_t waited = waitpid(pid_, &status, WNOHANG);
    // Where SIGCHLD is ignored the kernel reaps it, and there is nobody to wait for.
    if (waited == pid_ || (waited < 0 && errno == ECHILD)) {
      waits_for_filter_ = false;
      const int error = shared_->filter_error;
      if (error == 0) return absl::InternalError("the child ended before it was ready");
      return absl::ErrnoToStatus(error, "seccomp user notification");
    }
    SleepMicroseconds(20);
  }
  waits_for_filter_ = false;
  if (shared_->listener >= 0) listener_.reset(shared_->listener);
  return absl::OkStatus();
}

Mechanism Launcher::mechanism() const { return shared_->mechanism; }
int Launcher::listener_error() const { return shared_->filter_error; }
bool Launcher::wait_killable() const { return shared_->wait_killable; }
bool Launcher::no_new_privs() const { return shared_->no_new_privs; }
bool Launcher::has_own_descriptors() const { return shared_->own_table; }
void Launcher::Go() { shared_->go = 1; }
int Launcher::exec_error() const { return shared_->exec_error; }

}  // namespace falco_run::tracer

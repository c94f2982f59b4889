// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_LAUNCHER_H_
#define FALCO_RUN_TRACER_LAUNCHER_H_

#include <linux/filter.h>
#include <signal.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tracer/mechanism.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {

// Finds the file that `name` means, as execvp(3) does: names without a slash are looked up
// in $PATH. NotFound (exit status 127) or PermissionDenied (126) otherwise.
absl::StatusOr<std::string> FindProgram(const std::string& name);

// What the program would have inherited without us.
struct InheritedSignals {
  sigset_t mask;
  bool ignore_sigchld = false;
};

// Starts a program behind a seccomp filter and hands out the listener.
//
//   auto launch = Launcher::Fork(path, argv, signals);  // before any thread exists
//   ... load rules, make the filter ...
//   launch->InstallFilter(filter, BackendChoice::kAuto);
//   ... start answering notifications on launch->TakeListener(), or trace launch->pid(), as
//       launch->mechanism() says ...
//   launch->Go();                                       // now the program execs
//
// Destroying it before InstallFilter has succeeded ends the child.
class Launcher {
 public:
  // Forks the child, which waits for the filter. The caller must not have started threads,
  // and does well to be small still: after a fork each page costs a copy when it is written.
  // `argv` as for execve(2).
  static absl::StatusOr<Launcher> Fork(const std::string& path,
                                       const std::vector<std::string>& argv,
                                       const InheritedSignals& signals);

  ~Launcher();
  Launcher(Launcher&&) noexcept;

  // Lets the child install the filter of BuildFilter, and waits until it has. Once only. The
  // choice is made by trying: a listener; a filter that stops for ptrace, unless a listener of
  // somebody else would get the calls before us; no filter. Fails only for kNotify.
  absl::Status InstallFilter(const std::vector<sock_filter>& filter, BackendChoice choice);

  Mechanism mechanism() const;
  // Why it is not a listener, errno; 0: it is one, or none was asked for.
  int listener_error() const;

  pid_t pid() const { return pid_; }
  UniqueFd TakeListener() { return std::move(listener_); }

  // Signals do not cut short a wait for our answer (SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV).
  bool wait_killable() const;
  // The filter needed no_new_privs: setuid programs of the tree gain no privileges.
  bool no_new_privs() const;

  // The child no longer shares our descriptor table: closing ours does not close its. May
  // stay false for ever where the kernel refuses; exec ends the sharing in any case.
  bool has_own_descriptors() const;

  // Lets the child call exec.
  void Go();

  // errno of a failed exec, 0 if none failed (yet).
  int exec_error() const;

 private:
  struct Handshake;  // shared with the child
  struct Unmap {
    void operator()(Handshake* h) const;
  };

  Launcher();
  static void Watch(Handshake* h, BackendChoice choice);
  static int InstallListener(Handshake* h, const sock_fprog& program);
  static bool InstallTraceFilter(Handshake* h);
  [[noreturn]] static void RunChild(Handshake* h, const char* path, char** argv,
                                    const InheritedSignals& signals);

  pid_t pid_ = -1;
  bool waits_for_filter_ = false;
  UniqueFd listener_;
  std::unique_ptr<Handshake, Unmap> shared_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_LAUNCHER_H_

// SPDX-License-Identifier: Apache-2.0
#include "app/attachment.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/backend_thread.h"
#include "app/process_tree.h"
#include "tracer/proc_file.h"
#include "tracer/ptrace_backend.h"
#include "tracer/unique_fd.h"

namespace falco_run::app {
namespace {

// But for those that whoever started us wants ignored (nohup): a blocked one would be told here.
sigset_t EndingSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int s : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    if (!IsIgnored(s)) sigaddset(&set, s);
  }
  return set;
}

// Its command line, as far as it can be read.
std::vector<std::string> CommandOf(pid_t pid) {
  std::vector<std::string> command;
  std::string buffer(65536, '\0');
  const std::string_view text = tracer::ReadCommandLine(pid, buffer);
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\0', begin), text.size());
    command.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return command;
}

}  // namespace

void BlockSignals() {
  sigset_t set = EndingSignals();
  // A stopped tracer would leave the program in its next stop, an ended one unwatched.
  for (const int s : {SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE}) sigaddset(&set, s);
  sigprocmask(SIG_BLOCK, &set, nullptr);
}

absl::Status SuperviseAttached(const SupervisionOptions& options, pid_t pid, tracer::Sink& sink,
                               const std::function<void(const SupervisionResult&)>& on_end) {
  const sigset_t ending = EndingSignals();
  const tracer::UniqueFd signals(signalfd(-1, &ending, SFD_CLOEXEC));
  if (!signals.valid()) return absl::ErrnoToStatus(errno, "signalfd");
  tracer::WatchPlan plan = tracer::MakeWatchPlan(options.watch);
  sink.OnStart(CompletedStart(options, "ptrace", CommandOf(pid), plan.unsupported));
  if (const absl::Status status = AfterStart(options); !status.ok()) return status;

  SupervisionResult result;
  result.unsupported = plan.unsupported;
  result.mechanism = tracer::Mechanism::kSyscall;
  tracer::PtraceOptions ptrace;
  ptrace.watch = CompletedWatch(options, plan);
  ptrace.mechanism = tracer::Mechanism::kSyscall;
  ptrace.stays = true;
  const auto backend = tracer::MakePtraceBackend(std::move(ptrace), sink);
  if (options.live != nullptr) options.live->Set(backend.get());
  BackendThread thread(*backend);
  using Show = tracer::PtraceBackend::Show;
  const absl::Status attached = backend->Attach(pid, Show::kAsExecuted);
  if (!attached.ok() && options.live != nullptr) options.live->Set(nullptr);
  if (!attached.ok()) return attached;
  backend->EndWithLast();
  while (!thread.done()) {
    pollfd fd = {signals.get(), POLLIN, 0};
    constexpr int kPeriodMs = 50;
    if (poll(&fd, 1, kPeriodMs) > 0) break;
  }
  result.tree_left = false;
  thread.Stop();
  result.stats = backend->stats();
  if (options.live != nullptr) options.live->Set(nullptr);
  on_end(result);
  return absl::OkStatus();
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "app/attachment.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "tracer/clock.h"
#include "tracer/proc_file.h"
#include "tracer/ptrace_backend.h"
#include "tracer/unique_fd.h"

namespace falco_run::app {
namespace {

sigset_t EndingSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int s : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&set, s);
  return set;
}

// Its command line, as far as it can be read.
void FillCommand(pid_t pid, proto::Start& start) {
  const std::string text = tracer::ReadProcFile(pid, "cmdline", 65536);
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\0', begin), text.size());
    start.add_command(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void SendStart(const SupervisionOptions& options, const tracer::WatchPlan& plan, pid_t pid,
               tracer::Sink& sink) {
  proto::Start start = options.start;
  start.set_backend("ptrace");
  start.set_time_ns(tracer::NowNs());
  utsname name;
  if (uname(&name) == 0) start.set_kernel_release(name.release);
  FillCommand(pid, start);
  for (const std::string& event : plan.unsupported) {
    start.add_blind_spots("event " + event + " is not observed");
  }
  sink.OnStart(start);
}

// Runs a backend on a thread; when that ends, the tracees are let go of.
class BackendThread {
 public:
  explicit BackendThread(tracer::Backend& backend) : backend_(backend) {
    // Interrupts the backend's wait, and does nothing else.
    struct sigaction wake = {};
    wake.sa_handler = [](int) {};
    sigaction(SIGURG, &wake, nullptr);
    thread_ = std::thread([this] {
      backend_.Run();
      done_ = true;
    });
  }
  ~BackendThread() { Stop(); }

  void Stop() {
    while (!done_) {
      backend_.Stop();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (thread_.joinable()) thread_.join();
  }

  bool done() const { return done_; }

 private:
  tracer::Backend& backend_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace

void BlockEndingSignals() {
  const sigset_t set = EndingSignals();
  sigprocmask(SIG_BLOCK, &set, nullptr);
}

absl::Status SuperviseAttached(const SupervisionOptions& options, pid_t pid, tracer::Sink& sink,
                               const std::function<void(const SupervisionResult&)>& on_end) {
  const sigset_t ending = EndingSignals();
  const tracer::UniqueFd signals(signalfd(-1, &ending, SFD_CLOEXEC));
  if (!signals.valid()) return absl::ErrnoToStatus(errno, "signalfd");
  tracer::WatchPlan plan = tracer::MakeWatchPlan(options.watch);
  SendStart(options, plan, pid, sink);

  SupervisionResult result;
  result.unsupported = plan.unsupported;
  result.mechanism = tracer::Mechanism::kSyscall;
  tracer::PtraceOptions ptrace;
  ptrace.watch.numbers = std::move(plan.numbers);
  ptrace.watch.snapshot_parts = options.snapshot_parts;
  ptrace.watch.fd_details = options.fd_details;
  ptrace.watch.data = options.data;
  ptrace.watch.outcomes = options.outcomes;
  ptrace.watch.own_pids = {getpid()};
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

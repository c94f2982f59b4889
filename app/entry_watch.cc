// SPDX-License-Identifier: Apache-2.0
#include "app/entry_watch.h"

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/backend_thread.h"
#include "app/priority.h"
#include "app/process_tree.h"
#include "tracer/children.h"
#include "tracer/namespace_watcher.h"
#include "tracer/proc_file.h"
#include "tracer/proc_status.h"

namespace falco_run::app {
namespace {

constexpr char kNotTraced[] =
    "a process entered from outside and may not be traced: its start is reported, its calls are "
    "not seen";
constexpr char kEnded[] = "a process entered from outside and had ended before it was looked at";
constexpr char kFoundAgain[] =
    "a process that had entered from outside when the engine was restarted or replaced: its calls "
    "meanwhile were not seen";

// What an engine before this one knew of a process.
struct Before {
  Before(pid_t pid, const tracer::EarlierWatch& earlier) {
    // So long it may have taken until what began was shown.
    static const auto kLongestUnshown = 3 * static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
    const auto stat = tracer::ReadProcStat(pid);
    there = stat && stat->start_ticks < earlier.until_ticks;
    shown = there && stat->start_ticks + kLongestUnshown < earlier.until_ticks;
  }

  bool there = false;
  bool shown = false;
};

}  // namespace

class EntryWatch::Impl {
 public:
  Impl(tracer::PtraceBackend* tracer, const tracer::WatchOptions& watch, tracer::Sink& sink,
       const tracer::EarlierWatch& earlier)
      : tracer_(tracer), earlier_(earlier) {
    if (tracer_ == nullptr) {
      tracer::PtraceOptions options;
      options.watch = watch;
      options.watch.program = 0;
      options.mechanism = tracer::Mechanism::kSyscall;
      options.stays = true;
      own_tracer_ = tracer::MakePtraceBackend(std::move(options), sink);
      tracer_ = own_tracer_.get();
      tracing_.emplace(*own_tracer_);
    }
    looking_ = std::thread([this] { LookAround(); });
  }

  ~Impl() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    stopped_.notify_all();
    looking_.join();
  }

  void AddStats(tracer::BackendStats& stats) const {
    if (const uint64_t n = not_traced_; n != 0) stats.blind_spots[kNotTraced] += n;
    if (const uint64_t n = ended_; n != 0) stats.blind_spots[kEnded] += n;
    if (const uint64_t n = found_again_; n != 0) stats.blind_spots[kFoundAgain] += n;
    if (own_tracer_) stats.Add(own_tracer_->stats());
  }

 private:
  using Show = tracer::PtraceBackend::Show;

  void LookAround() {
    tracer::NamespaceWatcher watcher(
        [this](pid_t pid, bool settled) { return OnEntered(pid, settled); }, earlier_);
    RaisePriority();
    std::unique_lock<std::mutex> lock(mutex_);
    while (!stopped_.wait_for(lock, std::chrono::milliseconds(watcher.PeriodMs()),
                              [this] { return stop_; })) {
      lock.unlock();
      watcher.Look();
      lock.lock();
    }
  }

  bool OnEntered(pid_t pid, bool settled) {
    const Before before(pid, earlier_);
    const bool show = settled && !before.shown;
    const absl::Status status = tracer_->Attach(pid, show ? Show::kAsExecuted : Show::kNot);
    if (status.ok()) {
      if (before.there) ++found_again_;
      // It may have become the program just before.
      const bool show_now = !settled && !before.shown;
      if (show_now && tracer::NamespaceWatcher::IsSettled(pid)) tracer_->ShowOnly(pid);
      AttachChildren(pid, 0);
      return true;
    }
    if (absl::IsNotFound(status)) {
      ++ended_;
      return true;
    }
    if (!settled) return false;
    if (!before.shown) tracer_->ShowOnly(pid);
    if (++not_traced_ == 1) {
      std::cerr << "falco-run: warning: " + std::string(kNotTraced) + ": " +
                       std::string(status.message()) + "\n"
                << std::flush;
    }
    return true;
  }

  // Those that it had made before; the others are traced already.
  void AttachChildren(pid_t pid, int depth) {
    if (depth > kMaxDepth) return;
    const std::vector<pid_t> children = tracer::ChildrenOf(pid);
    const std::string own = children.empty() ? "" : CommandLine(pid);
    for (const pid_t child : children) {
      const Before before(child, earlier_);
      const bool show = !before.shown && CommandLine(child) != own;
      if (!tracer_->Attach(child, show ? Show::kAsExecuted : Show::kNot).ok()) continue;
      if (before.there) ++found_again_;
      AttachChildren(child, depth + 1);
    }
  }

  static std::string CommandLine(pid_t pid) {
    std::array<char, 4096> buffer;
    return std::string(tracer::ReadCommandLine(pid, buffer));
  }

  static constexpr int kMaxDepth = 64;

  tracer::PtraceBackend* tracer_;
  const tracer::EarlierWatch earlier_;
  std::unique_ptr<tracer::PtraceBackend> own_tracer_;
  std::optional<BackendThread> tracing_;
  std::thread looking_;
  std::atomic<uint64_t> not_traced_{0};
  std::atomic<uint64_t> ended_{0};
  std::atomic<uint64_t> found_again_{0};
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
};

EntryWatch::EntryWatch(tracer::PtraceBackend* tracer, const tracer::WatchOptions& watch,
                       tracer::Sink& sink, const tracer::EarlierWatch& earlier)
    : impl_(std::make_unique<Impl>(tracer, watch, sink, earlier)) {}

EntryWatch::~EntryWatch() = default;

void EntryWatch::AddStats(tracer::BackendStats& stats) const { impl_->AddStats(stats); }

}  // namespace falco_run::app

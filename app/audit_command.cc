// SPDX-License-Identifier: Apache-2.0
#include "app/audit_command.h"

#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "app/audit_inputs.h"
#include "app/audit_summary.h"
#include "app/engine_factory.h"
#include "app/engine_sink.h"
#include "app/output_factory.h"
#include "app/recording_audit_sink.h"
#include "app/recording_files.h"
#include "app/rules_source.h"
#include "app/summary.h"
#include "app/version.h"
#include "metrics/host.h"
#include "tracer/clock.h"

namespace falco_run::app {
namespace {

constexpr int kCannotStart = 1;
constexpr int kLargeAllocation = 64 << 10;  // bytes

int Fail(const std::string& message) {
  std::cerr << "falco-run: " << message << std::endl;
  return kCannotStart;
}

sigset_t HandledSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int s : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, s);
  return set;
}

// Waits for signals on a thread of its own. Made before any other thread, which then have them
// blocked, too.
class SignalWaiter {
 public:
  SignalWaiter() {
    const sigset_t set = HandledSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);
    signals_ = signalfd(-1, &set, SFD_CLOEXEC);
    end_ = eventfd(0, EFD_CLOEXEC);
  }
  ~SignalWaiter() {
    const uint64_t one = 1;
    if (thread_.joinable() && write(end_, &one, sizeof one) > 0) thread_.join();
    close(signals_);
    close(end_);
  }

  void Start(AuditInputs& inputs) {
    thread_ = std::thread([this, &inputs] { Run(inputs); });
  }

 private:
  void Run(AuditInputs& inputs) {
    for (;;) {
      pollfd fds[] = {{signals_, POLLIN, 0}, {end_, POLLIN, 0}};
      if (poll(fds, 2, -1) < 0) continue;
      if (fds[1].revents != 0) return;
      signalfd_siginfo info;
      if (read(signals_, &info, sizeof info) != sizeof info) continue;
      if (info.ssi_signo != SIGHUP) {
        inputs.Stop();
        return;
      }
      const absl::Status status = inputs.ReloadCertificates();
      if (!status.ok()) {
        std::cerr << "falco-run: the old certificates stay: " + std::string(status.message()) + "\n"
                  << std::flush;
      }
    }
  }

  int signals_ = -1;
  int end_ = -1;
  std::thread thread_;
};

proto::Start MakeStart() {
  proto::Start start;
  start.set_version(kVersion);
  start.set_hostname(metrics::HostName());
  start.set_backend(kAuditBackend);
  start.set_time_ns(tracer::NowNs());
  return start;
}

}  // namespace

int RunAudit(const Options& options, const Config& config) {
  const auto began = std::chrono::steady_clock::now();
  AuditOptions audit = options.audit;
  FillFromConfig(config.reader(), audit);
  if (const std::string problem = CheckAuditOptions(audit); !problem.empty()) return Fail(problem);
  // What a body took goes back to the kernel, so that a flood leaves nothing behind.
  mallopt(M_MMAP_THRESHOLD, kLargeAllocation);
  SignalWaiter signals;
  const std::vector<std::string> rules =
      options.rules.empty() ? std::vector<std::string>{kShippedAuditRulesName} : options.rules;
  const EngineSetup setup = MakeEngine(rules, config, config.suggested_output.value_or(false));
  if (setup.engine == nullptr) return kCannotStart;
  auto outputs = OpenOutputs(config, options.alerts, options.json);
  if (!outputs.ok()) return Fail(std::string(outputs.status().message()));

  EngineSink engine_sink(*setup.engine, *outputs->dispatcher);
  std::unique_ptr<recording::RecordWriter> recording;
  std::optional<RecordingAuditSink> recording_sink;
  const proto::Start start = MakeStart();
  engine_sink.OnStart(start);
  if (!options.record.empty()) {
    auto opened = OpenRecording(options.record);
    if (!opened.ok()) return Fail(std::string(opened.status().message()));
    recording = *std::move(opened);
    recording->Start();
    proto::Record record;
    *record.mutable_start() = start;
    recording->Write(record);
    recording_sink.emplace(engine_sink, *recording);
  }

  AuditInputs inputs;
  if (absl::Status s = inputs.Start(audit); !s.ok()) {
    return Fail(std::string(s.message()));
  }
  signals.Start(inputs);
  if (inputs.port() && !options.quiet) {
    std::cerr << "falco-run: " << setup.rules.size() << " rules; taking audit events at port "
              << *inputs.port() << ", path " << (audit.path.empty() ? kAuditPath : audit.path)
              << std::endl;
  }
  inputs.queue().Run(recording_sink ? static_cast<audit::Sink&>(*recording_sink) : engine_sink);
  inputs.Stop();

  outputs->dispatcher->Stop(outputs->Deadline());
  if (recording) {
    proto::End end;
    end.set_time_ns(tracer::NowNs());
    recording->Close(std::move(end));
  }
  if (options.quiet) return 0;
  Summary summary;
  AddCounts(engine_sink.counts(), *outputs->dispatcher, summary);
  summary.run.stats.events = inputs.counters().events;
  summary.rules = setup.rules.size();
  if (recording) summary.recording = recording->stats();
  summary.audit = MakeAuditSummary(inputs.counters());
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  PrintSummary(summary, options.json, options.stats);
  return 0;
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "app/run_program.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "app/adoption.h"
#include "app/attachment.h"
#include "app/audit_summary.h"
#include "app/audit_thread.h"
#include "app/collection.h"
#include "app/engine_factory.h"
#include "app/engine_sink.h"
#include "app/gap_alert.h"
#include "app/huge_heap.h"
#include "app/keeper.h"
#include "app/live_backend.h"
#include "app/metrics_ticker.h"
#include "app/output_factory.h"
#include "app/priority.h"
#include "app/recording_audit_sink.h"
#include "app/recording_files.h"
#include "app/recording_sink.h"
#include "app/render.h"
#include "app/rules_reloader.h"
#include "app/rules_source.h"
#include "app/run_metrics.h"
#include "app/summary.h"
#include "app/supervision.h"
#include "app/takeover_environment.h"
#include "app/version.h"
#include "app/web_server.h"
#include "engine/engine.h"
#include "metrics/host.h"
#include "recording/record_writer.h"
#include "tracer/clock.h"
#include "tracer/launcher.h"

namespace falco_run::app {
namespace {

constexpr int kCannotStart = 1;
constexpr int kNotExecutable = 126;
constexpr int kNotFound = 127;

int Fail(int code, const std::string& message) {
  std::cerr << "falco-run: " << message << std::endl;
  return code;
}

tracer::Outcomes OutcomesByName(const std::string& name) {
  if (name == "always") return tracer::Outcomes::kAlways;
  return name == "never" ? tracer::Outcomes::kNever : tracer::Outcomes::kNeeded;
}

tracer::BackendChoice BackendByName(const std::string& name) {
  if (name == "notify") return tracer::BackendChoice::kNotify;
  return name == "ptrace" ? tracer::BackendChoice::kPtrace : tracer::BackendChoice::kAuto;
}

SupervisionOptions MakeSupervision(const Options& options, const Config& config,
                                   const engine::Requirements& needs,
                                   std::optional<proto::Container> container) {
  SupervisionOptions s;
  s.argv = options.command;
  s.watch = MakeWatchRequest(needs);
  s.collect.snapshot_parts = SnapshotParts(needs);
  s.collect.fd_details = needs.fd_details;
  // A recording has all of them.
  s.collect.fd_when_asked = s.collect.process_when_asked = options.record.empty();
  s.collect.data = needs.data;
  s.collect.opened_file = (needs.process_facets & engine::Requirements::kOpenedFile) != 0;
  s.collect.created_file = (needs.process_facets & engine::Requirements::kCreatedFile) != 0;
  s.collect.trust = (needs.process_facets & engine::Requirements::kTrust) != 0;
  s.collect.verify_paths = config.verify_paths;
  s.collect.outcomes = OutcomesByName(options.outcomes);
  s.watch_namespace = options.watch_namespace;
  s.backend = BackendByName(options.backend.empty() ? config.backend : options.backend);
  s.start.set_version(kVersion);
  s.start.set_hostname(metrics::HostName());
  if (container) *s.start.mutable_container() = *std::move(container);
  if (!options.record.empty()) *s.start.mutable_collected() = MakeCollected(needs);
  return s;
}

// The N of "fd:N" where one is given.
std::vector<int> InheritedTargets(const Options& options) {
  std::vector<int> descriptors;
  for (const std::string& target : {options.alerts, options.record}) {
    int fd = -1;
    if (target.starts_with("fd:") && absl::SimpleAtoi(target.substr(3), &fd) && fd > 2) {
      descriptors.push_back(fd);
    }
  }
  return descriptors;
}

// Everything that the engine process does.
class EngineProcess {
 public:
  EngineProcess(const Options& options, const Config& config, std::string program)
      : options_(options), config_(config), program_(std::move(program)) {}

  int Main(ControlChannel channel, EngineStart start) {
    if (start.takeover) return TakeOver(std::move(channel), std::move(start));
    // Before anything large is in memory and any thread is started.
    auto launcher = tracer::Launcher::Fork(program_, options_.command, start.signals);
    if (!launcher.ok()) return Fail(kCannotStart, Explain(launcher.status()));
    return Evaluate(
        [&](const SupervisionOptions& supervision, tracer::Sink& sink, const OnEnd& on_end) {
          return Supervise(supervision, std::move(channel), *std::move(launcher), start.log, sink,
                           on_end);
        });
  }

  // The same when the program runs already, and an engine before this one has ended.
  int TakeOver(ControlChannel channel, EngineStart start) {
    Takeover takeover = *std::move(start.takeover);
    engines_before_ = takeover.number;
    tree_left_ = takeover.program == 0;
    // Nobody watches until we do: what runs meanwhile must not take our time.
    const std::optional<int> usual = UsualNice();
    RaisePriority();
    // Names of files were meant where we were started.
    if (chdir(takeover.directory.c_str()) != 0) {
      std::cerr << "falco-run: warning: " + takeover.directory + ": " + std::strerror(errno) + "\n"
                << std::flush;
    }
    return Evaluate(
        [&](const SupervisionOptions& supervision, tracer::Sink& sink, const OnEnd& on_end) {
          return SuperviseAdopted(
              supervision, std::move(channel), std::move(takeover), start.log, sink,
              [this, usual](const Gap& gap) {
                if (usual) SetNice(*usual);
                outputs_.dispatcher->Push(MakeGapAlert(gap));
              },
              on_end);
        });
  }

  // The same for a process that runs already.
  int Attach(pid_t pid) {
    BlockSignals();
    return Evaluate(
        [&](const SupervisionOptions& supervision, tracer::Sink& sink, const OnEnd& on_end) {
          return SuperviseAttached(supervision, pid, sink, on_end);
        });
  }

 private:
  using OnEnd = std::function<void(const SupervisionResult&)>;
  using Watch = std::function<absl::Status(const SupervisionOptions&, tracer::Sink&, const OnEnd&)>;

  // Loads everything, evaluates what `watch` sees, and reports.
  int Evaluate(const Watch& watch) {
    UseHugeHeap();
    auto container = EffectiveContainer(config_);  // some 100 us: looked at once
    const EngineSetup setup = MakeEngine(RulesToLoad(options_, config_), config_,
                                         config_.suggested_output.value_or(container.has_value()));
    if (setup.engine == nullptr) return kCannotStart;
    LookUpHostNames(setup);
    enabled_rules_ = setup.rules.size();
    auto outputs = OpenOutputs(config_, options_.alerts, options_.json, RaisePriority);
    if (!outputs.ok()) return Fail(kCannotStart, std::string(outputs.status().message()));
    outputs_ = *std::move(outputs);
    auto recording = OpenRecording(RecordingTarget(), RaisePriority);
    if (!recording.ok()) return Fail(kCannotStart, std::string(recording.status().message()));
    recording_ = *std::move(recording);
    SupervisionOptions supervision =
        MakeSupervision(options_, config_, setup.engine->requirements(), std::move(container));
    start_ = std::chrono::steady_clock::now();
    EngineSink engine_sink(*setup.engine, *outputs_.dispatcher);
    std::optional<RecordingSink> recording_sink;
    if (recording_) {
      recording_->Start();
      recording_sink.emplace(engine_sink, *recording_);
    }
    LiveBackend live;
    supervision.live = &live;
    const absl::Status metrics_status = StartMetrics(setup, engine_sink, live);
    if (!metrics_status.ok()) return Fail(kCannotStart, std::string(metrics_status.message()));
    reloader_ = RulesReloader::Start(options_, config_, setup, engine_sink, outputs_);
    std::optional<RecordingAuditSink> recording_audit;
    if (!options_.audit.listen.empty()) {
      if (recording_) recording_audit.emplace(engine_sink, *recording_);
      audit_.emplace(recording_audit ? static_cast<audit::Sink&>(*recording_audit) : engine_sink);
      // Not before the start: it is the first record of all.
      supervision.after_start = [this] {
        const absl::Status s = audit_->Start(options_.audit);
        if (s.ok()) return s;
        doctor_helps_ = false;
        return absl::Status(s.code(), "--audit-" + std::string(s.message()).substr(2));
      };
    }
    supervision.deliver = [this] {
      StopInputs();
      outputs_.dispatcher->Flush(outputs_.Deadline());
      flushed_ = true;
    };
    tracer::Sink& sink = recording_sink ? static_cast<tracer::Sink&>(*recording_sink) : engine_sink;
    const absl::Status status = watch(supervision, sink, [&](const SupervisionResult& result) {
      Finish(result, engine_sink);
      if (result.tree_left) ReleaseStderr();
    });
    StopInputs();
    outputs_.dispatcher->Stop(flushed_ ? std::chrono::steady_clock::now() : outputs_.Deadline());
    outputs_.dispatcher.reset();  // removes an outbox that has nothing left; this process _exits
    if (recording_) CloseRecording();
    if (!status.ok()) return Fail(kCannotStart, Explain(status));
    return exit_code_;
  }

  // All but the program, and what others ask us for.
  void StopInputs() {
    reloader_.reset();
    web_server_.reset();
    ticker_.reset();
    audit_.reset();
  }

  // A recording is of one engine: the next one has a file of its own.
  std::string RecordingTarget() const {
    if (engines_before_ == 0 || options_.record.empty()) return options_.record;
    if (options_.record.starts_with("fd:")) return "";
    return options_.record + "." + std::to_string(engines_before_);
  }

  // Only with metrics.enabled or webserver.enabled.
  absl::Status StartMetrics(const EngineSetup& setup, EngineSink& sink, const LiveBackend& live) {
    const config::Reader reader = config_.reader();
    if (reader.Bool("metrics.enabled")) {
      sink.Measure();
      RunMetrics::Parts parts;
      parts.options = ReadMetricsOptions(reader);
      parts.config_files = config_.document.files;
      parts.rules_files = RulesTexts(RulesToLoad(options_, config_));
      parts.rules = setup.rules;
      parts.sink = &sink;
      parts.outputs = outputs_.dispatcher.get();
      parts.backend = [&live] { return live.stats(); };
      metrics_ = std::make_unique<RunMetrics>(std::move(parts));
      auto ticker = MetricsTicker::Start(reader, *metrics_, *outputs_.dispatcher);
      if (!ticker.ok()) return ticker.status();
      ticker_ = *std::move(ticker);
    }
    auto server = StartWebServer(reader, {[this] { return metrics_->WritePrometheus(); },
                                          [this] { return metrics_->WriteStatus(); }});
    if (server.ok()) {
      web_server_ = *std::move(server);
    } else if (absl::IsUnavailable(server.status())) {
      // Another run's, perhaps. No reason not to watch the program.
      std::cerr << "falco-run: warning: " + std::string(server.status().message()) + "\n"
                << std::flush;
    } else {
      return server.status();
    }
    return absl::OkStatus();
  }

  void CloseRecording() {
    proto::End end;
    end.set_time_ns(tracer::NowNs());
    end.set_exit_code(exit_code_);
    for (const auto& [sentence, count] : blind_spots_)
      (*end.mutable_blind_spots())[sentence] = count;
    recording_->Close(std::move(end));
  }

  // The program has ended.
  void Finish(const SupervisionResult& result, const EngineSink& sink) {
    exit_code_ = result.exit_code;
    blind_spots_ = result.stats.blind_spots;
    tree_left_ = result.tree_left;
    if (!tree_left_) reloader_.reset();
    if (audit_ && !tree_left_) audit_->Stop();
    outputs_.dispatcher->Flush(outputs_.Deadline());
    flushed_ = !tree_left_;
    if (recording_) recording_->Flush();
    if (result.exec_error != 0) {
      std::cerr << "falco-run: " << options_.command[0] << ": " << std::strerror(result.exec_error)
                << std::endl;
    }
    if (options_.quiet) return;
    Summary summary;
    summary.run = result;
    summary.rules = enabled_rules_;
    AddCounts(sink.counts(), *outputs_.dispatcher, summary);
    if (recording_) summary.recording = recording_->stats();
    if (audit_) {
      summary.audit = MakeAuditSummary(audit_->inputs().counters());
      summary.run.stats.events += summary.audit->events;
    }
    summary.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    summary.engine_pid = getpid();
    PrintSummary(summary, options_.json, options_.stats);
  }

  // Whoever reads our stderr to its end must not wait for a daemon that the program left.
  void ReleaseStderr() const {
    if (options_.alerts == "stderr") return;
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null < 0) return;
    dup2(null, STDERR_FILENO);
    close(null);
  }

  std::string Explain(const absl::Status& status) const {
    if (program_.empty() || !doctor_helps_) return std::string(status.message());
    return std::string(status.message()) +
           "\nfalco-run: the program was not started; 'falco-run doctor' says what is missing here";
  }

  const Options& options_;
  const Config& config_;
  const std::string program_;
  Outputs outputs_;
  std::unique_ptr<RunMetrics> metrics_;
  std::unique_ptr<MetricsTicker> ticker_;
  std::unique_ptr<http::Server> web_server_;
  std::unique_ptr<RulesReloader> reloader_;
  bool tree_left_ = false;
  bool flushed_ = false;              // the outputs have had their time, and nothing is to come
  bool doctor_helps_ = true;          // against what went wrong
  std::optional<AuditThread> audit_;  // --audit-listen
  std::unique_ptr<recording::RecordWriter> recording_;  // nullptr: none is asked for
  std::map<std::string, uint64_t> blind_spots_;
  std::chrono::steady_clock::time_point start_;
  size_t enabled_rules_ = 0;
  unsigned engines_before_ = 0;
  int exit_code_ = 0;
};

}  // namespace

int RunProgram(const Options& options, const Config& config) {
  auto takeover = TakeTakeover();
  if (!takeover.ok()) return Fail(kCannotStart, std::string(takeover.status().message()));
  if (takeover->has_value()) {
    EngineProcess process(options, config, options.command[0]);
    return process.Main(std::move((*takeover)->channel), std::move((*takeover)->start));
  }
  const auto program = tracer::FindProgram(options.command[0]);
  if (!program.ok()) {
    const int code = absl::IsNotFound(program.status()) ? kNotFound : kNotExecutable;
    return Fail(code, options.command[0] + ": " + std::string(program.status().message()));
  }
  EngineProcess process(options, config, *program);
  KeeperOptions keeper;
  keeper.kill_on_failure =
      (options.on_failure.empty() ? config.on_failure : options.on_failure) == "kill";
  keeper.keep_stderr = options.alerts == "stderr";
  keeper.arguments = options.arguments;
  keeper.descriptors = InheritedTargets(options);
  return RunKeeper(keeper, [&](ControlChannel channel, EngineStart start) {
    return process.Main(std::move(channel), std::move(start));
  });
}

int AttachToProcess(const Options& options, const Config& config) {
  return EngineProcess(options, config, "").Attach(options.attach_pid);
}

int DryRun(const Options& options, const Config& config) {
  const EngineSetup setup = MakeEngine(options.rules, config, AppendsSuggestedOutput(config));
  if (setup.engine == nullptr) return kCannotStart;
  const tracer::WatchPlan plan =
      tracer::MakeWatchPlan(MakeWatchRequest(setup.engine->requirements()));
  const auto filter = tracer::BuildFilter(plan.filter);
  if (!filter.ok()) return Fail(kCannotStart, std::string(filter.status().message()));
  std::cerr << "falco-run: " << setup.rules.size() << " rules; watching";
  for (const auto& call : plan.filter.syscalls) {
    if (!call.only_traced) std::cerr << " " << call.name;
  }
  std::cerr << "\n";
  for (const std::string& name : plan.unsupported) {
    std::cerr << "falco-run: rules ask for the event " << name << ", which is not observed\n";
  }
  return 0;
}

}  // namespace falco_run::app

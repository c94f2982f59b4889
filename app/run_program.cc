// SPDX-License-Identifier: Apache-2.0
#include "app/run_program.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/engine_sink.h"
#include "app/keeper.h"
#include "app/render.h"
#include "app/rules_error.h"
#include "app/rules_source.h"
#include "app/summary.h"
#include "app/supervision.h"
#include "app/version.h"
#include "engine/engine.h"
#include "engine/format/alert_text.h"
#include "engine/loader/selection.h"
#include "outputs/stream_output.h"
#include "tracer/container.h"
#include "tracer/launcher.h"
#include "tracer/process_snapshot.h"

namespace falco_run::app {
namespace {

constexpr int kCannotStart = 1;
constexpr int kNotExecutable = 126;
constexpr int kNotFound = 127;

int Fail(int code, const std::string& message) {
  std::cerr << "falco-run: " << message << std::endl;
  return code;
}

// Loads, selects and compiles. nullptr after an error was told.
std::unique_ptr<engine::Engine> MakeEngine(const Options& options, const Config& config,
                                           size_t* enabled_rules) {
  RulesLoad load = LoadRules(options.rules, /*keep_going=*/false);
  if (!load.ok()) {
    std::cerr << FormatRulesErrors(load.results.back());
    return nullptr;
  }
  engine::SelectRules(config.rules, load.rules);
  if (AppendsSuggestedOutput(config)) {
    for (engine::Rule& rule : load.rules.rules) rule.output += engine::SuggestedOutput();
  }
  engine::EngineOptions engine_options;
  engine_options.minimum_priority = config.priority;
  if (config.rule_matching_all) {
    engine_options.rule_matching = engine::EngineOptions::Matching::kAll;
  }
  auto engine = engine::Engine::Create(load.rules, engine_options);
  if (!engine.ok()) {
    Fail(0, std::string(engine.status().message()));
    return nullptr;
  }
  *enabled_rules = static_cast<size_t>(std::count_if(
      load.rules.rules.begin(), load.rules.rules.end(),
      [&](const auto& rule) { return rule.enabled && rule.priority <= config.priority; }));
  return *std::move(engine);
}

// The engine's wishes in the tracer's terms.
uint32_t SnapshotParts(const engine::Requirements& needs) {
  using R = engine::Requirements;
  const struct {
    uint32_t facet;
    uint32_t part;
  } map[] = {
      {R::kEnv, tracer::kPartEnv},
      {R::kCwd, tracer::kPartCwd},
      {R::kCapabilities, tracer::kPartCapabilities},
      {R::kPidNamespace, tracer::kPartPidNamespace},
      {R::kSession, tracer::kPartSession},
      {R::kLoginUid, tracer::kPartLoginUid},
      {R::kUserNames, tracer::kPartUserNames},
      {R::kExeFile, tracer::kPartExeFile},
      {R::kCgroups, tracer::kPartCgroups},
      {R::kStdin, tracer::kPartStdin},
      {R::kStdout, tracer::kPartStdout},
      {R::kStderr, tracer::kPartStderr},
  };
  uint32_t parts = 0;
  for (const auto& m : map) {
    if (needs.process_facets & m.facet) parts |= m.part;
  }
  return parts;
}

std::string HostName() {
  if (const char* name = std::getenv("FALCO_HOSTNAME")) return name;
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  return name;
}

SupervisionOptions MakeSupervision(const Options& options, const Config& config,
                                   const engine::Requirements& needs) {
  SupervisionOptions s;
  s.argv = options.command;
  s.watch.all_events = needs.all_events;
  s.watch.events = needs.events;
  s.watch.generic_syscalls = needs.generic_syscalls;
  s.watch.working_directory = (needs.process_facets & engine::Requirements::kCwd) != 0;
  s.snapshot_parts = SnapshotParts(needs);
  s.fd_details = needs.fd_details;
  s.start.set_version(kVersion);
  s.start.set_hostname(HostName());
  if (auto container = EffectiveContainer(config)) *s.start.mutable_container() = *container;
  return s;
}

// Everything that the engine process does.
class EngineProcess {
 public:
  EngineProcess(const Options& options, const Config& config, std::string program)
      : options_(options), config_(config), program_(std::move(program)) {}

  int Main(ControlChannel channel, const tracer::InheritedSignals& signals) {
    // Before anything large is in memory and any thread is started.
    auto launcher = tracer::Launcher::Fork(program_, options_.command, signals);
    if (!launcher.ok()) return Fail(kCannotStart, Explain(launcher.status()));
    auto engine = MakeEngine(options_, config_, &enabled_rules_);
    if (engine == nullptr) return kCannotStart;
    auto output = outputs::OpenStream(options_.alerts);
    if (!output.ok()) {
      return Fail(kCannotStart,
                  "--alerts=" + options_.alerts + ": " + std::string(output.status().message()));
    }
    const SupervisionOptions supervision =
        MakeSupervision(options_, config_, engine->requirements());
    queue_.emplace(MakeRenderer(config_, options_.json), config_.outputs_queue_capacity);
    queue_->AddOutput(*std::move(output));
    start_ = std::chrono::steady_clock::now();
    EngineSink sink(*engine, *queue_);
    const absl::Status status = Supervise(supervision, std::move(channel), *std::move(launcher),
                                          sink, [&](const SupervisionResult& result) {
                                            Finish(result, sink);
                                            if (result.tree_left) ReleaseStderr();
                                          });
    queue_->Close();
    if (!status.ok()) return Fail(kCannotStart, Explain(status));
    return exit_code_;
  }

 private:
  // The program has ended.
  void Finish(const SupervisionResult& result, const EngineSink& sink) {
    exit_code_ = result.exit_code;
    queue_->Flush();
    if (result.exec_error != 0) {
      std::cerr << "falco-run: " << options_.command[0] << ": " << std::strerror(result.exec_error)
                << std::endl;
    }
    if (options_.quiet) return;
    Summary summary;
    summary.run = result;
    summary.rules = enabled_rules_;
    const EngineSink::Counts counts = sink.counts();
    summary.evaluated = counts.evaluated;
    summary.by_priority = counts.by_priority;
    summary.by_rule = counts.by_rule;
    summary.queue = queue_->stats();
    summary.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    summary.engine_pid = getpid();
    std::cerr << (options_.json ? FormatSummaryJson(summary)
                                : FormatSummary(summary, options_.stats))
              << std::flush;
  }

  // Whoever reads our stderr to its end must not wait for a daemon that the program left.
  void ReleaseStderr() const {
    if (options_.alerts == "stderr") return;
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null < 0) return;
    dup2(null, STDERR_FILENO);
    close(null);
  }

  static std::string Explain(const absl::Status& status) {
    return std::string(status.message()) +
           "\nfalco-run: the program was not started; 'falco-run doctor' says what is missing here";
  }

  const Options& options_;
  const Config& config_;
  const std::string program_;
  std::optional<outputs::AlertQueue> queue_;
  std::chrono::steady_clock::time_point start_;
  size_t enabled_rules_ = 0;
  int exit_code_ = 0;
};

}  // namespace

int RunProgram(const Options& options, const Config& config) {
  const auto program = tracer::FindProgram(options.command[0]);
  if (!program.ok()) {
    const int code = absl::IsNotFound(program.status()) ? kNotFound : kNotExecutable;
    return Fail(code, options.command[0] + ": " + std::string(program.status().message()));
  }
  EngineProcess process(options, config, *program);
  return RunKeeper([&](ControlChannel channel, const tracer::InheritedSignals& signals) {
    return process.Main(std::move(channel), signals);
  });
}

int DryRun(const Options& options, const Config& config) {
  size_t enabled = 0;
  const auto engine = MakeEngine(options, config, &enabled);
  if (engine == nullptr) return kCannotStart;
  tracer::WatchRequest request;
  request.all_events = engine->requirements().all_events;
  request.events = engine->requirements().events;
  request.generic_syscalls = engine->requirements().generic_syscalls;
  const tracer::WatchPlan plan = tracer::MakeWatchPlan(request);
  const auto filter = tracer::BuildFilter(plan.filter);
  if (!filter.ok()) return Fail(kCannotStart, std::string(filter.status().message()));
  std::cerr << "falco-run: " << enabled << " rules; watching";
  for (const auto& call : plan.filter.syscalls) std::cerr << " " << call.name;
  std::cerr << "\n";
  for (const std::string& name : plan.unsupported) {
    std::cerr << "falco-run: rules ask for the event " << name << ", which is not observed\n";
  }
  return 0;
}

}  // namespace falco_run::app

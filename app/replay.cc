// SPDX-License-Identifier: Apache-2.0
#include "app/replay.h"

#include <chrono>
#include <iostream>
#include <string>
#include <utility>

#include "app/collection.h"
#include "app/engine_factory.h"
#include "app/engine_sink.h"
#include "app/recording_files.h"
#include "app/render.h"
#include "app/replayer.h"
#include "app/summary.h"
#include "outputs/stream_output.h"
#include "tracer/watch_plan.h"

namespace falco_run::app {
namespace {

constexpr int kCannotStart = 1;

// Alerts waiting to be written are bounded by this number of records, not by dropping them.
constexpr uint64_t kRecordsBetweenFlushes = 1024;

int Fail(int code, const std::string& message) {
  std::cerr << "falco-run: " << message << std::endl;
  return code;
}

Summary MakeSummary(const Options& options, const EngineSetup& setup, const proto::Start& start) {
  const engine::Requirements& needs = setup.engine->requirements();
  Summary summary;
  summary.rules = setup.rules.size();
  summary.run.unsupported = tracer::MakeWatchPlan(MakeWatchRequest(needs)).unsupported;
  Summary::Replay replay;
  replay.file = options.replay;
  replay.not_recorded = MissingFrom(start.collected(), needs);
  summary.replay = std::move(replay);
  return summary;
}

}  // namespace

int Replay(const Options& options, const Config& config) {
  const auto began = std::chrono::steady_clock::now();
  auto run = OpenRecordedRun(options.replay, config);
  if (!run.ok()) return Fail(RecordingExitCode(run.status()), std::string(run.status().message()));
  proto::Record& record = run->first;
  const proto::Start& start = record.start();
  const EngineSetup setup = MakeEngine(RulesFor(start, options.rules), config,
                                       config.suggested_output.value_or(start.has_container()));
  if (setup.engine == nullptr) return kCannotStart;
  LookUpHostNames(setup, HostNames::kOwnPatience);
  auto output = outputs::OpenStream(options.alerts);
  if (!output.ok()) {
    return Fail(kCannotStart,
                "--alerts=" + options.alerts + ": " + std::string(output.status().message()));
  }
  Summary summary = MakeSummary(options, setup, start);

  constexpr auto kNoDeadline = std::chrono::steady_clock::time_point::max();
  outputs::Dispatcher dispatcher(MakeRenderers(config, options.json), {});
  dispatcher.Add(*std::move(output), proto::DEBUG);
  EngineSink sink(*setup.engine, dispatcher);
  Replayer replayer(sink, &sink);
  absl::StatusOr<bool> more = true;
  for (uint64_t n = 1; more.ok() && *more; more = run->reader->Next(record), ++n) {
    replayer.Feed(record);
    if (n % kRecordsBetweenFlushes == 0) dispatcher.Flush(kNoDeadline);
  }
  dispatcher.Stop(kNoDeadline);
  if (!more.ok()) {
    Fail(RecordingExitCode(more.status()), std::string(more.status().message()) + "; the " +
                                               std::to_string(replayer.counts().events) +
                                               " events before were evaluated");
  }
  if (!options.quiet) {
    AddCounts(sink.counts(), dispatcher, summary);
    summary.run.stats.events = replayer.counts().events;
    summary.replay->outcomes_not_recorded = replayer.counts().outcomes_not_recorded;
    if (const auto& end = run->reader->end()) {
      summary.run.exit_code = end->exit_code();
      for (const auto& [sentence, count] : end->blind_spots()) {
        summary.run.stats.blind_spots[sentence] = count;
      }
    }
    summary.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    PrintSummary(summary, options.json, false);
  }
  return more.ok() ? 0 : RecordingExitCode(more.status());
}

}  // namespace falco_run::app

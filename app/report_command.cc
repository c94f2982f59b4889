// SPDX-License-Identifier: Apache-2.0
#include "app/report_command.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "app/host_names.h"
#include "app/recording_files.h"
#include "app/replayer.h"
#include "app/selected_rules.h"
#include "report/report_page.h"
#include "report/report_sink.h"

namespace falco_run::app {
namespace {

constexpr int kCannotStart = 1;

int Fail(int code, const std::string& message) {
  std::cerr << "falco-run: " << message << std::endl;
  return code;
}

}  // namespace

int WriteReport(const Options& options, const Config& config) {
  auto run = OpenRecordedRun(options.report.recording, config);
  if (!run.ok()) return Fail(RecordingExitCode(run.status()), std::string(run.status().message()));
  proto::Record& record = run->first;
  const std::optional<engine::RuleSet> rules =
      LoadSelectedRules(RulesFor(record.start(), options.rules), config,
                        config.suggested_output.value_or(record.start().has_container()));
  if (!rules) return kCannotStart;
  engine::EngineOptions engine_options = MakeEngineOptions(config);
  const auto names = std::make_shared<HostNames>();
  engine_options.host_names = names;
  auto engine = engine::Engine::Create(*rules, engine_options);
  if (!engine.ok()) return Fail(kCannotStart, std::string(engine.status().message()));
  names->Start((*engine)->requirements().host_names, HostNames::kOwnPatience);
  report::ReportData data;
  report::ReportSink sink(**engine, *rules, data);
  Replayer replayer(sink, &sink);
  absl::StatusOr<bool> more = true;
  for (; more.ok() && *more; more = run->reader->Next(record)) replayer.Feed(record);
  data.complete = more.ok();
  if (!more.ok()) data.damage = std::string(more.status().message());
  if (const auto& end = run->reader->end()) {
    data.exit_code = end->exit_code();
    for (const auto& [sentence, count] : end->blind_spots()) data.blind_spots[sentence] = count;
  }
  std::ofstream out(options.report.page, std::ios::binary);
  out << report::MakePage(data) << std::flush;
  if (!out) return Fail(kCannotStart, options.report.page + ": " + std::strerror(errno));
  if (!options.quiet) {
    std::cerr << "falco-run: " << options.report.page << ": " << data.event_times.size()
              << " events, " << data.alerts.size() + data.alerts_left_out << " alerts" << std::endl;
  }
  return more.ok() ? 0 : Fail(RecordingExitCode(more.status()), data.damage);
}

}  // namespace falco_run::app

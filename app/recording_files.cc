// SPDX-License-Identifier: Apache-2.0
#include "app/recording_files.h"

#include <iostream>
#include <utility>

#include "app/rules_source.h"

namespace falco_run::app {

absl::StatusOr<RecordedRun> OpenRecordedRun(const std::string& path, const Config& config) {
  RecordedRun run;
  auto reader = recording::RecordReader::Open(path);
  if (!reader.ok()) return reader.status();
  run.reader = *std::move(reader);
  const absl::StatusOr<bool> more = run.reader->Next(run.first);
  if (!more.ok()) return more.status();
  if (!*more || !run.first.has_start()) {
    return absl::DataLossError(path + ": the recording does not begin with a start");
  }
  if (config.container) {
    run.first.mutable_start()->mutable_container()->MergeFrom(*config.container);
  }
  return run;
}

int RecordingExitCode(const absl::Status& status) { return absl::IsDataLoss(status) ? 3 : 1; }

std::vector<std::string> RulesFor(const proto::Start& start,
                                  const std::vector<std::string>& rules) {
  if (!rules.empty() || start.backend() != kAuditBackend) return rules;
  return {kShippedAuditRulesName};
}

absl::StatusOr<std::unique_ptr<recording::RecordWriter>> OpenRecording(
    const std::string& target, std::function<void()> at_start) {
  if (target.empty()) return nullptr;
  recording::WriterOptions options;
  options.at_start = std::move(at_start);
  options.on_error = [](const absl::Status& status) {
    std::cerr << "falco-run: the recording ends here: " + std::string(status.message()) + "\n"
              << std::flush;
  };
  auto opened = recording::RecordWriter::Open(target, std::move(options));
  if (opened.ok()) return opened;
  return absl::Status(opened.status().code(),
                      "--record=" + target + ": " + std::string(opened.status().message()));
}

}  // namespace falco_run::app

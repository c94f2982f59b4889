// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RECORDING_FILES_H_
#define FALCO_RUN_APP_RECORDING_FILES_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "app/config.h"
#include "proto/record.pb.h"
#include "recording/record_reader.h"
#include "recording/record_writer.h"

namespace falco_run::app {

// proto::Start.backend of `falco-run audit`.
inline constexpr char kAuditBackend[] = "audit";

// A recording that was opened, and how it begins.
struct RecordedRun {
  std::unique_ptr<recording::RecordReader> reader;  // gives the records that follow
  proto::Record first;                              // the start
};

// What the run knew about its surroundings stays, but for the container that the configuration
// names. DataLoss: it is damaged, or does not begin as recordings do. Else as RecordReader::Open.
absl::StatusOr<RecordedRun> OpenRecordedRun(const std::string& path, const Config& config);

// The exit status for such an error: 3 for DataLoss, 1 else.
int RecordingExitCode(const absl::Status& status);

// The rules to evaluate a recording with: `rules`, or those that a run of its kind has by default.
std::vector<std::string> RulesFor(const proto::Start& start, const std::vector<std::string>& rules);

// For --record=TARGET; nullptr if that is empty. What goes wrong later is told on stderr.
// `at_start` is called on the writer's thread.
absl::StatusOr<std::unique_ptr<recording::RecordWriter>> OpenRecording(
    const std::string& target, std::function<void()> at_start = {});

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RECORDING_FILES_H_

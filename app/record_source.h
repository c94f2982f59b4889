// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RECORD_SOURCE_H_
#define FALCO_RUN_APP_RECORD_SOURCE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fields/host_name_source.h"
#include "proto/record.pb.h"

namespace falco_run::app {

// A stream of records that somebody kept or wrote: what `explain` and `test` evaluate.
class RecordSource {
 public:
  virtual ~RecordSource() = default;

  // The next record; nullopt at the end. An error ends the stream.
  virtual absl::StatusOr<std::optional<proto::Record>> Next() = 0;

  // A run that was recorded, with all its events; else somebody wrote down what matters.
  virtual bool recorded() const { return false; }

  // The names of addresses that somebody wrote down with them; nullptr: none.
  virtual std::shared_ptr<engine::HostNameSource> host_names() const { return nullptr; }
};

// Records from memory.
std::unique_ptr<RecordSource> MakeRecordSource(
    std::vector<proto::Record> records,
    std::shared_ptr<engine::HostNameSource> host_names = nullptr);

// Opens a recording (//recording), an audit log, or a file of event descriptions
// (//engine/describe). "-" is stdin. Errors name the file, and line and column or byte.
absl::StatusOr<std::unique_ptr<RecordSource>> OpenRecords(const std::string& path);

// The whole of a file; "-" is stdin.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RECORD_SOURCE_H_

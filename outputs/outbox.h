// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_OUTBOX_H_
#define FALCO_RUN_OUTPUTS_OUTBOX_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "outputs/journal.h"
#include "outputs/source.h"
#include "proto/alert.pb.h"

namespace falco_run::outputs {

struct OutboxOptions {
  std::string directory;           // made if it is not there, mode 0700
  uint64_t max_bytes = 256 << 20;  // on disk; further alerts are refused
};

// Alerts on disk until every output has them. Each run has a journal of its own below the
// directory, so several runs may share it; a new run takes over the journals whose process has
// ended and delivers what is left there first.
//
// Delivery is at least once: an alert whose delivery was not noted before the process was killed
// is delivered again, with the same id.
class Outbox {
 public:
  static absl::StatusOr<std::unique_ptr<Outbox>> Open(OutboxOptions options);

  // `alert` is a serialized proto::Alert. Returns when it will outlive this process.
  // ResourceExhausted if max_bytes are used.
  absl::Status Append(std::string_view alert);

  // What waits for the output of this name. The outbox and `renderers` must outlive it.
  std::unique_ptr<Source> MakeSource(const std::string& output, proto::Priority least,
                                     const Renderers& renderers);

  // Alerts that earlier runs left for outputs that nobody asked for, as sentences.
  std::vector<std::string> Unclaimed() const;

 private:
  explicit Outbox(OutboxOptions options) : options_(std::move(options)) {}

  void AdoptOthers();
  uint64_t bytes() const;

  const OutboxOptions options_;
  std::vector<std::unique_ptr<Journal>> journals_;  // the last is ours
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_OUTBOX_H_

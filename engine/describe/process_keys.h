// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_PROCESS_KEYS_H_
#define FALCO_RUN_ENGINE_DESCRIBE_PROCESS_KEYS_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

// The kernel keeps no more of a process's name.
inline constexpr size_t kMaxComm = 15;

// One thing that can be said about a process.
struct ProcessKey {
  const char* name;   // under `process:`
  const char* field;  // the field that shows it; nullptr if none does alone
  // `now` is the event's time.
  absl::Status (*set)(const YAML::Node& value, proto::Process& process, uint64_t now);
};

std::span<const ProcessKey> ProcessKeys();

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_PROCESS_KEYS_H_

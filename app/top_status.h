// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_TOP_STATUS_H_
#define FALCO_RUN_APP_TOP_STATUS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace falco_run::app {

// What a run has done so far: GET /status of its web server, RunMetrics::WriteStatus().
struct TopStatus {
  struct Rule {
    std::string name;
    std::string priority;
    uint64_t alerts = 0;
  };
  struct Process {
    std::string name;
    uint64_t running = 0;
    uint64_t events = 0;
    uint64_t alerts = 0;
  };
  struct Output {
    std::string name;
    uint64_t waiting = 0;
    uint64_t delivered = 0;
    uint64_t failed = 0;
    uint64_t dropped = 0;
    uint64_t retried = 0;
    std::string last_error;
  };

  std::string version;
  std::string hostname;
  std::string backend;
  uint64_t start_ns = 0;
  uint64_t time_ns = 0;  // of this status
  uint64_t calls = 0;    // system calls looked at
  uint64_t events = 0;   // evaluated
  uint64_t alerts = 0;
  std::vector<Rule> rules;  // that raised alerts
  std::vector<Process> processes;
  std::vector<Output> outputs;
  std::vector<std::pair<std::string, uint64_t>> blind_spots;
};

// InvalidArgument: it is no such object. What it lacks is 0 or empty.
absl::StatusOr<TopStatus> ParseTopStatus(std::string_view json);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_TOP_STATUS_H_

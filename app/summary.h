// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_SUMMARY_H_
#define FALCO_RUN_APP_SUMMARY_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/engine_sink.h"
#include "app/supervision.h"
#include "outputs/dispatcher.h"
#include "recording/record_writer.h"

namespace falco_run::app {

// What happened, for the lines at the end.
struct Summary {
  SupervisionResult run;
  uint64_t rules = 0;                       // enabled
  uint64_t evaluated = 0;                   // events given to the engine
  std::array<uint64_t, 8> by_priority{};    // alerts
  std::map<std::string, uint64_t> by_rule;  // alerts
  outputs::DispatcherStats outputs;
  bool outbox = false;  // what waits is on disk
  double seconds = 0;
  pid_t engine_pid = 0;
  std::optional<recording::WriterStats> recording;  // --record

  struct Replay {
    std::string file;
    uint64_t outcomes_not_recorded = 0;
    std::vector<std::string> not_recorded;  // see MissingFrom
  };
  std::optional<Replay> replay;

  struct Audit {
    uint64_t events = 0;
    uint64_t bytes = 0;
    std::map<std::string, uint64_t> refused;  // events: why -> how many
    uint64_t malformed = 0;                   // bodies and lines that are no JSON
    uint64_t requests = 0;
    uint64_t unauthorized = 0;
    uint64_t overloaded = 0;
  };
  std::optional<Audit> audit;  // falco-run audit, --audit-listen
};

// The lines for people: what was seen, what was found, what could not be seen.
//
//   falco-run: 412 events seen, 412 evaluated by 23 rules; 1 alert (1 Warning); 0 lost
//   falco-run: rules: Sensitive file read 1
//
// `more` adds figures of the tracer (--stats).
std::string FormatSummary(const Summary& summary, bool more);

// The same as one JSON object on one line.
std::string FormatSummaryJson(const Summary& summary);

// What was evaluated, found and delivered.
void AddCounts(const EngineSink::Counts& counts, const outputs::Dispatcher& dispatcher,
               Summary& summary);

// To stderr: the lines, or the object.
void PrintSummary(const Summary& summary, bool json, bool more);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_SUMMARY_H_

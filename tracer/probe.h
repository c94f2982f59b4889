// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PROBE_H_
#define FALCO_RUN_TRACER_PROBE_H_

#include <optional>
#include <string>
#include <vector>

#include "tracer/mechanism.h"

namespace falco_run::tracer {

// One capability of this machine, tried out on a scratch child rather than guessed from the
// kernel's version.
struct ProbeResult {
  enum class State { kOk, kMissing, kDegraded };
  std::string name;  // "seccomp user notification"
  State state = State::kOk;
  std::string detail;  // what was seen
  std::string remedy;  // what to do about it; empty when all is well
};

struct ProbeReport {
  std::vector<ProbeResult> results;
  std::optional<Mechanism> choice;  // of --backend=auto; empty: programs cannot be watched here
  double milliseconds = 0;          // that the probes took
};

// main() must return at once when argv[0] is this: the probes start the own executable, which
// exists even in an image that holds nothing else.
inline constexpr char kProbeName[] = "falco-run-probe";

// Runs all probes, about 20 ms. Single-threaded callers only (it forks). Handles SIGUSR1 meanwhile.
//
//   for (const ProbeResult& r : RunProbes().results) std::cout << r.name << ": " << r.detail <<
//   "\n";
ProbeReport RunProbes();

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PROBE_H_

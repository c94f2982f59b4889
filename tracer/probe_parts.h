// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PROBE_PARTS_H_
#define FALCO_RUN_TRACER_PROBE_PARTS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tracer/mechanism.h"
#include "tracer/probe.h"

// The parts of RunProbes; each appends its results.
namespace falco_run::tracer {

using ProbeResults = std::vector<ProbeResult>;

inline ProbeResult ProbeOk(std::string name, std::string detail) {
  return {std::move(name), ProbeResult::State::kOk, std::move(detail), ""};
}

inline ProbeResult ProbeBad(std::string name, ProbeResult::State state, std::string detail,
                            std::string remedy) {
  return {std::move(name), state, std::move(detail), std::move(remedy)};
}

inline constexpr char kListenerProbe[] = "seccomp user notification";

// The listener and what it can do. True: it is there.
bool ProbeNotify(ProbeResults& results);

// Whether and how calls stop for ptrace; nothing: ptrace is refused.
std::optional<Mechanism> ProbePtrace(ProbeResults& results);

// What does not depend on how programs are watched.
void ProbeSystem(ProbeResults& results);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PROBE_PARTS_H_

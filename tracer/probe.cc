// SPDX-License-Identifier: Apache-2.0
#include "tracer/probe.h"

#include <ctime>

#include "tracer/clock.h"
#include "tracer/probe_parts.h"

namespace falco_run::tracer {

ProbeReport RunProbes() {
  ProbeReport report;
  const uint64_t begin = ReadClockNs(CLOCK_MONOTONIC);
  const bool notify = ProbeNotify(report.results);
  const std::optional<Mechanism> traced = ProbePtrace(report.results);
  ProbeSystem(report.results);
  report.choice = notify ? Mechanism::kNotify : traced;
  if (!report.choice) {
    for (ProbeResult& r : report.results) {
      if (r.name == kListenerProbe) r.state = ProbeResult::State::kMissing;
    }
  }
  report.milliseconds = static_cast<double>(ReadClockNs(CLOCK_MONOTONIC) - begin) / 1e6;
  return report;
}

}  // namespace falco_run::tracer

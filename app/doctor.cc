// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "tracer/container.h"
#include "tracer/probe.h"

namespace falco_run::app {
namespace {

using State = tracer::ProbeResult::State;

const char* Name(State state) {
  switch (state) {
    case State::kOk:
      return "ok";
    case State::kDegraded:
      return "degraded";
    case State::kMissing:
      return "missing";
  }
  return "";
}

// As --backend=auto would choose.
const char* Name(tracer::Mechanism mechanism) {
  switch (mechanism) {
    case tracer::Mechanism::kNotify:
      return "notify";
    case tracer::Mechanism::kTrace:
      return "ptrace";
    case tracer::Mechanism::kSyscall:
      return "ptrace (each call stops: slow)";
  }
  return "";
}

const char* Colour(State state) {
  if (isatty(STDOUT_FILENO) == 0) return "";
  switch (state) {
    case State::kOk:
      return "\033[32m";
    case State::kDegraded:
      return "\033[33m";
    case State::kMissing:
      return "\033[31m";
  }
  return "";
}

}  // namespace

int RunDoctor(bool json) {
  const tracer::ProbeReport report = tracer::RunProbes();
  const auto& results = report.results;
  const auto container = tracer::DetectContainer();
  const std::string where =
      container ? "container " + container->id() +
                      (container->type().empty() ? "" : " (" + container->type() + ")")
                : "no container";
  bool usable = report.choice.has_value();
  for (const auto& r : results) usable = usable && r.state != State::kMissing;

  if (json) {
    nlohmann::ordered_json out;
    out["usable"] = usable;
    out["where"] = where;
    out["backend"] = usable ? Name(*report.choice) : "none";
    out["milliseconds"] = report.milliseconds;
    for (const auto& r : results) {
      out["probes"].push_back(
          {{"name", r.name}, {"state", Name(r.state)}, {"detail", r.detail}, {"remedy", r.remedy}});
    }
    std::cout << out.dump() << "\n";
    return usable ? 0 : 1;
  }
  const char* reset = isatty(STDOUT_FILENO) ? "\033[0m" : "";
  for (const auto& r : results) {
    std::cout << Colour(r.state) << Name(r.state) << reset << "\t" << r.name << ": " << r.detail
              << "\n";
    if (!r.remedy.empty()) std::cout << "\t  " << r.remedy << "\n";
  }
  std::cout << Colour(State::kOk) << "info" << reset << "\trunning in: " << where << "\n";
  char time[64];
  std::snprintf(time, sizeof time, "%zu probes in %.1f ms", results.size(), report.milliseconds);
  std::cout << Colour(State::kOk) << "info" << reset << "\t" << time << "\n";
  if (usable) {
    std::cout << "falco-run works here, by " << Name(*report.choice) << ".\n";
  } else {
    std::cout << "falco-run cannot watch programs here.\n";
  }
  return usable ? 0 : 1;
}

}  // namespace falco_run::app

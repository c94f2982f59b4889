// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.h"

#include <unistd.h>

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
  const auto results = tracer::RunProbes();
  const auto container = tracer::DetectContainer();
  const std::string where =
      container ? "container " + container->id() +
                      (container->type().empty() ? "" : " (" + container->type() + ")")
                : "no container";
  bool usable = true;
  for (const auto& r : results) usable = usable && r.state != State::kMissing;

  if (json) {
    nlohmann::ordered_json out;
    out["usable"] = usable;
    out["where"] = where;
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
  std::cout << (usable ? "falco-run works here.\n" : "falco-run cannot watch programs here.\n");
  return usable ? 0 : 1;
}

}  // namespace falco_run::app

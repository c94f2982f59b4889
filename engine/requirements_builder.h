// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_REQUIREMENTS_BUILDER_H_
#define FALCO_RUN_ENGINE_REQUIREMENTS_BUILDER_H_

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "engine/program/program.h"
#include "engine/requirements.h"

namespace falco_run::engine {

// Collects what rules need from the event source.
class RequirementsBuilder {
 public:
  // `possible`: the condition's PossibleEvents(). `values`: the ids of everything the rule
  // reads, in its condition and its output.
  void Add(Program& program, Program::NodeId condition, const EventSet& possible,
           const std::set<std::string>& generic_names, const std::set<uint32_t>& values);

  void AddHostNames(const std::set<std::string>& names) {
    requirements_.host_names.insert(names.begin(), names.end());
  }

  Requirements Take() { return std::move(requirements_); }

 private:
  void AddAddressNeed(Program& program, Program::NodeId condition, proto::EventType type);

  Requirements requirements_;
  std::set<proto::EventType> need_all_;  // events that are wanted without an address, too
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_REQUIREMENTS_BUILDER_H_

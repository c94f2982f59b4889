// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_CONFORMANCE_FILTER_EVAL_EVENTS_H_
#define FALCO_RUN_TESTS_CONFORMANCE_FILTER_EVAL_EVENTS_H_

#include <string>
#include <vector>

#include "proto/record.pb.h"

namespace falco_run::conformance {

// An event and the processes around it.
struct Scene {
  std::vector<proto::Process> processes;
  proto::SyscallEvent event;
};

// The events that the test of this name ("suite.name") evaluates its conditions on. The corpus
// does not hold them; they are made up from the test's name and its assertions.
std::vector<Scene> ScenesOf(const std::string& test);

}  // namespace falco_run::conformance

#endif  // FALCO_RUN_TESTS_CONFORMANCE_FILTER_EVAL_EVENTS_H_

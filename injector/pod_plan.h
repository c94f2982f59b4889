// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_INJECTOR_POD_PLAN_H_
#define FALCO_RUN_INJECTOR_POD_PLAN_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "injector/pod_options.h"
#include "json/document.h"

namespace falco_run::injector {

// Where falco-run is in wrapped containers, and how what is added is called.
inline constexpr char kExecutable[] = "/falco-run/falco-run";
inline constexpr char kDirectory[] = "/falco-run";
inline constexpr char kVolume[] = "falco-run";
inline constexpr char kInstaller[] = "falco-run-install";

// Annotations that are read ...
inline constexpr char kExcludeAnnotation[] = "falco-run/exclude-containers";  // "name, name"
inline constexpr char kInitAnnotation[] = "falco-run/init-containers";        // "true", "false"
// ... and those that tell what became of the pod: names; "name: why; name: why".
inline constexpr char kInjectedAnnotation[] = "falco-run/injected";
inline constexpr char kLeftAloneAnnotation[] = "falco-run/left-alone";

// What is to become of a pod.
struct PodPlan {
  nlohmann::json patch = nlohmann::json::array();  // empty: it stays as it is
  std::vector<std::string> injected;               // containers; those that were before, too
  std::vector<std::string> left_alone;             // "db: why", those that should not be
  bool selected = true;                            // false: it is none of ours
  bool denied = false;                             // it may not be created: see left_alone
};

// Plans for a pod as the API server shows it. Its containers' programs become
//
//   command: [/falco-run/falco-run, OPTIONS..., --, the command's words...]
//
// with args as they are. A container without a command is looked up in options.images; where that
// does not help it is left alone. Planning for what comes of a plan changes nothing.
//
// InvalidArgument: it is no pod. O(size of the pod).
absl::StatusOr<PodPlan> PlanPod(json::Value pod, const PodOptions& options);

}  // namespace falco_run::injector

#endif  // FALCO_RUN_INJECTOR_POD_PLAN_H_

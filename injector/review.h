// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_INJECTOR_REVIEW_H_
#define FALCO_RUN_INJECTOR_REVIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "injector/pod_plan.h"
#include "json/document.h"

namespace falco_run::injector {

// What an AdmissionReview of admission.k8s.io/v1 asks.
struct Review {
  std::string uid;
  std::string pod_name;  // "shop/web-1", "shop/web-?" where the API server makes the name
  json::Value pod;       // nothing: it is not about a pod that is to be created
};

// InvalidArgument: it is no such review, and why. The pod itself is not looked into.
absl::StatusOr<Review> ReadReview(json::Value root);

// The answer, as JSON. Warnings are shown to people by kubectl.
std::string WriteReview(const Review& review, const PodPlan& plan);

// What people are told about each container that was left alone, in printable letters.
std::vector<std::string> Notes(const Review& review, const PodPlan& plan);

}  // namespace falco_run::injector

#endif  // FALCO_RUN_INJECTOR_REVIEW_H_

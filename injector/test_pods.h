// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_INJECTOR_TEST_PODS_H_
#define FALCO_RUN_INJECTOR_TEST_PODS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace falco_run::injector {

struct TestPod {
  std::string name;  // "windows_by_selector/args_only/2": what is special about it
  nlohmann::json pod;
};

// Pods in all sorts: each thing that may be special about a pod with each way to write a container,
// alone and beside others. Always the same; more than 200.
std::vector<TestPod> MakeTestPods();

// An AdmissionReview that asks to create it.
nlohmann::json MakeReview(const nlohmann::json& pod);

}  // namespace falco_run::injector

#endif  // FALCO_RUN_INJECTOR_TEST_PODS_H_

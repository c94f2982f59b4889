// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_INJECTOR_POD_OPTIONS_H_
#define FALCO_RUN_INJECTOR_POD_OPTIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace falco_run::injector {

// What an image runs if a container does not say: its ENTRYPOINT and CMD.
struct ImageProgram {
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
};

// How pods are changed; docs/kubernetes.md lists the keys `injector.*` that these are.
struct PodOptions {
  std::string image;                              // falco-run's own: the init container's
  std::string image_pull_policy;                  // empty: as Kubernetes decides
  std::string executable = "/usr/bin/falco-run";  // in that image
  std::vector<std::string> options = {"--watch-namespace"};  // of falco-run in each container
  std::string config_map;    // of the pod's namespace, for /etc/falco-run; empty: none
  std::string token_secret;  // of the pod's namespace; its key `token` for HTTP_OUTPUT_TOKEN
  std::string label = "falco-run/inject";
  bool label_needed = true;      // else all pods but those with the label's value "false"
  bool init_containers = false;  // wrap these, too
  bool deny_unresolved = false;  // a pod that cannot be wrapped as a whole is refused
  std::optional<uint32_t> run_as_user = 65532;  // of the init container; nullopt: the image's
  std::map<std::string, std::string> requests = {{"cpu", "10m"}, {"memory", "32Mi"}};
  std::map<std::string, std::string> limits = {{"cpu", "500m"}, {"memory", "64Mi"}};
  // By image as pods name it, or without its tag and digest.
  std::map<std::string, ImageProgram> images;
};

}  // namespace falco_run::injector

#endif  // FALCO_RUN_INJECTOR_POD_OPTIONS_H_

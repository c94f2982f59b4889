// SPDX-License-Identifier: Apache-2.0
#include "injector/test_pods.h"

#include <functional>

namespace falco_run::injector {
namespace {

using Json = nlohmann::json;

struct ContainerKind {
  const char* name;
  std::function<void(Json&)> apply;
};

struct PodKind {
  const char* name;
  std::function<void(Json&)> apply;
};

const std::vector<ContainerKind>& ContainerKinds() {
  static const auto* kinds = new std::vector<ContainerKind>{
      {"command", [](Json& c) { c["command"] = Json::array({"/app"}); }},
      {"command_and_args",
       [](Json& c) {
         c["command"] = {"/app", "--port", "80"};
         c["args"] = {"serve", "--", "$(POD_NAME)"};
       }},
      {"shell_script",
       [](Json& c) {
         c["command"] = {"sh", "-c", "exec /app -- \"$0\" '\n' \xC3\xA4"};
       }},
      {"args_only", [](Json& c) { c["args"] = Json::array({"--verbose"}); }},
      {"nothing", [](Json&) {}},
      {"empty_command", [](Json& c) { c["command"] = Json::array(); }},
      {"null_command",
       [](Json& c) {
         c["command"] = nullptr;
         c["env"] = nullptr;
         c["volumeMounts"] = nullptr;
       }},
      {"known_image", [](Json& c) { c["image"] = "registry.example.com:5000/known:v1"; }},
      {"known_image_args",
       [](Json& c) {
         c["image"] = "registry.example.com:5000/known@sha256:0123";
         c["args"] = Json::array({"other"});
       }},
  };
  return *kinds;
}

Json& First(Json& pod) { return pod["spec"]["containers"][0]; }

Json InitContainer(const std::string& name) {
  return {{"name", name}, {"image", "busybox:1"}, {"command", {"sh", "-c", "sleep 1"}}};
}

Json Restricted() {
  return {{"allowPrivilegeEscalation", false},
          {"runAsNonRoot", true},
          {"capabilities", {{"drop", Json::array({"ALL"})}}},
          {"seccompProfile", {{"type", "RuntimeDefault"}}}};
}

const std::vector<PodKind>& PodKinds() {
  static const auto* kinds = new std::vector<PodKind>{
      {"plain", [](Json&) {}},
      {"restricted",
       [](Json& p) {
         for (Json& c : p["spec"]["containers"]) c["securityContext"] = Restricted();
       }},
      {"environment",
       [](Json& p) {
         First(p)["env"] = {
             {{"name", "A"}, {"value", "b"}},
             {{"name", "POD_NAME"}, {"value", "mine"}},
             {{"name", "C"}, {"valueFrom", {{"fieldRef", {{"fieldPath", "status.podIP"}}}}}}};
       }},
      {"probes",
       [](Json& p) {
         First(p)["livenessProbe"] = {{"exec", {{"command", {"/healthy", "--now"}}}}};
         First(p)["readinessProbe"] = {{"httpGet", {{"path", "/"}, {"port", 80}}}};
         First(p)["startupProbe"] = {{"tcpSocket", {{"port", 80}}}};
         First(p)["lifecycle"] = {{"preStop", {{"exec", {{"command", {"sleep", "5"}}}}}}};
       }},
      {"volumes",
       [](Json& p) {
         p["spec"]["volumes"] = {{{"name", "data"}, {"emptyDir", Json::object()}},
                                 {{"name", "etc"}, {"configMap", {{"name", "settings"}}}}};
         First(p)["volumeMounts"] = {{{"name", "data"}, {"mountPath", "/data"}},
                                     {{"name", "etc"}, {"mountPath", "/etc/falco-run"}}};
       }},
      {"init_containers",
       [](Json& p) {
         p["spec"]["initContainers"] = {InitContainer("one"), InitContainer("two")};
       }},
      {"init_containers_chosen",
       [](Json& p) {
         p["metadata"]["annotations"]["falco-run/init-containers"] = "true";
         p["spec"]["initContainers"] = Json::array({InitContainer("one")});
       }},
      {"sidecar",
       [](Json& p) {
         Json sidecar = InitContainer("side");
         sidecar["restartPolicy"] = "Always";
         p["spec"]["initContainers"] = {InitContainer("one"), sidecar};
       }},
      {"shared_processes", [](Json& p) { p["spec"]["shareProcessNamespace"] = true; }},
      {"host_processes", [](Json& p) { p["spec"]["hostPID"] = true; }},
      {"own_annotations",
       [](Json& p) {
         p["metadata"]["annotations"] = {{"a/b", "c"}, {"falco-run/injected", "old"}};
       }},
      {"windows",
       [](Json& p) {
         p["spec"]["os"] = {{"name", "windows"}};
       }},
      {"windows_by_selector",
       [](Json& p) {
         p["spec"]["nodeSelector"] = {{"kubernetes.io/os", "windows"}};
       }},
      {"windows_by_affinity",
       [](Json& p) {
         p["spec"]["affinity"] = {
             {"nodeAffinity",
              {{"requiredDuringSchedulingIgnoredDuringExecution",
                {{"nodeSelectorTerms",
                  Json::array({{{"matchExpressions",
                                 Json::array({{{"key", "kubernetes.io/os"},
                                               {"operator", "In"},
                                               {"values", Json::array({"windows"})}}})}}})}}}}}};
       }},
      {"linux_by_selector",
       [](Json& p) {
         p["spec"]["nodeSelector"] = {{"kubernetes.io/os", "linux"}};
       }},
      {"not_labelled", [](Json& p) { p["metadata"]["labels"].erase("falco-run/inject"); }},
      {"labelled_false", [](Json& p) { p["metadata"]["labels"]["falco-run/inject"] = "false"; }},
      {"mirror",
       [](Json& p) {
         p["metadata"]["annotations"] = {{"kubernetes.io/config.mirror", "x"}};
       }},
      {"excluded",
       [](Json& p) {
         p["metadata"]["annotations"]["falco-run/exclude-containers"] = "other, main ,";
       }},
      {"volume_taken",
       [](Json& p) {
         p["spec"]["volumes"] =
             Json::array({{{"name", "falco-run"}, {"hostPath", {{"path", "/tmp"}}}}});
       }},
      {"mount_taken",
       [](Json& p) {
         p["spec"]["volumes"] = Json::array({{{"name", "data"}, {"emptyDir", Json::object()}}});
         First(p)["volumeMounts"] = Json::array({{{"name", "data"}, {"mountPath", "/falco-run"}}});
       }},
      {"half_injected",
       [](Json& p) {
         p["spec"]["volumes"] =
             Json::array({{{"name", "falco-run"}, {"emptyDir", Json::object()}}});
         First(p)["command"] = {"/falco-run/falco-run", "--json", "--", "/app"};
         First(p)["volumeMounts"] = Json::array(
             {{{"name", "falco-run"}, {"mountPath", "/falco-run"}, {"readOnly", true}}});
       }},
  };
  return *kinds;
}

}  // namespace

std::vector<TestPod> MakeTestPods() {
  std::vector<TestPod> pods;
  for (const PodKind& pod_kind : PodKinds()) {
    for (const ContainerKind& kind : ContainerKinds()) {
      for (const int count : {1, 3}) {
        Json pod = {{"apiVersion", "v1"},
                    {"kind", "Pod"},
                    {"metadata",
                     {{"name", "pod-" + std::to_string(pods.size())},
                      {"namespace", "shop"},
                      {"labels", {{"app", "shop"}, {"falco-run/inject", "true"}}}}},
                    {"spec", {{"restartPolicy", "Always"}, {"serviceAccountName", "shop"}}}};
        for (int i = 0; i < count; ++i) {
          Json container = {
              {"name", i == 0 ? "main" : "beside-" + std::to_string(i)},
              {"image", "registry.example.com/team/app:v1"},
              {"ports", Json::array({{{"containerPort", 8080 + i}, {"protocol", "TCP"}}})},
              {"resources", {{"limits", {{"cpu", "500m"}, {"memory", "256Mi"}}}}}};
          const size_t of = static_cast<size_t>(&kind - ContainerKinds().data());
          ContainerKinds()[(of + static_cast<size_t>(i)) % ContainerKinds().size()].apply(
              container);
          pod["spec"]["containers"].push_back(std::move(container));
        }
        pod_kind.apply(pod);
        pods.push_back({std::string(pod_kind.name) + "/" + kind.name + "/" + std::to_string(count),
                        std::move(pod)});
      }
    }
  }
  return pods;
}

Json MakeReview(const Json& pod) {
  return {{"apiVersion", "admission.k8s.io/v1"},
          {"kind", "AdmissionReview"},
          {"request",
           {{"uid", "705ab4f5-6393-11e8-b7cc-42010a800002"},
            {"kind", {{"group", ""}, {"version", "v1"}, {"kind", "Pod"}}},
            {"resource", {{"group", ""}, {"version", "v1"}, {"resource", "pods"}}},
            {"namespace", "shop"},
            {"operation", "CREATE"},
            {"userInfo", {{"username", "system:serviceaccount:kube-system:replicaset-controller"}}},
            {"object", pod},
            {"oldObject", nullptr},
            {"dryRun", false}}}};
}

}  // namespace falco_run::injector

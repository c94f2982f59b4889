// SPDX-License-Identifier: Apache-2.0
#include "bench/audit/events.h"

#include <nlohmann/json.hpp>

namespace falco_run::audit {
namespace {

using Json = nlohmann::ordered_json;

struct Kind {
  const char* user;
  const char* verb;
  const char* group;
  const char* resource;
  const char* subresource;
  int code;
  bool request;   // has a requestObject
  bool response;  // has a responseObject
};

// Of ten events.
constexpr Kind kKinds[] = {
    {"system:serviceaccount:kube-system:replicaset-controller", "create", "", "pods", "", 201, true,
     true},
    {"system:node:worker-3", "patch", "", "pods", "status", 200, true, true},
    {"system:node:worker-7", "update", "coordination.k8s.io", "leases", "", 200, true, true},
    {"system:serviceaccount:kube-system:deployment-controller", "update", "apps", "deployments",
     "status", 200, true, true},
    {"system:serviceaccount:kube-system:endpointslice-controller", "update", "discovery.k8s.io",
     "endpointslices", "", 200, true, true},
    {"system:node:worker-3", "get", "", "configmaps", "", 200, false, true},
    {"system:serviceaccount:cert-manager:cert-manager", "update", "", "configmaps", "", 200, true,
     true},
    {"system:node:worker-1", "patch", "", "nodes", "status", 200, true, true},
    {"ann@example.com", "get", "apps", "deployments", "", 200, false, true},
    {"kubernetes-admin", "create", "apps", "deployments", "", 201, true, true},
};

std::string Hex(uint64_t n) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (int i = 0; i < 36; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    text += dash ? '-' : kDigits[(n = n * 6364136223846793005u + 1442695040888963407u) >> 60];
  }
  return text;
}

Json Container(uint64_t n) {
  return {
      {"name", "app"},
      {"image", "registry.example.com/team/app:v1." + std::to_string(n % 50)},
      {"args", {"--port=8080", "--log-level=info"}},
      {"env",
       {{{"name", "POD_NAME"},
         {"valueFrom", {{"fieldRef", {{"apiVersion", "v1"}, {"fieldPath", "metadata.name"}}}}}}}},
      {"ports", {{{"containerPort", 8080}, {"protocol", "TCP"}}}},
      {"resources",
       {{"limits", {{"cpu", "500m"}, {"memory", "256Mi"}}},
        {"requests", {{"cpu", "100m"}, {"memory", "128Mi"}}}}},
      {"securityContext", {{"allowPrivilegeEscalation", false}, {"runAsNonRoot", true}}},
      {"terminationMessagePath", "/dev/termination-log"},
      {"imagePullPolicy", "IfNotPresent"}};
}

Json Metadata(const std::string& name, uint64_t n, bool response) {
  Json metadata = {{"name", name},
                   {"namespace", "shop"},
                   {"labels", {{"app", "shop"}, {"pod-template-hash", std::to_string(n % 997)}}}};
  if (!response) return metadata;
  metadata["uid"] = Hex(n);
  metadata["resourceVersion"] = std::to_string(1000000 + n);
  metadata["creationTimestamp"] = "2026-01-02T03:04:05Z";
  metadata["ownerReferences"] = {{{"apiVersion", "apps/v1"},
                                  {"kind", "ReplicaSet"},
                                  {"name", "shop-1"},
                                  {"uid", Hex(n + 1)},
                                  {"controller", true}}};
  metadata["managedFields"] = {
      {{"manager", "kube-controller-manager"},
       {"operation", "Update"},
       {"apiVersion", "v1"},
       {"time", "2026-01-02T03:04:05Z"},
       {"fieldsType", "FieldsV1"},
       {"fieldsV1",
        {{"f:metadata", {{"f:labels", {{".", Json::object()}, {"f:app", Json::object()}}}}},
         {"f:spec",
          {{"f:containers",
            {{"k:{\"name\":\"app\"}",
              {{"f:image", Json::object()}, {"f:resources", Json::object()}}}}},
           {"f:restartPolicy", Json::object()}}}}}}};
  return metadata;
}

Json Object(const Kind& kind, const std::string& name, uint64_t n, bool response) {
  Json object = {{"apiVersion", "v1"}, {"kind", kind.resource}};
  object["metadata"] = Metadata(name, n, response);
  const std::string resource = kind.resource;
  if (resource == "configmaps") {
    object["data"] = {{"settings.yaml", "log: info\nport: 8080\nworkers: 4\n"},
                      {"mode", "production"}};
  } else if (resource == "pods" || resource == "deployments") {
    const Json spec = {{"containers", {Container(n)}},
                       {"restartPolicy", "Always"},
                       {"serviceAccountName", "shop"},
                       {"securityContext", {{"runAsUser", 1000}}},
                       {"volumes", {{{"name", "token"}, {"projected", {{"defaultMode", 420}}}}}}};
    object["spec"] =
        resource == "pods" ? spec : Json{{"replicas", 3}, {"template", {{"spec", spec}}}};
  } else {
    object["spec"] = {{"holderIdentity", name},
                      {"leaseDurationSeconds", 40},
                      {"renewTime", "2026-01-02T03:04:05.678901Z"}};
  }
  for (int i = 0; response && i < 4; ++i) {
    object["status"]["conditions"].push_back({{"type", "Ready" + std::to_string(i)},
                                              {"status", "True"},
                                              {"lastTransitionTime", "2026-01-02T03:04:05Z"},
                                              {"reason", "KubeletReady"},
                                              {"message", "it is posting \"ready\" status"}});
  }
  return object;
}

std::string MakeEvent(uint64_t n) {
  const Kind& kind = kKinds[n % std::size(kKinds)];
  const std::string name = "shop-" + Hex(n).substr(0, 10);
  const std::string uri =
      std::string("/apis/v1/namespaces/shop/") + kind.resource + "/" + name + "?timeout=10s";
  Json event = {
      {"kind", "Event"},
      {"apiVersion", "audit.k8s.io/v1"},
      {"level", "RequestResponse"},
      {"auditID", Hex(n * 7)},
      {"stage", "ResponseComplete"},
      {"requestURI", uri},
      {"verb", kind.verb},
      {"user", {{"username", kind.user}, {"uid", Hex(3)}, {"groups", {"system:authenticated"}}}},
      {"sourceIPs", {"10.0.3.7"}},
      {"userAgent", "kube-controller-manager/v1.31.0 (linux/amd64) kubernetes/9edcffc"},
      {"objectRef",
       {{"resource", kind.resource},
        {"namespace", "shop"},
        {"name", name},
        {"apiGroup", kind.group},
        {"apiVersion", "v1"}}},
      {"responseStatus", {{"metadata", Json::object()}, {"code", kind.code}}}};
  if (kind.subresource[0] != '\0') event["objectRef"]["subresource"] = kind.subresource;
  if (kind.request) event["requestObject"] = Object(kind, name, n, false);
  if (kind.response) event["responseObject"] = Object(kind, name, n, true);
  event["requestReceivedTimestamp"] = "2026-01-02T03:04:05.678901Z";
  event["stageTimestamp"] = "2026-01-02T03:04:05.690123Z";
  event["annotations"] = {
      {"authorization.k8s.io/decision", "allow"},
      {"authorization.k8s.io/reason", "RBAC: allowed by ClusterRoleBinding \"shop\""}};
  return event.dump();
}

}  // namespace

std::vector<std::string> MakeEvents(size_t count) {
  std::vector<std::string> events;
  for (size_t i = 0; i < count; ++i) events.push_back(MakeEvent(i));
  return events;
}

std::string MakeBody(const std::vector<std::string>& events, size_t first, size_t count) {
  std::string body =
      R"({"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[)";
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) body += ',';
    body += events[(first + i) % events.size()];
  }
  return body + "]}";
}

}  // namespace falco_run::audit

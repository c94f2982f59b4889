// SPDX-License-Identifier: Apache-2.0
// What rules of source k8s_audit see of an event.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/engine_test_util.h"

namespace falco_run::engine {
namespace {

using testing::MakeRule;

Rule AuditRule(const std::string& name, const std::string& condition,
               const std::string& output = "out") {
  Rule rule = MakeRule(name, condition, output);
  rule.source = "k8s_audit";
  return rule;
}

proto::AuditEvent MakeAudit(const std::string& json) {
  proto::AuditEvent event;
  event.set_seq(3);
  event.set_time_ns(1767225600123456789);
  event.set_json(json);
  return event;
}

std::vector<proto::Alert> Alerts(const std::vector<Rule>& rules, const std::string& json,
                                 const EngineOptions& options = {}) {
  RuleSet set;
  for (const Rule& rule : rules) set.rules.push_back(rule);
  auto engine = Engine::Create(set, options);
  EXPECT_TRUE(engine.ok()) << engine.status().message();
  std::vector<proto::Alert> alerts;
  if (engine.ok()) (*engine)->Evaluate(MakeAudit(json), alerts);
  return alerts;
}

// A field's text for an event; "<NA>" if it has no value.
std::string Text(const std::string& field, const std::string& json) {
  const auto alerts = Alerts({AuditRule("r", "evt.num = 3", "%" + field)}, json);
  return alerts.empty() ? "no alert" : alerts[0].message();
}

// The same for an event with this requestObject.
std::string OfRequest(const std::string& field, const std::string& object) {
  return Text(field, R"({"auditID":"a","requestObject":)" + object + "}");
}

TEST(AuditRulesTest, PlainFields) {
  const std::string json = R"({
    "auditID": "id-1", "stage": "ResponseComplete", "verb": "create", "userAgent": "kubectl/1.3",
    "requestURI": "/api/v1/pods?a=1&command=ls%20-l&command=x&flag&plus=a+b",
    "user": {"username": "ann", "groups": ["dev", "ops"]},
    "impersonatedUser": {"username": "root"}, "sourceIPs": ["10.0.0.1", "10.0.0.2"],
    "objectRef": {"resource": "pods", "namespace": "default", "name": "web", "subresource": "exec"},
    "responseStatus": {"code": 201, "reason": "Created"},
    "annotations": {"authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": "RBAC",
                    "cluster_name": "c1",
                    "pod-security.kubernetes.io/audit-violations": "privileged",
                    "validation.policy.admission.k8s.io/validation_failure": "[]",
                    "authentication.openshift.io/decision": "deny",
                    "authentication.openshift.io/username": "bob"}})";
  const std::pair<const char*, const char*> cases[] = {
      {"ka.auditid", "id-1"},
      {"ka.stage", "ResponseComplete"},
      {"ka.verb", "create"},
      {"ka.uri.param[command]", "ls -l"},
      {"ka.uri.param[flag]", ""},
      {"ka.uri.param[plus]", "a b"},
      {"ka.uri.param[b]", "<NA>"},
      {"ka.user.name", "ann"},
      {"ka.user.groups", "(dev,ops)"},
      {"ka.impuser.name", "root"},
      {"ka.useragent", "kubectl/1.3"},
      {"ka.sourceips", "(10.0.0.1,10.0.0.2)"},
      {"ka.sourceips[1]", "(10.0.0.2)"},
      {"ka.sourceips[2]", "<NA>"},
      {"ka.target.name", "web"},
      {"ka.target.namespace", "default"},
      {"ka.target.resource", "pods"},
      {"ka.target.subresource", "exec"},
      {"ka.target.pod.name", "web"},
      {"ka.req.configmap.name", "web"},
      {"ka.response.code", "201"},
      {"ka.response.reason", "Created"},
      {"ka.auth.decision", "allow"},
      {"ka.auth.reason", "RBAC"},
      {"ka.auth.openshift.decision", "deny"},
      {"ka.auth.openshift.username", "bob"},
      {"ka.validations.admission.policy.failure", "[]"},
      {"ka.security.pod.violations", "privileged"},
      {"ka.cluster.name", "c1"},
      {"ka.resp.name", "<NA>"},
      {"evt.num", "3"},
      {"evt.source", "k8s_audit"},
      {"evt.pluginname", "k8saudit"},
      {"evt.time.iso8601", "2026-01-01T00:00:00.123456789+0000"},
      {"evt.rawtime", "1767225600123456789"},
      {"json.rawtime", "1767225600123456789"},
      {"json.value[/user/groups]", R"(["dev","ops"])"},
      {"json.value[/user/groups/1]", "ops"},
      {"jevt.value[/responseStatus/code]", "201"},
      {"jevt.value[/annotations/authorization.k8s.io~1decision]", "allow"},
      {"jevt.value[/missing]", "<NA>"},
  };
  for (const auto& [field, text] : cases) EXPECT_EQ(Text(field, json), text) << field;
  EXPECT_EQ(Text("evt.plugininfo", json), json);
}

TEST(AuditRulesTest, WholeEvent) {
  EXPECT_EQ(Text("jevt.obj", R"({"a":[1,{"b":null}]})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ]\n}");
}

constexpr char kPod[] = R"({"spec": {
  "hostNetwork": true, "hostPID": false, "serviceAccountName": "s",
  "securityContext": {"runAsUser": 1000, "fsGroup": 7, "supplementalGroups": [1, 2]},
  "volumes": [{"name": "v", "hostPath": {"path": "/proc/sys"}}, {"name": "w", "secret": {}},
              {"name": "x", "flexVolume": {"driver": "d"}}],
  "containers": [
    {"name": "a", "image": "reg.io:5000/team/app:v1@sha256:12", "args": ["x", "y"],
     "command": ["sh"], "ports": [{"hostPort": 80, "containerPort": 8080}, {"containerPort": 443}],
     "securityContext": {"privileged": true, "runAsUser": 0, "procMount": "Default",
       "capabilities": {"add": ["NET_ADMIN", "SYS_ADMIN"]}}},
    {"name": "b", "image": "nginx", "securityContext":
       {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsGroup": 5}}],
  "initContainers": [{"name": "i", "image": "busybox:1"}],
  "ephemeralContainers": [{"name": "e", "image": "x/dbg:2", "securityContext": {"privileged": true}}]
}})";

TEST(AuditRulesTest, Pods) {
  const std::pair<const char*, const char*> cases[] = {
      {"ka.req.pod.containers.name", "(a,b)"},
      {"ka.req.pod.containers.image", "(reg.io:5000/team/app:v1@sha256:12,nginx)"},
      {"ka.req.pod.containers.image[1]", "(nginx)"},
      {"ka.req.pod.containers.image[2]", "<NA>"},
      {"ka.req.pod.containers.image.repository", "(reg.io:5000/team/app,nginx)"},
      {"ka.req.container.image", "reg.io:5000/team/app:v1@sha256:12"},
      {"ka.req.container.image.repository", "reg.io:5000/team/app"},
      {"ka.req.container.privileged", "true"},
      {"ka.req.container.host_network", "true"},
      {"ka.req.pod.containers.args", "(x y)"},
      {"ka.req.pod.containers.command", "(sh)"},
      {"ka.req.pod.containers.host_port", "(80,443)"},
      {"ka.req.pod.containers.privileged", "(true)"},
      {"ka.req.pod.containers.privileged[1]", "<NA>"},
      {"ka.req.pod.containers.allow_privilege_escalation", "(false)"},
      {"ka.req.pod.containers.read_only_fs", "(true)"},
      {"ka.req.pod.containers.run_as_user", "(0)"},
      {"ka.req.pod.containers.eff_run_as_user", "(0,1000)"},
      {"ka.req.pod.containers.run_as_group", "(5)"},
      {"ka.req.pod.containers.eff_run_as_group", "(0,5)"},
      {"ka.req.pod.containers.proc_mount", "(Default)"},
      {"ka.req.pod.containers.add_capabilities", "(NET_ADMIN,SYS_ADMIN)"},
      {"ka.req.pod.initContainers.image.repository", "(busybox)"},
      {"ka.req.pod.initContainers.eff_run_as_user", "(1000)"},
      {"ka.req.pod.ephemeralContainers.privileged", "(true)"},
      {"ka.req.pod.ephemeralContainers.name", "(e)"},
      {"ka.req.pod.host_network", "true"},
      {"ka.req.pod.host_pid", "false"},
      {"ka.req.pod.host_ipc", "<NA>"},
      {"ka.req.pod.run_as_user", "1000"},
      {"ka.req.pod.run_as_group", "<NA>"},
      {"ka.req.pod.fs_group", "7"},
      {"ka.req.pod.supplemental_groups", "(1,2)"},
      {"ka.req.pod.volumes.hostpath", "(/proc/sys)"},
      {"ka.req.pod.volumes.hostpath[1]", "<NA>"},
      {"ka.req.pod.volumes.flexvolume_driver", "(d)"},
      {"ka.req.pod.volumes.volume_type", "(hostPath,secret,flexVolume)"},
      {"ka.req.volume.hostpath[/proc*]", "true"},
      {"ka.req.volume.hostpath[/proc]", "false"},
  };
  for (const auto& [field, text] : cases) EXPECT_EQ(OfRequest(field, kPod), text) << field;
}

TEST(AuditRulesTest, AMissingNameOrImageMeansNoList) {
  const std::string pod = R"({"spec": {"containers": [{"image": "x"}, {"name": "b"}]}})";
  EXPECT_EQ(OfRequest("ka.req.pod.containers.image", pod), "<NA>");
  EXPECT_EQ(OfRequest("ka.req.pod.containers.name", pod), "<NA>");
  EXPECT_EQ(OfRequest("ka.req.pod.containers.image[0]", pod), "(x)");
}

TEST(AuditRulesTest, ImagesWithoutTag) {
  for (const auto& [image, repository] :
       std::vector<std::pair<std::string, std::string>>{{"nginx", "nginx"},
                                                        {"nginx:1", "nginx"},
                                                        {"localhost:5000/a", "localhost:5000/a"},
                                                        {"localhost:5000/a:1", "localhost:5000/a"},
                                                        {"a/b@sha256:0:1", "a/b"}}) {
    EXPECT_EQ(OfRequest("ka.req.container.image.repository",
                        R"({"spec": {"containers": [{"image": ")" + image + R"("}]}})"),
              repository);
  }
}

TEST(AuditRulesTest, BindingsAndRoles) {
  const std::string binding = R"({"roleRef": {"name": "cluster-admin"}, "subjects": [
      {"kind": "User", "name": "eve"}, {"kind": "Group", "name": "dev"}, {"kind": "User"},
      {"kind": "ServiceAccount", "name": "bot", "namespace": "ci"}, 5]})";
  EXPECT_EQ(OfRequest("ka.req.binding.role", binding), "cluster-admin");
  EXPECT_EQ(OfRequest("ka.req.binding.subjects.user_names", binding), "(eve)");
  EXPECT_EQ(OfRequest("ka.req.binding.subjects.group_names", binding), "(dev)");
  EXPECT_EQ(OfRequest("ka.req.binding.subjects.serviceaccount_names", binding), "(bot)");
  EXPECT_EQ(OfRequest("ka.req.binding.subjects.serviceaccount_ns_names", binding), "(ci:bot)");
  EXPECT_EQ(OfRequest("ka.req.binding.subject.has_name[eve]", binding), "true");
  EXPECT_EQ(OfRequest("ka.req.binding.subject.has_name[ann]", binding), "false");
  EXPECT_EQ(OfRequest("ka.req.binding.subjects", R"({"subjects": [{"kind": "User"}]})"),
            R"(({"kind":"User"}))");
  const std::string role = R"({"rules": [
      {"verbs": ["get", "list"], "resources": ["pods"], "apiGroups": [""]},
      {"verbs": ["*"], "nonResourceURLs": ["/healthz"]}]})";
  EXPECT_EQ(OfRequest("ka.req.role.rules.verbs", role), "(get,list,*)");
  EXPECT_EQ(OfRequest("ka.req.role.rules.verbs[1]", role), "(*)");
  EXPECT_EQ(OfRequest("ka.req.role.rules.resources", role), "(pods)");
  EXPECT_EQ(OfRequest("ka.req.role.rules.nonResourceURLs", role), "(/healthz)");
  EXPECT_EQ(OfRequest("ka.req.role.rules", R"({"rules": [{"verbs": ["*"]}]})"),
            R"(({"verbs":["*"]}))");
}

TEST(AuditRulesTest, ServicesAndConfigMaps) {
  const std::string service =
      R"({"data": {"k": "v\n"}, "spec": {"type": "NodePort", "ports": [{"port": 80}]}})";
  EXPECT_EQ(OfRequest("ka.req.service.type", service), "NodePort");
  EXPECT_EQ(OfRequest("ka.req.service.ports", service), R"(({"port":80}))");
  EXPECT_EQ(OfRequest("ka.req.configmap.obj", service), R"({"k":"v\n"})");
}

TEST(AuditRulesTest, WhatIsNoAuditEventHasNoKaFields) {
  for (const std::string json :
       {R"({"verb": "get"})", R"({"auditID": null, "verb": "get"})", "5", "[]", "{", ""}) {
    EXPECT_EQ(Text("ka.verb", json), "<NA>") << json;
  }
  EXPECT_EQ(Text("json.value[/verb]", R"({"verb": "get"})"), "get");
}

TEST(AuditRulesTest, ValuesOfUnexpectedTypes) {
  const std::string json = R"({"auditID": 5, "verb": {"a": 1}, "user": ["x"], "requestURI": 7,
      "objectRef": "pods", "requestObject": [{"spec": {"containers": {}}}],
      "responseObject": {"metadata": 5}})";
  for (const char* field :
       {"ka.user.name", "ka.target.resource", "ka.req.pod.containers.image", "ka.uri.param[x]",
        "ka.req.pod.containers.privileged", "ka.resp.name", "ka.req.binding.subjects.user_names",
        "ka.target.pod.name", "ka.req.container.image", "ka.req.pod.volumes.volume_type"}) {
    EXPECT_EQ(Text(field, json), "<NA>") << field;
  }
  EXPECT_EQ(Text("ka.verb", json), R"({"a":1})");
  EXPECT_EQ(OfRequest("ka.req.pod.volumes.volume_type", R"({"spec": {"volumes": [1, "x", []]}})"),
            "<NA>");
}

// The API server reads them so, too.
TEST(AuditRulesTest, OfEqualKeysInAClientsObjectTheLastCounts) {
  EXPECT_EQ(OfRequest("ka.req.pod.host_pid", R"({"spec": {"hostPID": false, "hostPID": true}})"),
            "true");
}

TEST(AuditRulesTest, ChecksOnLists) {
  const auto fires = [](const std::string& condition) {
    return !Alerts({AuditRule("r", condition)},
                   R"({"auditID":"a","requestObject":)" + std::string(kPod) + "}")
                .empty();
  };
  EXPECT_TRUE(fires("ka.req.pod.containers.privileged intersects (true)"));
  EXPECT_FALSE(fires("ka.req.pod.containers.privileged intersects (false)"));
  EXPECT_TRUE(fires("ka.req.pod.containers.image.repository in (nginx, reg.io:5000/team/app, x)"));
  EXPECT_FALSE(fires("ka.req.pod.containers.image.repository in (nginx)"));
  EXPECT_TRUE(fires("ka.req.pod.volumes.hostpath intersects (/proc/sys, /etc)"));
  EXPECT_FALSE(fires("ka.req.pod.initContainers.privileged exists"));
}

TEST(AuditRulesTest, FirstOrAllRules) {
  const std::vector<Rule> rules = {
      AuditRule("other", "ka.verb = delete"), AuditRule("one", "ka.verb = create", "%ka.verb"),
      AuditRule("two", "ka.verb in (create, update)"), MakeRule("call", "evt.type = openat")};
  const std::string json = R"({"auditID":"a","verb":"create"})";
  const auto first = Alerts(rules, json);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].rule(), "one");
  EXPECT_EQ(first[0].source(), "k8s_audit");
  EXPECT_EQ(first[0].message(), "create");
  EXPECT_EQ(first[0].time_ns(), 1767225600123456789u);
  EXPECT_EQ(first[0].event_seq(), 3u);
  EngineOptions all;
  all.rule_matching = EngineOptions::Matching::kAll;
  EXPECT_EQ(Alerts(rules, json, all).size(), 2u);
}

TEST(AuditRulesTest, AuditRulesNeedNothingOfTheTracer) {
  RuleSet set;
  set.rules.push_back(AuditRule("r", "ka.verb = create"));
  auto engine = Engine::Create(set, {});
  ASSERT_TRUE(engine.ok());
  EXPECT_TRUE((*engine)->requirements().events.empty());
  EXPECT_FALSE((*engine)->requirements().all_events);
}

}  // namespace
}  // namespace falco_run::engine

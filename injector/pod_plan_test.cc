// SPDX-License-Identifier: Apache-2.0
// What becomes of hundreds of pods: the patch is applied by nlohmann-json, the result is looked at
// without the planner's code.
#include "injector/pod_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "injector/test_pods.h"

namespace falco_run::injector {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

PodOptions Options() {
  PodOptions options;
  options.image = "registry.example.com/falco-run:1";
  options.images["registry.example.com:5000/known"] = {{"/entry", "-x"}, {"run", "all"}};
  return options;
}

PodPlan Plan(const Json& pod, const PodOptions& options) {
  json::Document document;
  EXPECT_TRUE(document.Parse(pod.dump()).ok());
  auto plan = PlanPod(document.root(), options);
  EXPECT_TRUE(plan.ok()) << plan.status().message();
  return plan.ok() ? *plan : PodPlan();
}

std::string Fault(const Json& pod) {
  json::Document document;
  EXPECT_TRUE(document.Parse(pod.dump()).ok());
  return std::string(PlanPod(document.root(), Options()).status().message());
}

Json List(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_array() ? object[key] : Json::array();
}

Words Values(const Json& list, const char* key) {
  Words values;
  for (const Json& item : list) values.push_back(item.at(key));
  return values;
}

const Json* Named(const Json& list, const std::string& name) {
  for (const Json& item : list) {
    if (item.at("name") == name) return &item;
  }
  return nullptr;
}

void ExpectUnique(const Words& words) {
  EXPECT_EQ(std::set<std::string>(words.begin(), words.end()).size(), words.size());
}

// The "restricted" profile of the Pod Security Standards, for what is said in a container.
void ExpectRestricted(const Json& container) {
  const Json& context = container.at("securityContext");
  EXPECT_EQ(context.at("allowPrivilegeEscalation"), false);
  EXPECT_EQ(context.at("runAsNonRoot"), true);
  EXPECT_EQ(context.at("capabilities"), (Json{{"drop", Json::array({"ALL"})}}));
  EXPECT_EQ(context.at("seccompProfile").at("type"), "RuntimeDefault");
  EXPECT_FALSE(context.value("privileged", false));
  EXPECT_NE(context.value("runAsUser", 1), 0);
  for (const Json& port : List(container, "ports")) EXPECT_FALSE(port.contains("hostPort"));
}

// Without what the injector may change.
Json Kept(Json container) {
  for (const char* key : {"command", "args", "env", "volumeMounts"}) container.erase(key);
  return container;
}

// The words a container runs, where that can be known.
Words Program(const Json& container) {
  Words words = List(container, "command");
  Words args = List(container, "args");
  if (words.empty() && absl::StrContains(container.at("image").get<std::string>(), "/known")) {
    words = {"/entry", "-x"};
    if (args.empty()) args = {"run", "all"};
  }
  words.insert(words.end(), args.begin(), args.end());
  return words;
}

class PodsTest : public testing::TestWithParam<TestPod> {
 protected:
  void ExpectWrapped(const Json& before, const Json& after, bool watches) {
    EXPECT_EQ(Kept(after), Kept(before));
    const Words command = after.at("command");
    const bool old = before.contains("command") && before["command"].is_array() &&
                     !before["command"].empty() && before["command"][0] == kExecutable;
    Words expected = {kExecutable, "-o", "container.name=" + after.at("name").get<std::string>(),
                      "-o", "container.image=" + after.at("image").get<std::string>()};
    if (watches) expected.push_back("--watch-namespace");
    expected.push_back("--");
    const Words program = Program(before);
    if (old) expected.clear();
    expected.insert(expected.end(), program.begin(), program.end());
    Words all = command;
    for (const std::string& word : Words(List(after, "args"))) all.push_back(word);
    EXPECT_EQ(all, expected);
    if (before.contains("args")) {
      EXPECT_EQ(after.at("args"), before["args"]);
    }

    const Json* mount = nullptr;
    for (const Json& m : after.at("volumeMounts")) {
      if (m.at("mountPath") == kDirectory) mount = &m;
    }
    const Words paths = Values(after.at("volumeMounts"), "mountPath");
    EXPECT_EQ(std::count(paths.begin(), paths.end(), "/falco-run-podinfo"), 1);
    ASSERT_NE(mount, nullptr);
    EXPECT_EQ(mount->at("name"), kVolume);
    EXPECT_EQ(mount->at("readOnly"), true);
    ExpectUnique(Values(after.at("volumeMounts"), "mountPath"));
    ExpectUnique(Values(after.at("env"), "name"));
    for (const char* name : {"POD_NAME", "POD_NAMESPACE", "POD_UID", "FALCO_HOSTNAME"}) {
      EXPECT_NE(Named(after.at("env"), name), nullptr) << name;
    }
    // What was there is still there, in its order and first.
    for (const char* key : {"env", "volumeMounts"}) {
      const Json old_items = List(before, key);
      for (size_t i = 0; i < old_items.size(); ++i) EXPECT_EQ(after.at(key).at(i), old_items[i]);
    }
  }

  void ExpectContainers(const Json& before, const Json& after, const PodPlan& plan, bool watches) {
    const std::set<std::string> injected(plan.injected.begin(), plan.injected.end());
    ASSERT_EQ(before.size(), after.size());
    for (size_t i = 0; i < before.size(); ++i) {
      SCOPED_TRACE(before[i].at("name"));
      if (injected.contains(before[i].at("name"))) {
        ExpectWrapped(before[i], after[i], watches);
      } else {
        EXPECT_EQ(before[i], after[i]);
      }
    }
  }

  void ExpectGood(const PodOptions& options) {
    const Json& before = GetParam().pod;
    const PodPlan plan = Plan(before, options);
    const Json after = before.patch(plan.patch);

    const PodPlan again = Plan(after, options);
    EXPECT_EQ(again.patch, Json::array());
    EXPECT_EQ(again.injected, plan.injected);
    EXPECT_EQ(again.left_alone, plan.left_alone);

    if (!plan.selected) {
      EXPECT_EQ(after, before);
      EXPECT_TRUE(plan.injected.empty() && plan.left_alone.empty());
      return;
    }
    const bool watches =
        !before["spec"].contains("shareProcessNamespace") && !before["spec"].contains("hostPID");
    ExpectContainers(before["spec"]["containers"], after["spec"]["containers"], plan, watches);
    Json init = List(after["spec"], "initContainers");
    if (!plan.injected.empty()) {
      ASSERT_FALSE(init.empty());
      EXPECT_EQ(init[0].at("name"), kInstaller);
      ExpectRestricted(init[0]);
      EXPECT_EQ(init[0].at("securityContext").at("readOnlyRootFilesystem"), true);
      EXPECT_EQ(init[0].at("image"), options.image);
      init.erase(0);
      const Json* volume = Named(after["spec"].at("volumes"), kVolume);
      ASSERT_NE(volume, nullptr);
      EXPECT_TRUE(volume->at("emptyDir").is_object());
      volume = Named(after["spec"].at("volumes"), "falco-run-podinfo");
      ASSERT_NE(volume, nullptr);
      EXPECT_EQ(volume->at("downwardAPI").at("items")[0].at("fieldRef").at("fieldPath"),
                "metadata.labels");
    }
    ExpectContainers(List(before["spec"], "initContainers"), init, plan, watches);
    ExpectUnique(Values(List(after["spec"], "volumes"), "name"));

    // Nothing else has changed.
    Json rest = after;
    Json old = before;
    for (Json* pod : {&rest, &old}) {
      for (const char* key : {"containers", "initContainers", "volumes"}) (*pod)["spec"].erase(key);
      Json& annotations = (*pod)["metadata"]["annotations"];
      if (!annotations.is_object()) annotations = Json::object();
      annotations.erase(kInjectedAnnotation);
      annotations.erase(kLeftAloneAnnotation);
    }
    EXPECT_EQ(rest, old);

    const Json& annotations = after["metadata"].value("annotations", Json::object());
    EXPECT_EQ(annotations.contains(kLeftAloneAnnotation), !plan.left_alone.empty());
    if (!plan.injected.empty()) {
      std::string names;
      for (const std::string& name : plan.injected) names += (names.empty() ? "" : ",") + name;
      EXPECT_EQ(annotations.at(kInjectedAnnotation), names);
    }
  }

  bool Is(const char* kind) const { return GetParam().name.starts_with(std::string(kind) + "/"); }
};

TEST_P(PodsTest, AreChangedAsTheyShouldBe) {
  PodOptions options = Options();
  ExpectGood(options);
  options.label_needed = false;
  options.init_containers = true;
  options.config_map = "falco-run";
  options.token_secret = "token";
  options.image_pull_policy = "Always";
  options.run_as_user.reset();
  ExpectGood(options);
}

TEST_P(PodsTest, AreSelectedByLabelAndSystem) {
  const bool selected = Plan(GetParam().pod, Options()).selected;
  const bool never = Is("windows") || Is("windows_by_selector") || Is("windows_by_affinity") ||
                     Is("mirror") || Is("labelled_false");
  EXPECT_EQ(selected, !never && !Is("not_labelled"));
  PodOptions all = Options();
  all.label_needed = false;
  EXPECT_EQ(Plan(GetParam().pod, all).selected, !never);
}

// Each container that is meant is either wrapped, or it is said why not.
TEST_P(PodsTest, NoContainerIsForgotten) {
  const Json& pod = GetParam().pod;
  const PodPlan plan = Plan(pod, Options());
  if (!plan.selected) return;
  const bool taken = Is("volume_taken");
  for (const Json& container : pod["spec"]["containers"]) {
    const std::string name = container["name"];
    const bool injected =
        std::find(plan.injected.begin(), plan.injected.end(), name) != plan.injected.end();
    bool told = false;
    for (const std::string& left : plan.left_alone) told = told || left.starts_with(name + ": ");
    if (Is("excluded") && name == "main") {
      EXPECT_FALSE(injected || told);
      continue;
    }
    const bool mount_taken = Is("mount_taken") && name == "main";
    const bool has_program = !List(container, "command").empty() ||
                             absl::StrContains(container["image"].get<std::string>(), "/known");
    EXPECT_EQ(injected, has_program && !taken && !mount_taken) << name;
    EXPECT_EQ(told, !injected) << name;
  }
  const size_t init = plan.injected.size() + plan.left_alone.size();
  if (Is("sidecar") || Is("init_containers_chosen")) {
    EXPECT_EQ(init, pod["spec"]["containers"].size() + 1);
  }
}

// An unresolved container is a reason to refuse the pod, if that is wanted.
TEST_P(PodsTest, AreDeniedWhereThatIsWanted) {
  PodOptions options = Options();
  options.deny_unresolved = true;
  const PodPlan plan = Plan(GetParam().pod, options);
  EXPECT_EQ(plan.denied, !plan.left_alone.empty());
  EXPECT_FALSE(plan.denied && !plan.patch.empty());
}

INSTANTIATE_TEST_SUITE_P(Table, PodsTest, testing::ValuesIn(MakeTestPods()),
                         [](const testing::TestParamInfo<TestPod>& info) {
                           std::string name = info.param.name;
                           for (char& c : name) c = c == '/' ? '_' : c;
                           return name;
                         });

TEST(PodPlanTest, TheTableIsLarge) { EXPECT_GE(MakeTestPods().size(), 200u); }

TEST(PodPlanTest, WhatTheReadmeShows) {
  const Json container = {{"name", "a"}, {"image", "i"}, {"command", {"nginx", "-g"}}};
  const Json pod = {{"metadata", {{"labels", {{"falco-run/inject", "true"}}}}},
                    {"spec", {{"containers", Json::array({container})}}}};
  const Json after = pod.patch(Plan(pod, Options()).patch);
  EXPECT_EQ(after["spec"]["containers"][0]["command"],
            (Json{kExecutable, "-o", "container.name=a", "-o", "container.image=i",
                  "--watch-namespace", "--", "nginx", "-g"}));
  EXPECT_EQ(after["spec"]["initContainers"][0]["command"],
            (Json{"/usr/bin/falco-run", "injector", "--copy-to", "/falco-run"}));
  EXPECT_EQ(after["metadata"]["annotations"]["falco-run/injected"], "a");
}

TEST(PodPlanTest, AnImageIsFoundByItsNameOrWithoutItsTag) {
  PodOptions options = Options();
  options.images = {{"nginx", {{"/entry"}, {"nginx"}}},
                    {"nginx:old", {{}, {"/old"}}},
                    {"r:5000/a", {{"/a"}, {}}},
                    {"empty", {}}};
  const auto command = [&](const std::string& image, const Json& args) {
    const Json container = {{"name", "a"}, {"image", image}, {"args", args}};
    const Json pod = {{"metadata", {{"labels", {{"falco-run/inject", "true"}}}}},
                      {"spec", {{"containers", Json::array({container})}}}};
    const PodPlan plan = Plan(pod, options);
    const Json c = pod.patch(plan.patch)["spec"]["containers"][0];
    std::string all;
    for (const std::string& w : Words(List(c, "command"))) all += w + " ";
    for (const std::string& w : Words(List(c, "args"))) all += w + " ";
    return plan.injected.empty() ? plan.left_alone.at(0) : all.substr(all.find("-- ") + 3);
  };
  EXPECT_EQ(command("nginx", nullptr), "/entry nginx ");
  EXPECT_EQ(command("nginx:1.2", nullptr), "/entry nginx ");
  EXPECT_EQ(command("nginx:1.2", Json::array({"-g"})), "/entry -g ");
  EXPECT_EQ(command("nginx:old", nullptr), "/old ");
  EXPECT_EQ(command("nginx:old", Json::array({"x"})), "x ");
  EXPECT_EQ(command("nginx:old@sha256:12", nullptr), "/entry nginx ");
  EXPECT_EQ(command("r:5000/a:v1", nullptr), "/a ");
  EXPECT_EQ(command("r:5000/b", nullptr),
            "a: it has no command, and injector.images does not know its image r:5000/b");
  EXPECT_EQ(command("empty", nullptr), "a: injector.images has no program for its image");
}

TEST(PodPlanTest, WhatIsNoPodIsSaid) {
  EXPECT_EQ(Fault(Json::object()), "spec: must be an object");
  EXPECT_EQ(Fault({{"spec", Json::object()}}), "spec.containers: must be a list");
  const auto with = [](const Json& container) -> Json {
    return {{"spec", {{"containers", Json::array({{{"name", "a"}}, container})}}}};
  };
  EXPECT_EQ(Fault(with(1)), "spec.containers[1]: must be an object");
  EXPECT_EQ(Fault(with(Json::object())), "spec.containers[1].name: must be a name");
  EXPECT_EQ(Fault(with({{"name", "b"}, {"command", "sh"}})),
            "spec.containers[1].command: must be a list");
  EXPECT_EQ(Fault(with({{"name", "b"}, {"args", {"a", 1}}})),
            "spec.containers[1].args[1]: must be text");
  EXPECT_EQ(Fault(with({{"name", "b"}, {"env", Json::array({"a"})}})),
            "spec.containers[1].env[0]: must be an object");
  Json pod = with({{"name", "b"}});
  pod["metadata"]["labels"]["a"] = 1;
  EXPECT_EQ(Fault(pod), "metadata.labels.a: must be text");
  pod["metadata"] = "x";
  EXPECT_EQ(Fault(pod), "metadata: must be an object");
}

}  // namespace
}  // namespace falco_run::injector

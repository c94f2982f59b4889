// SPDX-License-Identifier: Apache-2.0
#include "injector/pod_plan.h"

#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_join.h"
#include "injector/patch.h"
#include "injector/pod_view.h"

namespace falco_run::injector {
namespace {

using Json = nlohmann::json;
using json::Kind;
using json::Value;
using Words = std::vector<std::string>;

constexpr char kConfigVolume[] = "falco-run-config";
constexpr char kConfigDirectory[] = "/etc/falco-run";
constexpr char kPodVolume[] = "falco-run-podinfo";
constexpr char kPodDirectory[] = "/falco-run-podinfo";  // at the root, where a pod mounts nothing
constexpr std::string_view kWatchNamespace = "--watch-namespace";

Words WordsOf(Value list) {
  Words words;
  if (!list.Is(Kind::kArray)) return words;
  for (const Value word : list) words.emplace_back(word.text());
  return words;
}

// "registry:5000/team/app:v1@sha256:..." without tag and digest.
std::string Repository(std::string image) {
  image.resize(std::min(image.size(), image.find('@')));
  const size_t colon = image.rfind(':');
  const size_t slash = image.rfind('/');
  if (colon != image.npos && (slash == image.npos || colon > slash)) image.resize(colon);
  return image;
}

Json FieldRef(const char* path) {
  return {{"fieldRef", {{"apiVersion", "v1"}, {"fieldPath", path}}}};
}

class Planner {
 public:
  Planner(Value pod, const PodOptions& options)
      : pod_(pod),
        spec_(pod["spec"]),
        annotations_(pod["metadata"]["annotations"]),
        options_(options),
        excluded_(Names(TextOf(annotations_[kExcludeAnnotation]))) {
    for (const std::string& option : options.options) {
      // There, what enters is not to be told from the other containers' programs.
      if (option != kWatchNamespace || !SharesProcesses(pod)) options_in_pod_.push_back(option);
    }
  }

  PodPlan Plan() && {
    plan_.selected = IsSelected();
    if (!plan_.selected) return std::move(plan_);
    const std::string_view init = TextOf(annotations_[kInitAnnotation]);
    PlanContainers("containers", true);
    PlanContainers("initContainers",
                   init == "true" || (init != "false" && options_.init_containers));
    if (options_.deny_unresolved && !plan_.left_alone.empty()) {
      plan_.denied = true;
      return std::move(plan_);
    }
    if (!plan_.injected.empty()) AddPodParts();
    Annotate();
    plan_.patch = patch_.json();
    return std::move(plan_);
  }

 private:
  bool IsSelected() const {
    const std::string_view label = TextOf(pod_["metadata"]["labels"][options_.label]);
    if (options_.label_needed ? label != "true" : label == "false") return false;
    return !IsMirror(pod_) && !IsForWindows(pod_);
  }

  // Of init containers those that run beside the others are always meant.
  void PlanContainers(const std::string& list, bool all) {
    if (!spec_[list].Is(Kind::kArray)) return;
    size_t i = 0;
    for (const Value container : spec_[list]) {
      const std::string pointer = "/spec/" + list + "/" + std::to_string(i++);
      const std::string name(TextOf(container["name"]));
      const bool meant = all || TextOf(container["restartPolicy"]) == "Always";
      if (!meant || name == kInstaller || excluded_.contains(name)) continue;
      const std::string why = PlanContainer(container, pointer);
      if (why.empty()) {
        plan_.injected.push_back(name);
      } else {
        plan_.left_alone.push_back(name + ": " + why);
      }
    }
  }

  // Why it is left alone; "" if it is not.
  std::string PlanContainer(Value container, const std::string& pointer) {
    if (const std::string why = Conflict(container); !why.empty()) return why;
    Words command = WordsOf(container["command"]);
    const bool wrapped = !command.empty() && command[0] == kExecutable;
    if (!wrapped) {
      Words args = WordsOf(container["args"]);
      if (command.empty()) {
        const ImageProgram* program = FindImage(std::string(TextOf(container["image"])));
        if (program == nullptr) {
          return "it has no command, and injector.images does not know its image " +
                 std::string(TextOf(container["image"]));
        }
        command = program->entrypoint;
        if (args.empty() && !program->command.empty()) {
          args = program->command;
          patch_.Set(pointer + "/args", args);
        }
        if (command.empty() && args.empty()) return "injector.images has no program for its image";
      }
      const Words run = Run(container);
      command.insert(command.begin(), run.begin(), run.end());
      patch_.Set(pointer + "/command", command);
    }
    AddEnvironment(container, pointer);
    AddMounts(container, pointer);
    return "";
  }

  // What nobody but the API server can tell a container about itself; the settings, which come
  // later, go before.
  Words Run(Value container) const {
    Words run = {kExecutable, "-o", "container.name=" + std::string(TextOf(container["name"]))};
    if (const std::string_view image = TextOf(container["image"]); !image.empty()) {
      run.insert(run.end(), {"-o", "container.image=" + std::string(image)});
    }
    run.insert(run.end(), options_in_pod_.begin(), options_in_pod_.end());
    run.emplace_back("--");
    return run;
  }

  std::string Conflict(Value container) const {
    const Value volume = FindItem(spec_["volumes"], "name", kVolume);
    if (volume && !volume["emptyDir"].Is(Kind::kObject)) {
      return std::string("the pod has another volume of the name ") + kVolume;
    }
    for (const char* path : {"/falco-run", "/falco-run/"}) {
      const Value mount = FindItem(container["volumeMounts"], "mountPath", path);
      if (mount && TextOf(mount["name"]) != kVolume) {
        return std::string("something else is mounted at ") + kDirectory;
      }
    }
    return "";
  }

  const ImageProgram* FindImage(const std::string& image) const {
    auto it = options_.images.find(image);
    if (it == options_.images.end()) it = options_.images.find(Repository(image));
    return it == options_.images.end() ? nullptr : &it->second;
  }

  // What falco-run reads to know its pod. A container's own variables stay.
  void AddEnvironment(Value container, const std::string& pointer) {
    const Value env = container["env"];
    Json items = Json::array();
    const auto add = [&](const char* name, Json source) {
      if (FindItem(env, "name", name)) return;
      items.push_back({{"name", name}, {"valueFrom", std::move(source)}});
    };
    add("POD_NAME", FieldRef("metadata.name"));
    add("POD_NAMESPACE", FieldRef("metadata.namespace"));
    add("POD_UID", FieldRef("metadata.uid"));
    add("FALCO_HOSTNAME", FieldRef("spec.nodeName"));
    if (!options_.token_secret.empty()) {
      add("HTTP_OUTPUT_TOKEN",
          {{"secretKeyRef",
            {{"name", options_.token_secret}, {"key", "token"}, {"optional", true}}}});
    }
    patch_.Append(pointer + "/env", env, std::move(items));
  }

  void AddMounts(Value container, const std::string& pointer) {
    const Value mounts = container["volumeMounts"];
    Json items = Json::array();
    const auto add = [&](const char* volume, const char* path) {
      if (FindItem(mounts, "mountPath", path)) return;
      items.push_back({{"name", volume}, {"mountPath", path}, {"readOnly", true}});
    };
    add(kVolume, kDirectory);
    if (PodVolumeIsOurs()) add(kPodVolume, kPodDirectory);
    if (!options_.config_map.empty()) add(kConfigVolume, kConfigDirectory);
    patch_.Append(pointer + "/volumeMounts", mounts, std::move(items));
  }

  // A volume of the name that is something else stays what it is, and is not mounted.
  bool PodVolumeIsOurs() const {
    const Value volume = FindItem(spec_["volumes"], "name", kPodVolume);
    return !volume || volume["downwardAPI"].Is(Kind::kObject);
  }

  // The init container comes before all others, which may need what it copies. Last of all, as it
  // moves their places.
  void AddPodParts() {
    const Value volumes = spec_["volumes"];
    Json items = Json::array();
    if (!FindItem(volumes, "name", kVolume)) {
      items.push_back({{"name", kVolume}, {"emptyDir", Json::object()}});
    }
    if (!FindItem(volumes, "name", kPodVolume)) {
      items.push_back(
          {{"name", kPodVolume},
           {"downwardAPI",
            {{"items", Json::array({{{"path", "labels"},
                                     {"fieldRef", {{"fieldPath", "metadata.labels"}}}}})}}}});
    }
    if (!options_.config_map.empty() && !FindItem(volumes, "name", kConfigVolume)) {
      items.push_back({{"name", kConfigVolume},
                       {"configMap", {{"name", options_.config_map}, {"optional", true}}}});
    }
    patch_.Append("/spec/volumes", volumes, std::move(items));
    const Value init = spec_["initContainers"];
    if (!FindItem(init, "name", kInstaller)) {
      patch_.Prepend("/spec/initContainers", init, Installer());
    }
  }

  Json Installer() const {
    Json security = {{"allowPrivilegeEscalation", false},
                     {"capabilities", {{"drop", Json::array({"ALL"})}}},
                     {"privileged", false},
                     {"readOnlyRootFilesystem", true},
                     {"runAsNonRoot", true},
                     {"seccompProfile", {{"type", "RuntimeDefault"}}}};
    if (options_.run_as_user) security["runAsUser"] = *options_.run_as_user;
    Json container = {
        {"name", kInstaller},
        {"image", options_.image},
        {"command", Json::array({options_.executable, "injector", "--copy-to", kDirectory})},
        {"resources", {{"requests", options_.requests}, {"limits", options_.limits}}},
        {"securityContext", std::move(security)},
        {"volumeMounts", Json::array({{{"name", kVolume}, {"mountPath", kDirectory}}})}};
    if (!options_.image_pull_policy.empty()) {
      container["imagePullPolicy"] = options_.image_pull_policy;
    }
    return container;
  }

  void Annotate() {
    Json annotations = Json::object();
    if (!plan_.injected.empty()) {
      annotations[kInjectedAnnotation] = absl::StrJoin(plan_.injected, ",");
    }
    if (!plan_.left_alone.empty()) {
      annotations[kLeftAloneAnnotation] = absl::StrJoin(plan_.left_alone, "; ");
    }
    if (annotations.empty()) return;
    if (pod_["metadata"].Is(Kind::kObject)) {
      patch_.Merge("/metadata/annotations", annotations_, annotations);
    } else {
      patch_.Set("/metadata", {{"annotations", annotations}});
    }
  }

  const Value pod_;
  const Value spec_;
  const Value annotations_;
  const PodOptions& options_;
  const std::set<std::string> excluded_;
  Words options_in_pod_;
  Patch patch_;
  PodPlan plan_;
};

}  // namespace

absl::StatusOr<PodPlan> PlanPod(Value pod, const PodOptions& options) {
  if (absl::Status s = CheckPod(pod); !s.ok()) return s;
  return Planner(pod, options).Plan();
}

}  // namespace falco_run::injector

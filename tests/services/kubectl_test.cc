// SPDX-License-Identifier: Apache-2.0
// Debian's kubectl takes the pods that come of the injector's patches.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "http/server.h"
#include "injector/pod_plan.h"
#include "injector/test_pods.h"
#include "tests/services/daemon.h"

namespace falco_run::injector {
namespace {

using Json = nlohmann::json;

std::string ReadFile(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// kubectl asks a server which kinds there are before it looks at a file; this is all it asks.
http::Response Discover(const http::Request& request) {
  const std::string path = request.target.substr(0, request.target.find('?'));
  Json answer;
  if (path == "/api") {
    answer = {{"kind", "APIVersions"}, {"versions", Json::array({"v1"})}};
  } else if (path == "/apis") {
    answer = {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", Json::array()}};
  } else if (path == "/api/v1") {
    const Json pods = {{"name", "pods"},
                       {"singularName", ""},
                       {"namespaced", true},
                       {"kind", "Pod"},
                       {"verbs", {"create", "get", "list"}}};
    answer = {
        {"kind", "APIResourceList"}, {"groupVersion", "v1"}, {"resources", Json::array({pods})}};
  } else {
    return {.status = 404};
  }
  return {.headers = {{"Content-Type", "application/json"}}, .body = answer.dump()};
}

// What of `part` is not in `whole`, "" if all of it is. Go's kubectl leaves out what is empty.
std::string Missing(const Json& part, const Json& whole, const std::string& at) {
  if (part.is_null() || ((part.is_object() || part.is_array()) && part.empty())) return "";
  if (part.is_primitive()) return part == whole ? "" : at;
  if (part.type() != whole.type()) return at;
  if (part.is_object()) {
    for (const auto& [key, value] : part.items()) {
      const std::string missing = Missing(value, whole.value(key, Json()), at + "/" + key);
      if (!missing.empty()) return missing;
    }
    return "";
  }
  if (part.size() != whole.size()) return at;
  for (size_t i = 0; i < part.size(); ++i) {
    const std::string missing = Missing(part[i], whole[i], at + "/" + std::to_string(i));
    if (!missing.empty()) return missing;
  }
  return "";
}

class KubectlTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!tests::IsInstalled("kubectl")) GTEST_SKIP() << "kubectl is not installed";
    folder_ = testing::TempDir() + "/kubectl." + std::to_string(getpid());
    std::filesystem::create_directories(folder_);
    PodOptions options;
    options.image = "registry.example.com/falco-run:1";
    options.images["registry.example.com:5000/known"] = {{"/entry", "-x"}, {"run", "all"}};
    options.init_containers = true;
    options.config_map = "falco-run";
    options.token_secret = "token";
    json::Document document;
    for (TestPod& pod : MakeTestPods()) {
      ASSERT_TRUE(document.Parse(pod.pod.dump()).ok());
      const auto plan = PlanPod(document.root(), options);
      ASSERT_TRUE(plan.ok());
      pods_.push_back(pod.pod.patch(plan->patch));
      // Younger than Debian's kubectl, which drops them; not the injector's.
      pods_.back()["spec"].erase("os");
      if (!pods_.back()["spec"].contains("initContainers")) continue;
      for (Json& init : pods_.back()["spec"]["initContainers"]) init.erase("restartPolicy");
    }
    std::ofstream(folder_ + "/pods.json")
        << Json{{"apiVersion", "v1"}, {"kind", "List"}, {"items", pods_}};
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  // What kubectl prints of the pods.
  std::string Kubectl(const std::string& arguments) {
    const std::string command = "HOME=" + folder_ + " KUBECONFIG=/dev/null kubectl " + arguments +
                                " -f " + folder_ + "/pods.json >" + folder_ + "/out 2>" + folder_ +
                                "/err </dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << ReadFile(folder_ + "/err");
    return ReadFile(folder_ + "/out");
  }

  std::string folder_;
  std::vector<Json> pods_;
};

TEST_F(KubectlTest, CreatesThemInADryRun) {
  http::ServerOptions options;
  options.address = "127.0.0.1";
  const auto server = http::Server::Start(options, Discover);
  ASSERT_TRUE(server.ok());
  const std::string out = Kubectl("--server=http://127.0.0.1:" + std::to_string((*server)->port()) +
                                  " create --dry-run=client --validate=false -o name");
  std::string expected;
  for (const Json& pod : pods_) {
    expected += "pod/" + pod["metadata"]["name"].get<std::string>() + "\n";
  }
  EXPECT_EQ(out, expected);
}

// Without what the test has kubectl add.
Json WithoutAdded(Json pod) {
  for (const char* list : {"containers", "initContainers"}) {
    if (!pod["spec"].contains(list)) continue;
    for (Json& container : pod["spec"][list]) {
      if (!container.contains("env") || !container["env"].is_array()) continue;
      Json& env = container["env"];
      env.erase(std::remove_if(env.begin(), env.end(),
                               [](const Json& e) { return e["name"] == "ADDED"; }),
                env.end());
    }
  }
  return pod;
}

// This command needs no server and reads the pods into Kubernetes' own types, where a wrong type
// is an error and an unknown field is lost.
TEST_F(KubectlTest, KnowsEveryFieldOfThem) {
  std::istringstream out(Kubectl("set env --local -o json ADDED=x"));
  size_t i = 0;
  for (Json pod; out >> std::ws && !out.eof() && i < pods_.size(); ++i) {
    out >> pod;
    EXPECT_EQ(Missing(pods_[i], WithoutAdded(pod), ""), "") << pods_[i].dump(1);
  }
  EXPECT_EQ(i, pods_.size());
}

}  // namespace
}  // namespace falco_run::injector

// SPDX-License-Identifier: Apache-2.0
// A web server in a container, and somebody who enters it from outside: the alert arrives in
// Slack's format while the server goes on.
#include <gtest/gtest.h>

#include <filesystem>
#include <mutex>

#include "absl/strings/escaping.h"
#include "http/client.h"
#include "http/server.h"
#include "tests/containers/container.h"
#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

using Json = nlohmann::json;

// Where Slack's messages go.
class Slack {
 public:
  Slack() {
    http::ServerOptions options;
    options.address = "127.0.0.1";
    auto server = http::Server::Start(options, [this](const http::Request& request) {
      const std::lock_guard<std::mutex> lock(mutex_);
      messages_.push_back(Json::parse(request.body, nullptr, false));
      return http::Response{.body = "ok"};
    });
    EXPECT_TRUE(server.ok());
    server_ = *std::move(server);
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + "/services/T0/B0";
  }
  // The text of the first message whose text has all these.
  std::string Find(const std::vector<std::string>& parts) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const Json& message : messages_) {
      const std::string text = message["attachments"][0]["text"];
      bool all = true;
      for (const std::string& part : parts) all = all && text.find(part) != text.npos;
      if (all) return text;
    }
    return "";
  }
  std::string All() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return Json(messages_).dump();
  }

 private:
  std::mutex mutex_;
  std::vector<Json> messages_;
  std::unique_ptr<http::Server> server_;
};

std::string Get(uint16_t port) {
  auto client = http::Client::Make({.url = "http://127.0.0.1:" + std::to_string(port) + "/"});
  const auto response = (*client)->Send({.method = "GET"});
  return response.ok() ? response->body : "";
}

// nginx needs no privilege and nothing but /tmp.
std::string NginxConfig(const std::string& folder, uint16_t port) {
  std::string config =
      "daemon off; error_log stderr; pid /tmp/pid; events {} http { access_log off; ";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    config += std::string(kind) + "_temp_path /tmp/" + kind + "; ";
  }
  return WriteFile(folder + "/nginx.conf", config +
                                               "server { listen 127.0.0.1:" + std::to_string(port) +
                                               "; location / { return 200 hello; } } }");
}

class ContainerTest : public testing::Test {
 protected:
  void SetUp() override {
    static const std::string why_not = Container::WhyNot();
    if (!why_not.empty()) GTEST_SKIP() << why_not;
    if (!IsInstalled("nginx")) GTEST_SKIP() << "nginx is not installed";
    nginx_ = NginxConfig(folder_, port_);
  }

  // Enters the container as `exec -it ... bash -il`, and waits for the message about it.
  void EnterAndBeReported(Container& container, const std::vector<std::string>& parts) {
    ASSERT_TRUE(WaitFor([&] { return Get(port_) == "hello"; }, 30)) << container.err();
    // An ordinary user's falco-run looks for it (docs/visibility.md), on a busy machine seldom.
    const RunResult shell =
        container.ExecOnTerminal("bash -il", "echo I am $((40 + 2))\nsleep 1\nexit 3\n");
    EXPECT_NE(shell.out.find("I am 42"), std::string::npos) << shell.out << shell.err;
    EXPECT_EQ(shell.exit_code, 3);
    std::vector<std::string> all = {"A bash shell runs in a container", "shell=bash -il",
                                    "container_id=" + container.id().substr(0, 12)};
    all.insert(all.end(), parts.begin(), parts.end());
    const bool told = WaitFor([&] { return !slack_.Find(all).empty(); });
    EXPECT_EQ(slack_.Find({"terminal=0"}), "") << "it was on a terminal";
    EXPECT_EQ(Get(port_), "hello");
    container.Signal("TERM");
    EXPECT_EQ(container.Wait(), 0) << container.err();
    EXPECT_TRUE(told) << slack_.All() << container.err();
    EXPECT_EQ(container.err().find("had ended before it was looked at"), std::string::npos)
        << container.err();
  }

  const std::string folder_ = TempDir();
  const uint16_t port_ = FreePort();
  Slack slack_;
  std::string nginx_;
};

TEST_F(ContainerTest, ExecFromOutsideIsReportedToSlack) {
  ContainerSpec spec;
  spec.mounts = {{"/falco-run", FalcoRun()},
                 {"/rules.yaml", "examples/shell-in-container/rules.yaml"},
                 {"/nginx.conf", nginx_}};
  spec.argv = {"/falco-run", "--watch-namespace",
               "-r",         "/rules.yaml",
               "-o",         "slack.webhookurl=" + slack_.url(),
               "--",         "nginx",
               "-c",         "/nginx.conf"};
  Container container(spec);
  EnterAndBeReported(container, {"user=root"});
  EXPECT_NE(container.err().find("1 alert (1 Warning)"), std::string::npos) << container.err();
}

TEST_F(ContainerTest, ItsMountsAreSeenFromInside) {
  constexpr char kRules[] = R"(
- rule: mounts
  desc: d
  condition: >
    evt.type = execve and evt.res = SUCCESS and proc.name = true and container.host_pid = false
    and not container.mount.dest[/proc*] exists
  output: >
    %container.mount.dest[*/mounts.yaml] %container.mount.rdwr[*/mounts.yaml]
    %container.mount.source[/usr] all %container.mounts
  priority: WARNING
)";
  ContainerSpec spec;
  spec.mounts = {{"/falco-run", FalcoRun()},
                 {"/rules.yaml", WriteFile(folder_ + "/mounts.yaml", kRules)}};
  spec.argv = {"/falco-run", "-r", "/rules.yaml", "--", "true"};
  Container container(spec);
  EXPECT_EQ(container.Wait(), 0) << container.err();
  EXPECT_NE(container.err().find("Warning /rules.yaml false /usr all "), std::string::npos)
      << container.err();
  EXPECT_EQ(container.err().find(":/proc"), std::string::npos) << container.err();
}

// What the injector answers is applied to a pod, whose containers are then run as a kubelet would:
// the init container with nothing but falco-run in it, then the other, both restricted.
class PodTest : public ContainerTest {
 protected:
  Json Inject(const Json& pod, const std::string& options) {
    const uint16_t port = FreePort();
    const std::string config = WriteFile(
        folder_ + "/injector.yaml", "injector: {listen: '127.0.0.1:" + std::to_string(port) +
                                        "', image: 'falco-run:test', options: " + options + "}\n");
    const Daemon injector({FalcoRun(), "injector", "-c", config}, folder_ + "/injector.log");
    http::ClientOptions client_options;
    client_options.url = "http://127.0.0.1:" + std::to_string(port) + "/mutate";
    auto client = http::Client::Make(client_options);
    http::Request request = {.headers = {{"Content-Type", "application/json"}}};
    request.body = Json{
        {"apiVersion", "admission.k8s.io/v1"},
        {"kind", "AdmissionReview"},
        {"request",
         {{"uid", "1"},
          {"kind", {{"group", ""}, {"version", "v1"}, {"kind", "Pod"}}},
          {"operation", "CREATE"},
          {"namespace", "shop"},
          {"object",
           pod}}}}.dump();
    Json answer;
    EXPECT_TRUE(Eventually([&] {
      const auto response = (*client)->Send(request);
      if (response.ok()) answer = Json::parse(response->body, nullptr, false);
      return response.ok();
    })) << ReadFile(folder_ + "/injector.log");
    std::string patch;
    absl::Base64Unescape(answer["response"]["patch"].get<std::string>(), &patch);
    return pod.patch(Json::parse(patch));
  }

  std::string Volume(const std::string& name) {
    std::string volume = folder_ + "/volume-" + name;
    std::filesystem::create_directory(volume);
    std::filesystem::permissions(volume, std::filesystem::perms::all);
    return volume;
  }

  // A container of the pod as a kubelet makes it of its spec.
  ContainerSpec SpecOf(const Json& container) {
    ContainerSpec spec;
    spec.restricted = true;
    spec.argv = container["command"];
    for (const Json& word : container.value("args", Json::array())) spec.argv.push_back(word);
    spec.environment["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
    for (const Json& variable : container.value("env", Json::array())) {
      const std::map<std::string, std::string> fields = {{"metadata.name", "web-1"},
                                                         {"metadata.namespace", "shop"},
                                                         {"metadata.uid", "u-1"},
                                                         {"spec.nodeName", "node-1"}};
      spec.environment[variable["name"]] =
          fields.at(variable["valueFrom"]["fieldRef"]["fieldPath"]);
    }
    for (const Json& mount : container["volumeMounts"]) {
      spec.mounts[mount["mountPath"]] = Volume(mount["name"]);
      if (!mount.value("readOnly", false)) spec.writable = mount["mountPath"];
    }
    return spec;
  }
};

TEST_F(PodTest, AnInjectedPodRunsAndIsWatched) {
  const Json container = {{"name", "web"},
                          {"image", "nginx"},
                          {"command", {"nginx", "-c"}},
                          {"args", Json::array({"/nginx.conf"})}};
  const Json pod =
      Inject({{"metadata", {{"labels", {{"falco-run/inject", "true"}}}}},
              {"spec", {{"containers", Json::array({container})}}}},
             "[--watch-namespace, -r, /rules.yaml, -o, 'slack.webhookurl=" + slack_.url() +
                 "', -o, 'append_output[0].extra_output=tier=%k8s.pod.label[tier] "
                 "image=%container.image.repository']");
  WriteFile(Volume("falco-run-podinfo") + "/labels", "falco-run/inject=\"true\"\ntier=\"front\"\n");

  ContainerSpec init = SpecOf(pod["spec"]["initContainers"][0]);
  init.host_programs = false;
  init.mounts["/usr/bin/falco-run"] = FalcoRun();
  Container installer(init);
  ASSERT_EQ(installer.Wait(), 0) << installer.err();
  ASSERT_TRUE(std::filesystem::exists(Volume("falco-run") + "/falco-run"));

  ContainerSpec spec = SpecOf(pod["spec"]["containers"][0]);
  spec.mounts["/nginx.conf"] = nginx_;
  spec.mounts["/rules.yaml"] = "examples/shell-in-container/rules.yaml";
  Container web(spec);
  EnterAndBeReported(web, {"k8s_pod_name=web-1", "k8s_ns_name=shop", "container_name=web",
                           "tier=front", "image=nginx"});
}

}  // namespace
}  // namespace falco_run::tests

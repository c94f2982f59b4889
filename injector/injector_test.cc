// SPDX-License-Identifier: Apache-2.0
#include "injector/injector.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <random>
#include <thread>

#include "absl/strings/escaping.h"
#include "http/client.h"
#include "http/test_certificates.h"
#include "http/test_socket.h"
#include "injector/test_pods.h"

namespace falco_run::injector {
namespace {

using Json = nlohmann::json;

http::Request Post(std::string body) {
  return {.target = "/mutate?timeout=10s",
          .headers = {{"Content-Type", "application/json"}},
          .body = std::move(body)};
}

Json Pod(const std::string& kind) {
  static const auto* const pods = new std::vector<TestPod>(MakeTestPods());
  for (const TestPod& pod : *pods) {
    if (pod.name == kind) return pod.pod;
  }
  ADD_FAILURE() << kind;
  return {};
}

class InjectorTest : public testing::Test {
 protected:
  InjectorTest() {
    options_.server.address = "127.0.0.1";
    options_.pods.image = "falco-run:1";
    options_.on_note = [this](const std::string& note) { notes_.push_back(note); };
  }

  void Start() {
    auto started = Injector::Start(options_);
    ASSERT_TRUE(started.ok()) << started.status().message();
    injector_ = *std::move(started);
  }
  http::Response Answer(const std::string& body) { return injector_->Answer(Post(body)); }
  Json Review(const Json& pod) {
    const http::Response response = Answer(MakeReview(pod).dump());
    EXPECT_EQ(response.status, 200) << response.body;
    return Json::parse(response.body).at("response");
  }
  // Why a body is refused.
  std::string Refusal(const std::string& body) {
    const http::Response response = Answer(body);
    EXPECT_EQ(response.status, 400) << response.body;
    return response.body;
  }
  absl::StatusOr<http::Response> Send(http::ClientOptions options, const Json& pod) {
    options.url = (options.tls.ca_file.empty() ? "http" : "https") +
                  ("://127.0.0.1:" + std::to_string(injector_->port())) + "/mutate";
    auto client = http::Client::Make(std::move(options));
    if (!client.ok()) return client.status();
    http::Request request = Post(MakeReview(pod).dump());
    request.target.clear();
    return (*client)->Send(request);
  }

  InjectorOptions options_;
  std::vector<std::string> notes_;
  std::unique_ptr<Injector> injector_;
};

TEST_F(InjectorTest, AnswersWithAPatch) {
  Start();
  const Json pod = Pod("plain/command/1");
  const http::Response answer = Answer(MakeReview(pod).dump());
  const Json review = Json::parse(answer.body);
  EXPECT_EQ(review["apiVersion"], "admission.k8s.io/v1");
  EXPECT_EQ(review["kind"], "AdmissionReview");
  const Json& response = review["response"];
  EXPECT_EQ(response["uid"], MakeReview(pod)["request"]["uid"]);
  EXPECT_EQ(response["allowed"], true);
  EXPECT_EQ(response["patchType"], "JSONPatch");
  EXPECT_FALSE(response.contains("warnings"));
  std::string patch;
  ASSERT_TRUE(absl::Base64Unescape(response["patch"].get<std::string>(), &patch));
  const Json after = pod.patch(Json::parse(patch));
  EXPECT_EQ(after["spec"]["containers"][0]["command"][0], "/falco-run/falco-run");
  // And for what came of it with none.
  EXPECT_FALSE(Review(after).contains("patch"));
  EXPECT_TRUE(notes_.empty());
}

TEST_F(InjectorTest, WarnsOfWhatIsLeftAlone) {
  Start();
  const Json response = Review(Pod("plain/nothing/1"));
  EXPECT_EQ(response["allowed"], true);
  ASSERT_EQ(response["warnings"].size(), 1u);
  const std::string warning = response["warnings"][0];
  EXPECT_TRUE(warning.starts_with("falco-run: not watched: container main: it has no command"))
      << warning;
  EXPECT_EQ(notes_, std::vector<std::string>{warning.substr(strlen("falco-run: "))});
  std::string patch;
  ASSERT_TRUE(absl::Base64Unescape(response["patch"].get<std::string>(), &patch));
  const Json operations = Json::parse(patch);
  ASSERT_EQ(operations.size(), 1u) << "only the annotation";
  EXPECT_EQ(operations[0]["path"], "/metadata/annotations");
}

TEST_F(InjectorTest, NotesArePrintableAndShort) {
  Start();
  Json pod = Pod("plain/nothing/1");
  pod["spec"]["containers"][0]["image"] =
      "x\n\x1b[2Jfalco-run: all is well" + std::string(999, 'y');
  const std::string warning = Review(pod)["warnings"][0];
  EXPECT_EQ(warning.find_first_of("\n\x1b"), std::string::npos);
  EXPECT_LE(warning.size(), 256u);
}

TEST_F(InjectorTest, DeniesWhereThatIsWanted) {
  options_.pods.deny_unresolved = true;
  Start();
  const Json response = Review(Pod("plain/nothing/1"));
  EXPECT_EQ(response["allowed"], false);
  EXPECT_EQ(response["status"]["code"], 403);
  EXPECT_NE(response["status"]["message"].get<std::string>().find("injector.images"),
            std::string::npos);
  EXPECT_EQ(Review(Pod("plain/command/1"))["allowed"], true);
}

TEST_F(InjectorTest, WhatIsNoNewPodIsAllowed) {
  Start();
  const Json good = MakeReview(Pod("plain/command/1"));
  const auto is_untouched = [&](const char* key, const Json& value) {
    Json review = good;
    review["request"][key] = value;
    const http::Response response = Answer(review.dump());
    const Json answer = Json::parse(response.body).at("response");
    return answer.at("allowed") == true && !answer.contains("patch");
  };
  EXPECT_TRUE(is_untouched("operation", "UPDATE"));
  EXPECT_TRUE(is_untouched("subResource", "ephemeralcontainers"));
  EXPECT_TRUE(is_untouched("kind", {{"group", "apps"}, {"kind", "Deployment"}}));
  EXPECT_FALSE(is_untouched("dryRun", true)) << "there are no other effects than the patch";
}

TEST_F(InjectorTest, TellsTheSenderWhatIsWrong) {
  Start();
  EXPECT_EQ(Refusal("").substr(0, 8), "no JSON:");
  EXPECT_EQ(Refusal("{\"a\":\"\xff\"}"), "the body is not UTF-8\n");
  EXPECT_EQ(Refusal("[]"), "an AdmissionReview is an object\n");
  Json review = MakeReview(Pod("plain/command/1"));
  review["apiVersion"] = "admission.k8s.io/v1beta1";
  EXPECT_EQ(Refusal(review.dump()),
            "this takes kind AdmissionReview of apiVersion admission.k8s.io/v1\n");
  review = MakeReview(Pod("plain/command/1"));
  review["request"]["uid"] = 7;
  EXPECT_EQ(Refusal(review.dump()), "request.uid: is missing\n");
  review = MakeReview(Pod("plain/command/1"));
  review["request"].erase("object");
  EXPECT_EQ(Refusal(review.dump()), "request.object: must be an object\n");
  review = MakeReview(Pod("plain/command/1"));
  review["request"]["object"]["spec"]["containers"][0]["command"] = "sh";
  EXPECT_EQ(Refusal(review.dump()), "request.object: spec.containers[0].command: must be a list\n");
  EXPECT_NE(Refusal(std::string(300, '[') + std::string(300, ']')).find("no JSON"),
            std::string::npos);

  http::Request request = Post(MakeReview(Pod("plain/command/1")).dump());
  request.target = "/elsewhere";
  EXPECT_EQ(injector_->Answer(request).status, 404);
  request.target = "/mutate";
  request.method = "GET";
  EXPECT_EQ(injector_->Answer(request).status, 405);
  request.method = "POST";
  request.headers = {{"Content-Type", "text/yaml"}};
  EXPECT_EQ(injector_->Answer(request).status, 415);
}

TEST_F(InjectorTest, HealthAndMetrics) {
  Start();
  EXPECT_EQ(injector_->Answer({.method = "GET", .target = "/healthz"}).status, 200);
  Review(Pod("plain/command/3"));
  Review(Pod("plain/nothing/1"));
  Review(Pod("windows/command/1"));
  Refusal("{}");
  const std::string page = injector_->Answer({.method = "GET", .target = "/metrics"}).body;
  for (const char* line : {"falco_run_injector_reviews_total{result=\"injected\"} 1\n",
                           "falco_run_injector_reviews_total{result=\"left_alone\"} 1\n",
                           "falco_run_injector_reviews_total{result=\"not_selected\"} 1\n",
                           "falco_run_injector_reviews_total{result=\"refused\"} 1\n",
                           "falco_run_injector_containers_total{result=\"injected\"} 3\n",
                           "falco_run_injector_seconds_count 4\n"}) {
    EXPECT_NE(page.find(line), std::string::npos) << line << page;
  }
}

TEST_F(InjectorTest, CertificatesAndTokens) {
  http::TestAuthority authority;
  const auto server = authority.Make("server", "server", {"127.0.0.1"});
  const auto api_server = authority.Make("client", "api-server", {});
  options_.server.tls = {server.cert, server.key, authority.ca_file()};
  options_.token_file = authority.folder() + "/token";
  std::ofstream(options_.token_file) << "secret\n";
  Start();
  const Json pod = Pod("plain/command/1");
  http::ClientOptions client;
  client.tls.ca_file = authority.ca_file();
  EXPECT_FALSE(Send(client, pod).ok()) << "no certificate";
  client.tls.cert_file = api_server.cert;
  client.tls.key_file = api_server.key;
  auto response = Send(client, pod);
  ASSERT_TRUE(response.ok()) << response.status().message();
  EXPECT_EQ(response->status, 401);
  http::Request request = Post(MakeReview(pod).dump());
  request.headers.push_back({"Authorization", "Bearer secret"});
  EXPECT_EQ(injector_->Answer(request).status, 200);
  request.headers.back().value = "Bearer wrong";
  EXPECT_EQ(injector_->Answer(request).status, 401);
  EXPECT_TRUE(injector_->ReloadCertificates().ok());
}

// One that says half a request must not keep others waiting.
TEST_F(InjectorTest, SlowClientsHoldUpNobody) {
  Start();
  std::vector<http::TestSocket> slow;
  for (int i = 0; i < 50; ++i) {
    slow.push_back(http::TestSocket::Connect(injector_->port()));
    slow.back().Send("POST /mutate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
  }
  const auto response = Send({}, Pod("plain/command/1"));
  ASSERT_TRUE(response.ok()) << response.status().message();
  EXPECT_EQ(response->status, 200);
}

// Reviews with some bytes changed, cut, doubled or exchanged with those of others: whatever it is,
// the answer is 200 or 400, and what it says is JSON or text.
TEST_F(InjectorTest, HostileBodiesAreAnswered) {
  Start();
  std::vector<std::string> seeds;
  for (const TestPod& pod : MakeTestPods()) seeds.push_back(MakeReview(pod.pod).dump());
  std::mt19937 random(7);
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  const std::string tokens[] = {"null", "{}",      "[]", "\"\"", "1e999",
                                "true", "\\ud800", ",",  "\xff"};
  int refused = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::string body = seeds[below(seeds.size())];
    for (size_t changes = 1 + below(4); changes > 0 && !body.empty(); --changes) {
      const size_t at = below(body.size());
      const size_t length = below(std::min<size_t>(body.size() - at, 40) + 1);
      switch (below(5)) {
        case 0:
          body[at] = static_cast<char>(random());
          break;
        case 1:
          body.erase(at, length);
          break;
        case 2:
          body.insert(at, body.substr(below(body.size()), length));
          break;
        case 3:
          body.replace(at, length, tokens[below(std::size(tokens))]);
          break;
        default:
          // A whole value for another.
          if (const size_t colon = body.find(':', at); colon != body.npos) {
            const size_t end = body.find_first_of(",}]", colon);
            if (end != body.npos) {
              body.replace(colon + 1, end - colon - 1, tokens[below(std::size(tokens))]);
            }
          }
      }
    }
    const http::Response response = Answer(body);
    refused += response.status == 400;
    if (response.status == 200) {
      EXPECT_TRUE(Json::parse(response.body).contains("response"));
    } else {
      EXPECT_EQ(response.status, 400);
      EXPECT_GT(response.body.size(), 5u);
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_LT(refused, 9900);
}

}  // namespace
}  // namespace falco_run::injector

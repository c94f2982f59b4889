// SPDX-License-Identifier: Apache-2.0
#include "audit/webhook.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/test_certificates.h"
#include "http/test_socket.h"

namespace falco_run::audit {
namespace {

std::string Event(const std::string& id) {
  return R"({"auditID":")" + id + R"(","stageTimestamp":"2026-01-02T03:04:05Z"})";
}

http::Request Post(const std::string& body) {
  return {.target = "/k8s-audit", .headers = {{"Content-Type", "application/json"}}, .body = body};
}

struct Collector : Sink {
  void OnAudit(const proto::AuditEvent& event) override { texts.push_back(event.json()); }
  std::vector<std::string> texts;
};

class WebhookTest : public ::testing::Test {
 protected:
  WebhookTest() { options_.server.address = "127.0.0.1"; }

  void Start(size_t queue_bytes = 8 << 20) {
    queue_ = std::make_unique<EventQueue>(queue_bytes);
    auto started = Webhook::Start(options_, *queue_, counters_);
    ASSERT_TRUE(started.ok()) << started.status().message();
    webhook_ = *std::move(started);
  }
  std::string Url(const std::string& scheme = "http") {
    return scheme + "://127.0.0.1:" + std::to_string(webhook_->port()) + "/k8s-audit";
  }
  absl::StatusOr<http::Response> Send(http::ClientOptions options, const std::string& body) {
    options.url = Url(options.tls.ca_file.empty() ? "http" : "https");
    auto client = http::Client::Make(std::move(options));
    if (!client.ok()) return client.status();
    http::Request request = Post(body);
    request.target.clear();
    return (*client)->Send(request);
  }
  std::vector<std::string> Taken() {
    queue_->Close();
    Collector sink;
    queue_->Run(sink);
    return sink.texts;
  }

  WebhookOptions options_;
  Counters counters_;
  std::unique_ptr<EventQueue> queue_;
  std::unique_ptr<Webhook> webhook_;
};

TEST_F(WebhookTest, TakesListsAndSingleEvents) {
  Start();
  EXPECT_EQ(webhook_->Answer(Post(Event("1"))).status, 200);
  EXPECT_EQ(webhook_->Answer(Post(R"({"items":[)" + Event("2") + "," + Event("3") + "]}")).body,
            "2 events taken\n");
  EXPECT_EQ(Taken(), (std::vector<std::string>{Event("1"), Event("2"), Event("3")}));
  EXPECT_EQ(counters_.events, 3u);
  EXPECT_EQ(counters_.requests, 2u);
}

TEST_F(WebhookTest, TellsTheSenderWhatIsWrong) {
  Start();
  http::Response response = webhook_->Answer(Post("[" + Event("1") + ",{}]"));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, "1 events refused, 1 taken; event 2 of the list: no auditID\n");
  response = webhook_->Answer(Post("[" + Event("2") + ","));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body.substr(0, 16), "no JSON: at byte");
  EXPECT_EQ(webhook_->Answer(Post("")).status, 400);
  http::Request request = Post(Event("3"));
  request.target = "/elsewhere";
  EXPECT_EQ(webhook_->Answer(request).status, 404);
  request = Post(Event("3"));
  request.method = "GET";
  EXPECT_EQ(webhook_->Answer(request).status, 405);
  request = Post(Event("3"));
  request.headers = {{"Content-Type", "text/plain"}};
  EXPECT_EQ(webhook_->Answer(request).status, 415);
  request.headers = {{"content-type", "application/json; charset=utf-8"}};
  request.target = "/k8s-audit?timeout=30s";
  EXPECT_EQ(webhook_->Answer(request).status, 200);
  request = {.method = "GET", .target = "/healthz"};
  EXPECT_EQ(webhook_->Answer(request).status, 200);
  EXPECT_EQ(Taken(), (std::vector<std::string>{Event("1"), Event("3")}));
  EXPECT_EQ(counters_.malformed, 2u);
  EXPECT_EQ(counters_.all_refused(), 1u);
}

TEST_F(WebhookTest, BearerTokens) {
  options_.token_file = ::testing::TempDir() + "/tokens";
  std::ofstream(options_.token_file) << "new-token\n\nold-token \n";
  options_.token = "from-the-environment";
  Start();
  const auto status = [&](const std::string& authorization) {
    http::Request request = Post(Event("1"));
    if (!authorization.empty()) request.headers.push_back({"Authorization", authorization});
    return webhook_->Answer(request).status;
  };
  for (const char* good : {"Bearer new-token", "bearer old-token", "Bearer from-the-environment"}) {
    EXPECT_EQ(status(good), 200) << good;
  }
  for (const char* bad : {"", "Bearer", "Bearer ", "Bearer new-toke", "Bearer new-tokens",
                          "Basic new-token", "new-token", "Bearer new-token old-token"}) {
    EXPECT_EQ(status(bad), 401) << bad;
  }
  EXPECT_EQ(counters_.unauthorized, 8u);
  std::ofstream(options_.token_file) << "next-token\n";
  bool changed = false;
  for (int i = 0; i < 1000 && !changed; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    changed = status("Bearer next-token") == 200;
  }
  EXPECT_TRUE(changed);
  EXPECT_EQ(status("Bearer new-token"), 401);
  std::remove(options_.token_file.c_str());
  EXPECT_FALSE(Webhook::Start(options_, *queue_, counters_).ok()) << "the file is gone";
}

TEST_F(WebhookTest, WhenTooMuchWaitsTheSenderComesAgain) {
  Start(100);
  EXPECT_EQ(webhook_->Answer(Post("[" + Event("1") + "," + Event("2") + "]")).status, 200);
  const http::Response response = webhook_->Answer(Post(Event("3")));
  EXPECT_EQ(response.status, 429);
  const std::string* again = http::FindHeader(response.headers, "Retry-After");
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(*again, "1");
  EXPECT_EQ(counters_.overloaded, 1u);
  EXPECT_EQ(Taken().size(), 2u);
}

TEST_F(WebhookTest, CompressedBodies) {
  Start();
  http::ClientOptions client;
  client.gzip = true;
  std::string body = "[" + Event("0");
  for (int i = 1; i < 1000; ++i) body += "," + Event(std::to_string(i));
  const auto response = Send(client, body + "]");
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->body, "1000 events taken\n");
}

TEST_F(WebhookTest, BodiesThatAreTooLarge) {
  Start();
  http::ClientOptions client;
  client.gzip = true;
  const auto response = Send(client, std::string(13 << 20, ' ') + Event("1"));
  ASSERT_TRUE(response.ok()) << response.status().message();
  EXPECT_EQ(response->status, 413);
}

TEST_F(WebhookTest, ClientCertificates) {
  http::TestAuthority authority;
  http::TestAuthority other;
  const auto server = authority.Make("server", "server", {"127.0.0.1"});
  const auto good = authority.Make("good", "apiserver", {});
  const auto bad = other.Make("bad", "apiserver", {});
  options_.server.tls = {
      .cert_file = server.cert, .key_file = server.key, .client_ca_file = authority.ca_file()};
  Start();
  http::ClientOptions client;
  client.tls.ca_file = authority.ca_file();
  client.tls.cert_file = good.cert;
  client.tls.key_file = good.key;
  auto response = Send(client, Event("1"));
  ASSERT_TRUE(response.ok()) << response.status().message();
  EXPECT_EQ(response->status, 200);
  client.tls.cert_file = bad.cert;
  client.tls.key_file = bad.key;
  EXPECT_FALSE(Send(client, Event("2")).ok());
  client.tls.cert_file.clear();
  client.tls.key_file.clear();
  EXPECT_FALSE(Send(client, Event("3")).ok());
  EXPECT_EQ(Taken(), std::vector<std::string>{Event("1")});
}

// Changes, cuts, repeats and nests a good body in any way.
std::string Hostile(std::mt19937& random) {
  std::string body = R"({"kind":"EventList","items":[)" + Event("x") +
                     R"(,{"auditID":"y","stageTimestamp":"2026-01-02T03:04:05Z","requestObject":)"
                     R"({"a":[1.5e3,"\u00e4\ud83d\ude00",null,{"b":true}]}}]})";
  const auto place = [&] { return body.empty() ? 0 : random() % body.size(); };
  for (auto n = 1 + random() % 6; n > 0; --n) {
    static const std::string kPieces[] = {"[",
                                          "{",
                                          "\"",
                                          "\\",
                                          "\\u",
                                          "\\ud800",
                                          "1e999",
                                          "-",
                                          "\xFF",
                                          std::string(1, '\0'),
                                          ":",
                                          ",",
                                          "null",
                                          "]}",
                                          R"("auditID":1,)",
                                          std::string(3000, '['),
                                          std::string(400, '9')};
    switch (random() % 5) {
      case 0:
        if (!body.empty()) body[place()] = static_cast<char>(random());
        break;
      case 1:
        body.insert(place(), kPieces[random() % std::size(kPieces)]);
        break;
      case 2:
        body.erase(place(), random() % 20);
        break;
      case 3:
        body.resize(place());
        break;
      default:
        body.insert(place(), body.substr(place(), random() % 100));
    }
  }
  return body;
}

TEST_F(WebhookTest, TenThousandHostileBodies) {
  Start(64 << 20);
  std::vector<http::Request> requests(10000);
  std::mt19937 random(7);
  for (http::Request& request : requests) {
    request = Post(Hostile(random));
    request.target.clear();
  }
  http::ClientOptions options;
  options.url = Url();
  options.connections = 8;
  auto client = http::Client::Make(std::move(options));
  ASSERT_TRUE(client.ok());
  uint64_t good = 0;
  uint64_t bad = 0;
  for (const auto& response : (*client)->SendAll(requests)) {
    ASSERT_TRUE(response.ok()) << response.status().message();
    ++(response->status == 200 ? good : bad);
    EXPECT_TRUE(response->status == 200 || response->status == 400) << response->body;
  }
  EXPECT_GT(good, 100u);
  EXPECT_GT(bad, 5000u);
  EXPECT_EQ(counters_.requests, 10000u);
  const auto taken = Taken();
  EXPECT_EQ(taken.size(), counters_.events);
  for (const std::string& json : taken) {
    EXPECT_TRUE(json.front() == '{' && json.back() == '}') << json;
  }
}

TEST_F(WebhookTest, SlowClientsDoNotHoldOthers) {
  Start();
  std::vector<http::TestSocket> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(http::TestSocket::Connect(webhook_->port()));
    ASSERT_TRUE(slow.back().is_open());
    // Half a header, or half a body.
    slow.back().Send(i % 2 == 0 ? "POST /k8s-audit HTTP/1.1\r\nHost: x\r\nContent-"
                                : "POST /k8s-audit HTTP/1.1\r\nHost: x\r\nContent-Type: "
                                  "application/json\r\nContent-Length: 1000\r\n\r\n{\"a\":");
  }
  for (int i = 0; i < 20; ++i) {
    for (http::TestSocket& socket : slow) socket.Send("x");
    const auto response = Send({}, Event(std::to_string(i)));
    ASSERT_TRUE(response.ok()) << response.status().message();
    EXPECT_EQ(response->status, 200);
  }
  EXPECT_EQ(Taken().size(), 20u);
}

}  // namespace
}  // namespace falco_run::audit

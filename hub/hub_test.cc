// SPDX-License-Identifier: Apache-2.0
#include "hub/hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/format/alert_text.h"
#include "http/client.h"
#include "outputs/test_util.h"

namespace falco_run::hub {
namespace {

using testing::HasSubstr;

constexpr char kAlert[] =
    R"({"output":"o","rule":"r","priority":"Error","output_fields":{"k8s.ns.name":"ns"}})";

outputs::Renderers Json() {
  const auto json = [](const proto::Alert& a) { return engine::AlertJson(a); };
  return {json, json, true};
}

// Keeps what it gets, while it is open.
struct Kept {
  std::mutex mutex;
  std::vector<proto::Alert> alerts;
  bool open = true;
};

class KeepingOutput : public outputs::Output {
 public:
  explicit KeepingOutput(Kept& kept) : kept_(kept) {}
  const std::string& name() const override { return name_; }
  size_t max_batch() const override { return 1; }
  std::vector<outputs::Delivery> Deliver(std::span<const outputs::MessagePtr> batch) override {
    const std::lock_guard<std::mutex> lock(kept_.mutex);
    if (!kept_.open) return {{absl::UnavailableError("closed")}};
    kept_.alerts.push_back(batch[0]->alert());
    return {{absl::OkStatus()}};
  }

 private:
  const std::string name_ = "kept";
  Kept& kept_;
};

class HubTest : public testing::Test {
 protected:
  void Start(HubOptions options = {}, size_t capacity = 1000) {
    outputs::DispatcherOptions dispatching;
    dispatching.capacity = capacity;
    dispatching.worker.longest_retry = std::chrono::milliseconds(10);
    dispatcher_ = std::make_unique<outputs::Dispatcher>(Json(), dispatching);
    dispatcher_->Add(std::make_unique<KeepingOutput>(kept_), proto::WARNING);
    options.server.address = "127.0.0.1";
    auto hub = Hub::Start(std::move(options), *dispatcher_);
    ASSERT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
  }

  http::Response Send(http::Request request) {
    http::ClientOptions options;
    options.url = "http://127.0.0.1:" + std::to_string(hub_->port()) + "/";
    auto client = http::Client::Make(options);
    EXPECT_TRUE(client.ok()) << client.status();
    auto response = (*client)->Send(std::move(request));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : http::Response{.status = 0};
  }
  http::Response Post(const std::string& body, std::vector<http::Header> headers = {}) {
    return Send({.target = "/", .headers = std::move(headers), .body = body});
  }
  http::Response Get(const std::string& target) {
    return Send({.method = "GET", .target = target});
  }

  std::vector<proto::Alert> Delivered() {
    EXPECT_TRUE(dispatcher_->Flush(std::chrono::steady_clock::now() + std::chrono::seconds(30)));
    const std::lock_guard<std::mutex> lock(kept_.mutex);
    return kept_.alerts;
  }

  Kept kept_;
  std::unique_ptr<outputs::Dispatcher> dispatcher_;
  std::unique_ptr<Hub> hub_;
};

TEST_F(HubTest, HandsAlertsToTheOutputs) {
  Start();
  EXPECT_EQ(Post(kAlert, {{"Idempotency-Key", "key-1"}}).status, 200);
  EXPECT_EQ(Post(R"({"output":"o","rule":"quiet","priority":"Notice"})").status, 200);
  const auto alerts = Delivered();
  ASSERT_EQ(alerts.size(), 1u);  // Notice is below the output's minimum
  EXPECT_EQ(alerts[0].rule(), "r");
  EXPECT_EQ(alerts[0].id(), "key-1");
}

TEST_F(HubTest, ATestReachesEveryOutput) {
  Start();
  EXPECT_EQ(Send({.target = "/test", .body = "{}"}).status, 200);
  const auto alerts = Delivered();
  ASSERT_EQ(alerts.size(), 1u);
  EXPECT_EQ(alerts[0].rule(), "Test rule");
  EXPECT_EQ(alerts[0].priority(), proto::DEBUG);
}

TEST_F(HubTest, AnswersAsFalcosidekickDoes) {
  Start();
  EXPECT_EQ(Get("/ping").body, "pong\n");
  EXPECT_EQ(Get("/healthz").body, R"({"status": "ok"})");
  EXPECT_EQ(Get("/healthz?x=1").status, 200);
  EXPECT_EQ(Get("/").status, 405);
  EXPECT_EQ(Send({.target = "/ping"}).status, 405);
  EXPECT_EQ(Get("/nothing").status, 404);
  const auto wrong = Post("{}");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.body, "output is missing\n");
}

TEST_F(HubTest, CountsUnderFalcosidekicksNames) {
  HubOptions options;
  options.custom_fields = {{"team", "red"}};
  options.extra_labels = {"proc.name"};
  Start(options);
  Post(kAlert);
  Post(kAlert);
  Post("{}");
  Delivered();
  const std::string page = Get("/metrics").body;
  EXPECT_THAT(page,
              HasSubstr("falcosecurity_falcosidekick_falco_events_total{hostname=\"\",rule=\"r\","
                        "priority=\"Error\",priority_raw=\"5\",source=\"syscall\","
                        "k8s_ns_name=\"ns\",k8s_pod_name=\"\",team=\"red\",proc_name=\"\"} 2\n"));
  EXPECT_THAT(page, HasSubstr("inputs_total{source=\"requests\",status=\"accepted\"} 2\n"));
  EXPECT_THAT(page, HasSubstr("inputs_total{source=\"requests\",status=\"rejected\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("outputs_total{destination=\"kept\",status=\"ok\"} 2\n"));
  EXPECT_THAT(page, HasSubstr("falco_run_output_waiting{output=\"kept\"} 0\n"));
}

TEST_F(HubTest, BoundsTheNumberOfItsSeries) {
  HubMetrics metrics({}, {});
  proto::Alert alert;
  for (size_t i = 0; i < HubMetrics::kMostSeries + 5; ++i) {
    alert.set_rule(std::to_string(i));
    metrics.Accepted(alert);
  }
  EXPECT_THAT(metrics.Write({}), HasSubstr("rule=\"(others)\",priority=\"(others)\""));
}

TEST_F(HubTest, WantsItsToken) {
  HubOptions options;
  options.token = "secret";
  Start(options);
  EXPECT_EQ(Post(kAlert).status, 401);
  for (const char* value : {"secret", "Bearer secre", "Bearer secrets", "Basic secret", ""}) {
    EXPECT_EQ(Post(kAlert, {{"Authorization", value}}).status, 401) << value;
  }
  EXPECT_EQ(Send({.target = "/test", .body = "{}"}).status, 401);
  EXPECT_EQ(Get("/ping").status, 200);
  EXPECT_EQ(Post(kAlert, {{"Authorization", "Bearer secret"}}).status, 200);
  EXPECT_EQ(Delivered().size(), 1u);
}

TEST_F(HubTest, RefusesWhatItHasNoRoomFor) {
  Start({}, 3);
  {
    const std::lock_guard<std::mutex> lock(kept_.mutex);
    kept_.open = false;
  }
  int accepted = 0;
  http::Response response;
  while ((response = Post(kAlert)).status == 200 && accepted < 100) ++accepted;
  EXPECT_EQ(response.status, 503);
  const std::string* retry = http::FindHeader(response.headers, "Retry-After");
  ASSERT_NE(retry, nullptr);
  EXPECT_EQ(*retry, "1");
  EXPECT_GE(accepted, 3);
  {
    const std::lock_guard<std::mutex> lock(kept_.mutex);
    kept_.open = true;
  }
  EXPECT_EQ(Delivered().size(), static_cast<size_t>(accepted));
  EXPECT_EQ(dispatcher_->stats().lost(), 0u);
}

// Many senders at once; nothing is lost or doubled.
TEST_F(HubTest, ServesManySenders) {
  HubOptions options;
  options.server.threads = 2;
  Start(options, 100'000);
  constexpr int kSenders = 8;
  constexpr int kEach = 200;
  std::vector<std::thread> senders;
  for (int s = 0; s < kSenders; ++s) {
    senders.emplace_back([this, s] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = std::to_string(s) + "-" + std::to_string(i);
        EXPECT_EQ(Post(kAlert, {{"Idempotency-Key", id}}).status, 200);
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  std::set<std::string> ids;
  for (const proto::Alert& alert : Delivered()) ids.insert(alert.id());
  EXPECT_EQ(ids.size(), static_cast<size_t>(kSenders * kEach));
}

}  // namespace
}  // namespace falco_run::hub

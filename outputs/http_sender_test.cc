// SPDX-License-Identifier: Apache-2.0
#include "outputs/http_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "http/server.h"
#include "outputs/http_output.h"
#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

using absl::StatusCode;

class HttpSenderTest : public testing::Test {
 protected:
  void SetUp() override {
    http::ServerOptions options;
    options.address = "127.0.0.1";
    options.port = 0;
    auto server = http::Server::Start(options, [this](const http::Request& request) {
      std::lock_guard<std::mutex> lock(mutex_);
      requests_.push_back(request);
      return answer_;
    });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    client_.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/alerts?x=1";
  }

  Delivery DeliverOne(const http::Response& answer) {
    answer_ = answer;
    auto output = MakeHttpOutput({client_});
    EXPECT_TRUE(output.ok()) << output.status();
    return (*output)->Deliver(MessagesOf({"rule"}))[0];
  }

  std::mutex mutex_;
  std::vector<http::Request> requests_;
  http::Response answer_;
  std::unique_ptr<http::Server> server_;
  http::ClientOptions client_;
};

TEST_F(HttpSenderTest, PostsTheLineWithTheIdOfTheAlert) {
  EXPECT_TRUE(DeliverOne({}).status.ok());
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_EQ(requests_[0].method, "POST");
  EXPECT_EQ(requests_[0].target, "/alerts?x=1");
  EXPECT_EQ(requests_[0].body, "rule");
  EXPECT_EQ(*http::FindHeader(requests_[0].headers, "Content-Type"), "text/plain");
  EXPECT_EQ(*http::FindHeader(requests_[0].headers, "Idempotency-Key"), "id-rule");
}

TEST_F(HttpSenderTest, SomeAnswersMeanLaterAndSomeMeanNever) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504, 507}) {
    EXPECT_TRUE(DeliverOne({status}).IsRetryable()) << status;
  }
  for (const int status : {301, 400, 401, 403, 404, 413}) {
    const Delivery delivery = DeliverOne({status, {}, "no\nway"});
    EXPECT_FALSE(delivery.status.ok()) << status;
    EXPECT_FALSE(delivery.IsRetryable()) << status;
    EXPECT_EQ(delivery.status.message(), "HTTP status " + std::to_string(status) + ": no way");
  }
  EXPECT_EQ(DeliverOne({503, {{"Retry-After", "7"}}}).retry_after, std::chrono::seconds(7));
  EXPECT_EQ(DeliverOne({503, {{"Retry-After", "soon"}}}).retry_after, std::chrono::seconds(0));
}

TEST_F(HttpSenderTest, NobodyThereMeansLater) {
  server_.reset();
  EXPECT_TRUE(DeliverOne({}).IsRetryable());
}

TEST_F(HttpSenderTest, AUrlThatIsNoneIsAnErrorAtOnce) {
  client_.url = "not a url";
  EXPECT_FALSE(MakeHttpOutput({client_}).ok());
}

}  // namespace
}  // namespace falco_run::outputs

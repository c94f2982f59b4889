// SPDX-License-Identifier: Apache-2.0
#include "outputs/grpc/alert_stream.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

MessagePtr Alert(const std::string& rule) { return MessagesOf({rule})[0]; }

std::string RuleOf(const MessagePtr& alert) { return alert ? alert->alert().rule() : "none"; }

TEST(AlertStreamTest, EachSubscriberGetsEachAlert) {
  AlertStream stream(10);
  stream.Push(Alert("early"));
  AlertStream::Subscription first(stream);
  AlertStream::Subscription second(stream);
  stream.Push(Alert("late"));
  EXPECT_EQ(RuleOf(first.Next(seconds(1))), "early");
  EXPECT_EQ(RuleOf(first.Next(seconds(1))), "late");
  EXPECT_EQ(RuleOf(second.Next(seconds(1))), "late");
  EXPECT_EQ(RuleOf(second.Next(milliseconds(0))), "none");
  EXPECT_FALSE(second.IsAtEnd());
  stream.Close();
  EXPECT_TRUE(second.IsAtEnd());
}

TEST(AlertStreamTest, WhatASubscriberLeftWaitsForTheNext) {
  AlertStream stream(10);
  {
    AlertStream::Subscription subscription(stream);
    stream.Push(Alert("1"));
    stream.Push(Alert("2"));
    EXPECT_EQ(RuleOf(subscription.Next(seconds(1))), "1");
  }
  const auto waiting = stream.TakeWaiting();
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(RuleOf(waiting[0]), "2");
  EXPECT_TRUE(stream.TakeWaiting().empty());
}

TEST(AlertStreamTest, TheOldestAreDroppedAndCounted) {
  AlertStream stream(2);
  for (const char* rule : {"1", "2", "3"}) stream.Push(Alert(rule));
  EXPECT_EQ(stream.dropped(), 1u);
  EXPECT_EQ(RuleOf(stream.TakeWaiting()[0]), "2");
}

TEST(AlertStreamTest, ASubscriberOnAnotherThreadGetsAllInOrder) {
  constexpr int kAlerts = 2000;
  AlertStream stream(kAlerts);
  AlertStream::Subscription subscription(stream);
  std::thread pushing([&] {
    for (int i = 0; i < kAlerts; ++i) stream.Push(Alert(std::to_string(i)));
    stream.Close();
  });
  int got = 0;
  while (!subscription.IsAtEnd()) {
    if (const auto alert = subscription.Next(seconds(10))) {
      EXPECT_EQ(RuleOf(alert), std::to_string(got++));
    }
  }
  EXPECT_EQ(got, kAlerts);
  pushing.join();
}

}  // namespace
}  // namespace falco_run::outputs

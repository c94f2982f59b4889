// SPDX-License-Identifier: Apache-2.0
#include "outputs/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ElementsAre;

constexpr auto kNoDeadline = steady_clock::time_point::max();

// What an output was given; shared with the test, which outlives the output.
struct Log {
  std::mutex mutex;
  std::vector<std::string> rules;
  std::vector<std::string> ids;
  std::atomic<bool> hold{false};  // Deliver waits
  std::atomic<int> failures{0};   // so many tries fail
  absl::Status failure = absl::UnavailableError("down");
  size_t max_batch = 1;

  std::vector<std::string> Rules() {
    std::lock_guard<std::mutex> lock(mutex);
    return rules;
  }
};

class FakeOutput : public Output {
 public:
  FakeOutput(std::string name, Log& log) : name_(std::move(name)), log_(log) {}
  const std::string& name() const override { return name_; }
  size_t max_batch() const override { return log_.max_batch; }
  void Interrupt() override { interrupted_ = true; }
  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    while (log_.hold && !interrupted_) std::this_thread::sleep_for(milliseconds(1));
    std::vector<Delivery> results;
    for (const MessagePtr& message : batch) {
      if (interrupted_) break;
      if (log_.failures > 0) {
        --log_.failures;
        results.push_back({log_.failure});
        continue;
      }
      std::lock_guard<std::mutex> lock(log_.mutex);
      log_.rules.push_back(message->line());
      log_.ids.push_back(message->alert().id());
      results.push_back({});
    }
    return results;
  }

 private:
  const std::string name_;
  Log& log_;
  std::atomic<bool> interrupted_{false};
};

DispatcherOptions Quick() {
  DispatcherOptions options;
  options.worker.first_retry = milliseconds(1);
  options.worker.longest_retry = milliseconds(5);
  return options;
}

proto::Alert WithoutId(const std::string& rule, proto::Priority priority = proto::WARNING) {
  proto::Alert alert = AlertOf(rule, priority);
  alert.clear_id();
  return alert;
}

TEST(DispatcherTest, DeliversInOrderToAllAndEndsEmpty) {
  Log a, b;
  b.max_batch = 10;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", a), proto::DEBUG);
  dispatcher.Add(std::make_unique<FakeOutput>("b", b), proto::DEBUG);
  for (const char* rule : {"1", "2", "3"}) dispatcher.Push(WithoutId(rule));
  dispatcher.Stop(kNoDeadline);
  EXPECT_THAT(a.Rules(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(b.Rules(), ElementsAre("1", "2", "3"));
  EXPECT_EQ(a.ids, b.ids) << "the id is the alert's, not the delivery's";
  EXPECT_NE(a.ids[0], a.ids[1]);
  const DispatcherStats stats = dispatcher.stats();
  EXPECT_EQ(stats.pushed, 3u);
  EXPECT_EQ(stats.outputs[0].delivered, 3u);
  EXPECT_EQ(stats.lost(), 0u);
  EXPECT_EQ(stats.waiting(), 0u);
}

TEST(DispatcherTest, OnlySevereEnoughAlertsGoToAnOutput) {
  Log log;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::ERROR);
  dispatcher.Push(WithoutId("critical", proto::CRITICAL));
  dispatcher.Push(WithoutId("error", proto::ERROR));
  dispatcher.Push(WithoutId("warning", proto::WARNING));
  dispatcher.Stop(kNoDeadline);
  EXPECT_THAT(log.Rules(), ElementsAre("critical", "error"));
}

TEST(DispatcherTest, WhatFailsForNowIsTriedAgainInOrder) {
  Log log;
  log.failures = 5;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  for (const char* rule : {"1", "2"}) dispatcher.Push(WithoutId(rule));
  EXPECT_TRUE(dispatcher.Flush(kNoDeadline));
  EXPECT_THAT(log.Rules(), ElementsAre("1", "2"));
  const OutputStats stats = dispatcher.stats().outputs[0];
  EXPECT_EQ(stats.retried, 5u);
  EXPECT_EQ(stats.delivered, 2u);
  EXPECT_EQ(stats.failed, 0u);
  EXPECT_EQ(stats.last_error, "down");
}

TEST(DispatcherTest, OfABatchOnlyWhatFailedIsTriedAgain) {
  Log log;
  log.max_batch = 10;
  log.hold = true;
  log.failures = 2;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  for (const char* rule : {"1", "2", "3", "4"}) dispatcher.Push(WithoutId(rule));
  log.hold = false;
  EXPECT_TRUE(dispatcher.Flush(kNoDeadline));
  std::vector<std::string> rules = log.Rules();
  std::sort(rules.begin(), rules.end());
  EXPECT_THAT(rules, ElementsAre("1", "2", "3", "4"));
}

TEST(DispatcherTest, WhatIsRefusedForGoodIsCounted) {
  Log log;
  log.failures = 1;
  log.failure = absl::PermissionDeniedError("403");
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  for (const char* rule : {"1", "2"}) dispatcher.Push(WithoutId(rule));
  dispatcher.Stop(kNoDeadline);
  EXPECT_THAT(log.Rules(), ElementsAre("2"));
  EXPECT_EQ(dispatcher.stats().lost(), 1u);
  EXPECT_EQ(dispatcher.stats().last_error(), "a: 403");
}

TEST(DispatcherTest, TriesCanBeLimited) {
  Log log;
  log.failures = 3;
  DispatcherOptions options = Quick();
  options.worker.most_tries = 3;
  Dispatcher dispatcher(TestRenderers(), options);
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  for (const char* rule : {"1", "2"}) dispatcher.Push(WithoutId(rule));
  dispatcher.Stop(kNoDeadline);
  EXPECT_THAT(log.Rules(), ElementsAre("2"));
  EXPECT_EQ(dispatcher.stats().outputs[0].failed, 1u);
}

TEST(DispatcherTest, AFullQueueDropsAndCountsForItsOutputOnly) {
  Log slow, fast;
  slow.hold = true;
  DispatcherOptions options = Quick();
  options.capacity = 2;
  Dispatcher dispatcher(TestRenderers(), options);
  dispatcher.Add(std::make_unique<FakeOutput>("slow", slow), proto::DEBUG);
  dispatcher.Add(std::make_unique<FakeOutput>("fast", fast), proto::DEBUG);
  for (int i = 0; i < 10; ++i) {
    dispatcher.Push(WithoutId(std::to_string(i)));
    while (fast.Rules().size() < static_cast<size_t>(i) + 1) std::this_thread::yield();
  }
  EXPECT_EQ(fast.Rules().size(), 10u);
  const OutputStats stats = dispatcher.stats().outputs[0];
  // One may be in the output's hands.
  EXPECT_GE(stats.dropped, 7u);
  EXPECT_EQ(stats.dropped + stats.waiting, 10u);
  EXPECT_EQ(dispatcher.stats().outputs[1].dropped, 0u);
}

TEST(DispatcherTest, ADeadOutputDoesNotHoldTheEnd) {
  Log log;
  log.failures = 1'000'000;
  Dispatcher dispatcher(TestRenderers(), {});
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  dispatcher.Push(WithoutId("1"));
  EXPECT_FALSE(dispatcher.Flush(steady_clock::now() + milliseconds(20)));
  dispatcher.Stop(steady_clock::now());
  EXPECT_EQ(dispatcher.stats().waiting(), 1u);
}

TEST(DispatcherTest, AHangingOutputIsInterrupted) {
  Log log;
  log.hold = true;
  Dispatcher dispatcher(TestRenderers(), {});
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  dispatcher.Push(WithoutId("1"));
  dispatcher.Stop(steady_clock::now() + milliseconds(10));
  EXPECT_EQ(dispatcher.stats().waiting(), 1u);
}

TEST(DispatcherTest, ManyPushersLoseNothing) {
  Log log;
  log.max_batch = 64;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5'000; ++i) dispatcher.Push(WithoutId("x"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(dispatcher.Flush(kNoDeadline));
  EXPECT_EQ(log.Rules().size(), 20'000u);
  std::sort(log.ids.begin(), log.ids.end());
  EXPECT_EQ(std::unique(log.ids.begin(), log.ids.end()), log.ids.end());
}

std::vector<Dispatcher::Next> NextOf(const std::string& name, std::unique_ptr<Output> output) {
  std::vector<Dispatcher::Next> next(1);
  next[0].name = name;
  next[0].output = std::move(output);
  return next;
}

TEST(DispatcherTest, ASuccessorGetsWhatWaitsAndCountsOn) {
  Log before, after;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", before), proto::DEBUG);
  dispatcher.Push(WithoutId("1"));
  ASSERT_TRUE(dispatcher.Flush(kNoDeadline));
  before.failures = 1'000'000;
  for (const char* rule : {"2", "3", "4"}) dispatcher.Push(WithoutId(rule));
  while (dispatcher.stats().outputs[0].retried == 0) std::this_thread::yield();
  dispatcher.Replace(NextOf("a", std::make_unique<FakeOutput>("a", after)), kNoDeadline);
  dispatcher.Push(WithoutId("5"));
  ASSERT_TRUE(dispatcher.Flush(kNoDeadline));
  EXPECT_THAT(before.Rules(), ElementsAre("1"));
  EXPECT_THAT(after.Rules(), ElementsAre("2", "3", "4", "5"));
  const DispatcherStats stats = dispatcher.stats();
  ASSERT_EQ(stats.outputs.size(), 1u);
  EXPECT_EQ(stats.outputs[0].delivered, 5u);
  EXPECT_GE(stats.outputs[0].retried, 1u);
  EXPECT_EQ(stats.waiting(), 0u);
  EXPECT_EQ(stats.lost(), 0u);
}

TEST(DispatcherTest, OutputsComeStayAndGo) {
  Log stays, goes, comes;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("stays", stays), proto::DEBUG);
  dispatcher.Add(std::make_unique<FakeOutput>("goes", goes), proto::DEBUG);
  dispatcher.Push(WithoutId("1"));
  std::vector<Dispatcher::Next> next = NextOf("stays", nullptr);
  next.push_back({"comes", std::make_unique<FakeOutput>("comes", comes), proto::DEBUG});
  dispatcher.Replace(std::move(next), kNoDeadline);
  EXPECT_THAT(goes.Rules(), ElementsAre("1")) << "it had its time";
  dispatcher.Push(WithoutId("2"));
  // It comes back, and what it did is not forgotten.
  next = NextOf("goes", std::make_unique<FakeOutput>("goes", goes));
  dispatcher.Replace(std::move(next), kNoDeadline);
  dispatcher.Push(WithoutId("3"));
  dispatcher.Stop(kNoDeadline);
  dispatcher.Replace(NextOf("late", std::make_unique<FakeOutput>("late", goes)), kNoDeadline);
  EXPECT_THAT(stays.Rules(), ElementsAre("1", "2"));
  EXPECT_THAT(comes.Rules(), ElementsAre("2"));
  EXPECT_THAT(goes.Rules(), ElementsAre("1", "3"));
  for (const OutputStats& output : dispatcher.stats().outputs) {
    EXPECT_NE(output.name, "late");
    if (output.name == "goes") {
      EXPECT_EQ(output.delivered, 2u);
    }
  }
}

TEST(DispatcherTest, WhatAnOutputThatGoesCannotDeliverIsCounted) {
  Log log;
  log.failures = 1'000'000;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  for (const char* rule : {"1", "2"}) dispatcher.Push(WithoutId(rule));
  dispatcher.Replace({}, steady_clock::now());
  const DispatcherStats stats = dispatcher.stats();
  ASSERT_EQ(stats.outputs.size(), 1u);
  EXPECT_EQ(stats.outputs[0].dropped, 2u);
  EXPECT_EQ(stats.waiting(), 0u);
}

// Alerts come from one thread while another one changes the outputs again and again.
TEST(DispatcherTest, NothingIsLostWhileOutputsChange) {
  constexpr int kAlerts = 20'000;
  Log log;
  log.max_batch = 10;
  Dispatcher dispatcher(TestRenderers(), Quick());
  dispatcher.Add(std::make_unique<FakeOutput>("a", log), proto::DEBUG);
  std::atomic<bool> done{false};
  std::thread changer([&] {
    while (!done) {
      dispatcher.Replace(NextOf("a", std::make_unique<FakeOutput>("a", log)), kNoDeadline);
      (void)dispatcher.stats();
    }
  });
  for (int i = 0; i < kAlerts; ++i) dispatcher.Push(WithoutId("r"));
  done = true;
  changer.join();
  dispatcher.Stop(kNoDeadline);
  EXPECT_EQ(log.ids.size(), static_cast<size_t>(kAlerts));
  EXPECT_EQ(dispatcher.stats().outputs[0].delivered, static_cast<uint64_t>(kAlerts));
}

}  // namespace
}  // namespace falco_run::outputs

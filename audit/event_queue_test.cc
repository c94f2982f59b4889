// SPDX-License-Identifier: Apache-2.0
#include "audit/event_queue.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace falco_run::audit {
namespace {

constexpr char kEvent[] = R"({"auditID":"a","stageTimestamp":"2026-01-02T03:04:05Z"})";

Batch Events(int count) {
  std::string body = "[";
  for (int i = 0; i < count; ++i) body += (i > 0 ? "," : "") + std::string(kEvent);
  body += "]";
  EventSplitter splitter;
  SplitBody split;
  EXPECT_TRUE(splitter.Split(body, split).ok());
  Batch batch;
  batch.Append(body, split);
  return batch;
}

struct Collector : Sink {
  void OnAudit(const proto::AuditEvent& event) override { events.push_back(event); }
  std::vector<proto::AuditEvent> events;
};

TEST(EventQueueTest, EventsAreNumberedInTheirOrder) {
  EventQueue queue(1 << 20);
  for (int count : {2, 1}) {
    Batch batch = Events(count);
    EXPECT_TRUE(queue.TryPush(batch));
    EXPECT_EQ(batch.size(), 0u);
  }
  queue.Close();
  Collector sink;
  queue.Run(sink);
  ASSERT_EQ(sink.events.size(), 3u);
  for (uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(sink.events[i].seq(), i + 1);
    EXPECT_EQ(sink.events[i].json(), kEvent);
    EXPECT_EQ(sink.events[i].time_ns(), 1767323045000000000u);
  }
}

TEST(EventQueueTest, WhenItIsFullTheBatchStays) {
  EventQueue queue(2 * Events(1).bytes());
  Batch big = Events(1000);
  EXPECT_TRUE(queue.TryPush(big)) << "an empty one takes all";
  EXPECT_TRUE(queue.full());
  Batch small = Events(1);
  EXPECT_FALSE(queue.TryPush(small));
  EXPECT_EQ(small.size(), 1u);
}

TEST(EventQueueTest, PushWaitsForRoom) {
  EventQueue queue(1);
  Collector sink;
  std::thread evaluating([&] { queue.Run(sink); });
  for (int i = 0; i < 200; ++i) {
    Batch batch = Events(3);
    EXPECT_TRUE(queue.Push(batch));
  }
  queue.Close();
  evaluating.join();
  EXPECT_EQ(sink.events.size(), 600u);
  Batch late = Events(1);
  EXPECT_FALSE(queue.Push(late));
  EXPECT_FALSE(queue.TryPush(late));
}

TEST(EventQueueTest, CloseWakesWhoWaitsForRoom) {
  EventQueue queue(1);
  Batch first = Events(1);
  ASSERT_TRUE(queue.TryPush(first));
  std::thread waiting([&] {
    Batch batch = Events(1);
    EXPECT_FALSE(queue.Push(batch));
  });
  queue.Close();
  waiting.join();
}

}  // namespace
}  // namespace falco_run::audit

// SPDX-License-Identifier: Apache-2.0
#include "outputs/alert_queue.h"

#include <gtest/gtest.h>

#include <atomic>

namespace falco_run::outputs {
namespace {

// Remembers lines; can be told to hold the queue or to fail.
class FakeOutput : public Output {
 public:
  explicit FakeOutput(std::vector<std::string>& lines) : lines_(lines) {}
  absl::Status Write(std::string_view line) override {
    while (hold) std::this_thread::yield();
    lines_.emplace_back(line);
    return fail ? absl::UnavailableError("broken") : absl::OkStatus();
  }
  std::atomic<bool> hold{false};
  bool fail = false;

 private:
  std::vector<std::string>& lines_;
};

proto::Alert Named(const std::string& rule) {
  proto::Alert alert;
  alert.set_rule(rule);
  return alert;
}

std::string RuleOf(const proto::Alert& alert) { return alert.rule(); }

TEST(AlertQueueTest, WritesInOrderAndDrainsOnClose) {
  std::vector<std::string> lines;
  AlertQueue queue(RuleOf, 100);
  queue.AddOutput(std::make_unique<FakeOutput>(lines));
  for (const char* rule : {"a", "b", "c"}) queue.Push(Named(rule));
  queue.Close();
  EXPECT_EQ(lines, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(queue.stats().written, 3u);
}

TEST(AlertQueueTest, FlushWaitsForTheWriter) {
  std::vector<std::string> lines;
  AlertQueue queue(RuleOf, 100);
  queue.AddOutput(std::make_unique<FakeOutput>(lines));
  queue.Push(Named("a"));
  queue.Flush();
  EXPECT_EQ(lines.size(), 1u);
}

TEST(AlertQueueTest, DropsAndCountsWhenFull) {
  std::vector<std::string> lines;
  AlertQueue queue(RuleOf, 2);
  auto output = std::make_unique<FakeOutput>(lines);
  FakeOutput* held = output.get();
  held->hold = true;
  queue.AddOutput(std::move(output));
  for (int i = 0; i < 10; ++i) queue.Push(Named("a"));
  held->hold = false;
  queue.Close();
  // One may have been taken by the writer before the queue filled up.
  EXPECT_GE(queue.stats().dropped, 7u);
  EXPECT_EQ(lines.size() + queue.stats().dropped, 10u);
}

TEST(AlertQueueTest, CountsFailures) {
  std::vector<std::string> lines;
  AlertQueue queue(RuleOf, 10);
  auto output = std::make_unique<FakeOutput>(lines);
  output->fail = true;
  queue.AddOutput(std::move(output));
  queue.Push(Named("a"));
  queue.Close();
  EXPECT_EQ(queue.stats().failed, 1u);
  EXPECT_EQ(queue.stats().last_error, "broken");
}

}  // namespace
}  // namespace falco_run::outputs

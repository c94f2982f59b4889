// SPDX-License-Identifier: Apache-2.0
#include "outputs/repeats.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

using std::chrono::milliseconds;

proto::Alert Touched(const std::string& file, uint64_t time_ns) {
  proto::Alert alert = AlertOf("touched");
  alert.set_time_ns(time_ns);
  alert.set_message("file=" + file);
  auto* field = alert.add_output_fields();
  field->set_name("fd.name");
  field->set_text(file);
  return alert;
}

class RepeatsTest : public testing::Test {
 protected:
  Repeats::Emit Keep() {
    return [this](const proto::Alert& alert) {
      const std::lock_guard<std::mutex> lock(mutex_);
      emitted_.push_back(alert);
    };
  }
  size_t emitted() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return emitted_.size();
  }

  std::mutex mutex_;
  std::vector<proto::Alert> emitted_;
};

TEST_F(RepeatsTest, TheFirstPassesAndTheRestIsCounted) {
  Repeats repeats({std::chrono::hours(1), {"fd.name"}}, Keep());
  EXPECT_FALSE(repeats.Hold(Touched("/a", 1)));
  EXPECT_FALSE(repeats.Hold(Touched("/b", 2)));
  EXPECT_FALSE(repeats.Hold(AlertOf("other")));
  for (uint64_t i = 0; i < 37; ++i) {
    EXPECT_TRUE(repeats.Hold(Touched("/a", 1'700'000'000'000'000'000 + i)));
  }
  EXPECT_EQ(repeats.held(), 37u);
  EXPECT_EQ(emitted(), 0u);
  repeats.Flush();
  ASSERT_EQ(emitted(), 1u);  // nothing of those that did not repeat
  const proto::Alert& alert = emitted_[0];
  EXPECT_EQ(alert.message(), "file=/a (x 37 in 3600 s)");
  ASSERT_EQ(alert.output_fields_size(), 4);
  EXPECT_EQ(alert.output_fields(1).name(), "repeat.count");
  EXPECT_EQ(alert.output_fields(1).unsigned_number(), 37u);
  EXPECT_EQ(alert.output_fields(2).text(), "2023-11-14T22:13:20.000000000Z");
  EXPECT_EQ(alert.output_fields(3).text(), "2023-11-14T22:13:20.000000036Z");
  EXPECT_FALSE(repeats.Hold(Touched("/a", 3)));  // a new window
}

TEST_F(RepeatsTest, WithoutFieldsTheRuleIsTheKind) {
  Repeats repeats({std::chrono::hours(1), {}}, Keep());
  EXPECT_FALSE(repeats.Hold(Touched("/a", 1)));
  EXPECT_TRUE(repeats.Hold(Touched("/b", 1)));
}

TEST_F(RepeatsTest, WindowsEndByThemselves) {
  Repeats repeats({milliseconds(20), {}}, Keep());
  EXPECT_FALSE(repeats.Hold(Touched("/a", 1)));
  while (repeats.held() == 0) repeats.Hold(Touched("/a", 2));
  while (emitted() == 0) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(emitted_[0].message(), "file=/a (x 1 in 0.02 s)");
}

// Each alert is delivered or counted, whatever ends meanwhile.
TEST_F(RepeatsTest, LosesNoneAmongThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 5'000;
  std::atomic<uint64_t> passed{0};
  {
    Repeats repeats({milliseconds(1), {}}, Keep());
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kEach; ++i) {
          if (!repeats.Hold(Touched("/a", 1))) ++passed;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    repeats.Flush();
    const auto counted = [&] {
      const std::lock_guard<std::mutex> lock(mutex_);
      uint64_t sum = 0;
      for (const proto::Alert& alert : emitted_) sum += alert.output_fields(1).unsigned_number();
      return sum;
    };
    EXPECT_EQ(passed + counted(), static_cast<uint64_t>(kThreads * kEach));
  }
}

}  // namespace
}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
#include "tracer/wake_up_place.h"

#include <gtest/gtest.h>

namespace falco_run::tracer {
namespace {

// Makes rounds of calls that take this long each, by where callers are woken.
class Load {
 public:
  Load(uint64_t elsewhere_ns, uint64_t here_ns, int queued_percent = 100)
      : elsewhere_ns_(elsewhere_ns), here_ns_(here_ns), queued_percent_(queued_percent) {}

  // Returns how many of the rounds had all callers woken here.
  int Run(WakeUpPlace& place, int rounds) {
    int here = 0;
    for (int r = 0; r < rounds; ++r) {
      here += place.AllHere() ? 1 : 0;
      for (int i = 0; i < WakeUpPlace::kRound; ++i) {
        now_ns_ += place.AllHere() ? here_ns_ : elsewhere_ns_;
        place.Note(i % 100 < queued_percent_, now_ns_);
      }
    }
    return here;
  }

 private:
  const uint64_t elsewhere_ns_, here_ns_;
  const int queued_percent_;
  uint64_t now_ns_ = 1'000'000'000;
};

constexpr int kRounds = 2000;

TEST(WakeUpPlaceTest, AStormIsServedHere) {
  WakeUpPlace place;
  EXPECT_GT(Load(16'000, 17'000).Run(place, kRounds), kRounds * 9 / 10);
}

TEST(WakeUpPlaceTest, CallersThatHaveWorkToDoStayWhereTheyAre) {
  WakeUpPlace place;
  EXPECT_LT(Load(16'000, 30'000).Run(place, kRounds), kRounds / 20);
}

TEST(WakeUpPlaceTest, WithoutAQueueNothingIsTried) {
  WakeUpPlace place;
  EXPECT_EQ(Load(16'000, 10'000, 80).Run(place, kRounds), 0);
}

TEST(WakeUpPlaceTest, TheEndOfAStormIsNoticed) {
  WakeUpPlace place;
  Load(16'000, 17'000).Run(place, 100);
  Load(16'000, 30'000, 20).Run(place, WakeUpPlace::kKeep + 1);
  EXPECT_EQ(Load(16'000, 30'000, 20).Run(place, kRounds), 0);
}

TEST(WakeUpPlaceTest, WorkThatComesLaterIsNoticed) {
  WakeUpPlace place;
  Load(16'000, 17'000).Run(place, 100);
  Load busy(16'000, 40'000);
  busy.Run(place, WakeUpPlace::kKeep + 3);
  EXPECT_LT(busy.Run(place, kRounds), kRounds / 20);
}

}  // namespace
}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#include "app/priority_by_need.h"

#include <sched.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "app/priority.h"
#include "gtest/gtest.h"

namespace falco_run::app {
namespace {

using Clock = std::chrono::steady_clock;

void StayOnOneProcessor() {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<size_t>(sched_getcpu()), &set);
  ASSERT_EQ(sched_setaffinity(0, sizeof(set), &set), 0);
}

// Threads that never sleep, on this thread's processors.
class BusyThreads {
 public:
  explicit BusyThreads(int count) {
    for (int i = 0; i < count; ++i) {
      threads_.emplace_back([this] {
        while (!end_) {
        }
      });
    }
  }
  ~BusyThreads() {
    end_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::atomic<bool> end_{false};
  std::vector<std::thread> threads_;
};

void OnAThread(const std::function<void()>& body) { std::thread(body).join(); }

// Looks now and then, as if it served calls, until its nice value is this.
bool Becomes(int nice, PriorityByNeed& priority) {
  const auto deadline = Clock::now() + std::chrono::seconds(30);
  while (Clock::now() < deadline) {
    const auto until = Clock::now() + std::chrono::milliseconds(2);
    while (Clock::now() < until) {
    }
    priority.Look();
    if (getpriority(PRIO_PROCESS, 0) == nice) return true;
  }
  return false;
}

TEST(PriorityByNeedTest, HasItWhileItWaitsForAProcessorAndIsSeenAgain) {
  const auto usual = UsualNice();
  if (!usual) GTEST_SKIP() << "another scheduling policy was chosen for this test";
  bool permitted = false;
  OnAThread([&] { permitted = SetNice(RaisedNice(*usual)); });
  if (!permitted) GTEST_SKIP() << "needs CAP_SYS_NICE";
  OnAThread([&] {
    StayOnOneProcessor();
    const BusyThreads busy(4);
    PriorityByNeed priority(std::chrono::milliseconds(20));
    priority.Start();
    EXPECT_EQ(getpriority(PRIO_PROCESS, 0), *usual);
    EXPECT_TRUE(Becomes(RaisedNice(*usual), priority));
    EXPECT_TRUE(Becomes(*usual, priority));
    EXPECT_TRUE(Becomes(RaisedNice(*usual), priority));
  });
}

TEST(PriorityByNeedTest, WhatItStartsHasTheUsualOne) {
  const auto usual = UsualNice();
  if (!usual) GTEST_SKIP() << "another scheduling policy was chosen for this test";
  OnAThread([&] {
    RaisePriority();
    int nice = 0;
    OnAThread([&] { nice = getpriority(PRIO_PROCESS, 0); });
    EXPECT_EQ(nice, std::max(*usual, 0));
  });
}

TEST(PriorityByNeedTest, AnotherPolicyStays) {
  OnAThread([&] {
    const sched_param none = {};
    ASSERT_EQ(sched_setscheduler(0, SCHED_BATCH, &none), 0);
    PriorityByNeed priority;
    priority.Start();
    priority.Look();
    EXPECT_EQ(sched_getscheduler(0), SCHED_BATCH);
  });
}

}  // namespace
}  // namespace falco_run::app

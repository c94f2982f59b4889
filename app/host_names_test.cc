// SPDX-License-Identifier: Apache-2.0
#include "app/host_names.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace falco_run::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Names = std::set<std::string>;

const std::string kOne("\x0a\0\0\1", 4);
const std::string kTwo("\x0a\0\0\2", 4);

// A world in which time stands still and nothing is looked up but here.
class FakeWorld : public std::enable_shared_from_this<FakeWorld> {
 public:
  HostNames::World Make() {
    auto self = shared_from_this();
    return {[self](const std::string& name) { return self->LookUp(name); },
            [] { return HostNames::Clock::time_point(); },
            [self](auto& lock, auto& changed, auto until, const auto& done) {
              self->Wait(lock, changed, until - HostNames::Clock::time_point(), done);
            }};
  }

  void Set(const std::string& name, const HostNames::Addresses& addresses) {
    const std::lock_guard<std::mutex> lock(mutex_);
    addresses_[name] = addresses;
  }

  // Lookups take until they are released.
  void Hold(bool hold) {
    const std::lock_guard<std::mutex> lock(mutex_);
    hold_ = hold;
    happened_.notify_all();
  }
  void AwaitLookUp() {
    std::unique_lock<std::mutex> lock(mutex_);
    happened_.wait(lock, [this] { return !asked_.empty(); });
  }
  std::vector<std::string> asked() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return asked_;
  }

  // Patience is over as soon as somebody waits.
  void EndPatience() { patience_ends_ = true; }
  std::vector<milliseconds> waits_of_events() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return waits_;
  }

  // How long the pause is that a thread comes to.
  seconds AwaitPause() {
    std::unique_lock<std::mutex> lock(mutex_);
    happened_.wait(lock, [this] { return !pauses_.empty(); });
    const seconds length = pauses_.front();
    pauses_.pop_front();
    return length;
  }
  void EndPause() {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++passes_;
    changed_->notify_all();
  }

 private:
  HostNames::Addresses LookUp(const std::string& name) {
    std::unique_lock<std::mutex> lock(mutex_);
    asked_.push_back(name);
    happened_.notify_all();
    happened_.wait(lock, [this] { return !hold_; });
    return addresses_[name];
  }

  void Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
            HostNames::Clock::duration length, const std::function<bool()>& done) {
    if (length < seconds(10)) {
      {
        const std::lock_guard<std::mutex> mine(mutex_);
        waits_.push_back(std::chrono::duration_cast<milliseconds>(length));
        happened_.notify_all();
      }
      if (!patience_ends_) changed.wait(lock, done);
      return;
    }
    {
      const std::lock_guard<std::mutex> mine(mutex_);
      changed_ = &changed;
      pauses_.push_back(std::chrono::duration_cast<seconds>(length));
      happened_.notify_all();
    }
    // EndPause() does not hold `lock`, so it may tell just before the wait.
    while (!changed.wait_for(lock, milliseconds(1), [&] { return done() || TakePass(); })) {
    }
  }
  bool TakePass() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (passes_ == 0) return false;
    --passes_;
    return true;
  }

  std::mutex mutex_;
  std::condition_variable happened_;
  std::map<std::string, HostNames::Addresses> addresses_;
  std::vector<std::string> asked_;
  bool hold_ = false;
  bool patience_ends_ = false;
  std::vector<milliseconds> waits_;
  std::deque<seconds> pauses_;
  std::condition_variable* changed_ = nullptr;
  int passes_ = 0;
};

class HostNamesTest : public ::testing::Test {
 protected:
  // The names of an address now.
  Names Of(const std::string& address) {
    names_->Update(snapshot_);
    Names names;
    if (snapshot_.table == nullptr) return names;
    const engine::Value value = snapshot_.table->NamesOf(address);
    for (uint32_t i = 0; i < value.count; ++i) names.emplace(value.items[i].s);
    return names;
  }

  std::shared_ptr<FakeWorld> world_ = std::make_shared<FakeWorld>();
  std::unique_ptr<HostNames> names_ = std::make_unique<HostNames>(world_->Make());
  engine::HostNameSnapshot snapshot_;
};

TEST_F(HostNamesTest, WithoutNamesNothingHappens) {
  names_->Start({});
  names_->AwaitFirst();
  EXPECT_EQ(Of(kOne), Names());
  EXPECT_EQ(snapshot_.table, nullptr);
  EXPECT_TRUE(world_->waits_of_events().empty());
}

TEST_F(HostNamesTest, EachNameIsLookedUp) {
  world_->Set("a", {kOne, kTwo});
  world_->Set("b", {kTwo});
  names_->Start({"a", "b", "c", "d", "e", "f"});
  EXPECT_EQ(Of(kOne), Names({"a"}));
  EXPECT_EQ(Of(kTwo), Names({"a", "b"}));
  std::vector<std::string> asked = world_->asked();
  EXPECT_EQ(Names(asked.begin(), asked.end()), Names({"a", "b", "c", "d", "e", "f"}));
  EXPECT_EQ(asked.size(), 6u);
}

TEST_F(HostNamesTest, PausesGrowWhileNothingChanges) {
  world_->Set("a", {kOne});
  names_->Start({"a"});
  for (int expected : {10, 20, 40, 80, 160, 320, 320}) {
    EXPECT_EQ(world_->AwaitPause(), seconds(expected));
    world_->EndPause();
  }
  EXPECT_EQ(world_->AwaitPause(), seconds(320));
  world_->Set("a", {kTwo});
  world_->EndPause();
  EXPECT_EQ(world_->AwaitPause(), seconds(10));
  EXPECT_EQ(Of(kOne), Names());
  EXPECT_EQ(Of(kTwo), Names({"a"}));
  world_->EndPause();
  EXPECT_EQ(world_->AwaitPause(), seconds(20));
}

TEST_F(HostNamesTest, WhatIsNotFoundKeepsItsAddresses) {
  world_->Set("a", {kOne});
  names_->Start({"a"});
  EXPECT_EQ(world_->AwaitPause(), seconds(10));
  world_->Set("a", {});
  world_->EndPause();
  EXPECT_EQ(world_->AwaitPause(), seconds(20));
  EXPECT_EQ(Of(kOne), Names({"a"}));
}

TEST_F(HostNamesTest, ANameMayBeFoundLater) {
  names_->Start({"a"});
  EXPECT_EQ(world_->AwaitPause(), seconds(10));
  EXPECT_EQ(Of(kOne), Names());
  world_->Set("a", {kOne});
  world_->EndPause();
  EXPECT_EQ(world_->AwaitPause(), seconds(10));
  EXPECT_EQ(Of(kOne), Names({"a"}));
}

TEST_F(HostNamesTest, AnEventWaitsForTheFirstLookUp) {
  world_->Set("a", {kOne});
  world_->Hold(true);
  names_->Start({"a"});
  std::thread releaser([this] {
    world_->AwaitLookUp();
    world_->Hold(false);
  });
  EXPECT_EQ(Of(kOne), Names({"a"}));
  releaser.join();
  EXPECT_LE(world_->waits_of_events().size(), 1u);
}

TEST_F(HostNamesTest, ButNotForLongAndOnlyOnce) {
  world_->Set("a", {kOne});
  world_->Hold(true);
  world_->EndPatience();
  names_->Start({"a"});
  EXPECT_EQ(Of(kOne), Names());
  EXPECT_EQ(Of(kOne), Names());
  EXPECT_EQ(world_->waits_of_events(), std::vector<milliseconds>{HostNames::kEventPatience});
  world_->Hold(false);
  world_->AwaitPause();
  EXPECT_EQ(Of(kOne), Names({"a"})) << "it came late";
}

TEST_F(HostNamesTest, ALookUpThatHangsHoldsUpNobodyAtTheEnd) {
  world_->Hold(true);
  names_->Start({"a", "b"});
  world_->AwaitLookUp();
  names_.reset();
  world_->Hold(false);
}

TEST_F(HostNamesTest, ASlowNameHoldsUpFewOthers) {
  world_->Set("b", {kOne});
  world_->EndPatience();
  auto world = world_->Make();
  const auto look_up = world.look_up;
  std::mutex hanging;
  hanging.lock();
  world.look_up = [&](const std::string& name) {
    if (name == "a") const std::lock_guard<std::mutex> wait(hanging);
    return look_up(name);
  };
  HostNames names(world);
  names.Start({"a", "b"});
  world_->AwaitPause();  // of the thread with b
  names.Update(snapshot_);
  ASSERT_NE(snapshot_.table, nullptr);
  EXPECT_EQ(snapshot_.table->NamesOf(kOne).count, 1u);
  hanging.unlock();
  world_->AwaitPause();  // the other one no longer uses `hanging`
}

TEST(HostNamesInTheWorld, LocalhostIsLocal) {
  HostNames names;
  names.Start({"localhost"}, seconds(60));
  names.AwaitFirst();
  engine::HostNameSnapshot snapshot;
  names.Update(snapshot);
  if (snapshot.table == nullptr) GTEST_SKIP() << "localhost has no address here";
  const std::string v4("\x7f\0\0\1", 4);
  const std::string v6("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
  EXPECT_GE(snapshot.table->NamesOf(v4).count + snapshot.table->NamesOf(v6).count, 1u);
}

}  // namespace
}  // namespace falco_run::app

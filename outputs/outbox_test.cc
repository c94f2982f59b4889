// SPDX-License-Identifier: Apache-2.0
#include "outputs/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "outputs/dispatcher.h"
#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

// Writes ids into a file, or refuses.
class IdOutput : public Output {
 public:
  IdOutput(std::string name, std::string path, bool dead)
      : name_(std::move(name)), path_(std::move(path)), dead_(dead) {}
  const std::string& name() const override { return name_; }
  size_t max_batch() const override { return 7; }
  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    if (dead_) return std::vector<Delivery>(batch.size(), {absl::UnavailableError("down")});
    std::ofstream file(path_, std::ios::app);
    for (const MessagePtr& message : batch) file << message->alert().id() << "\n" << std::flush;
    return std::vector<Delivery>(batch.size());
  }

 private:
  const std::string name_;
  const std::string path_;
  const bool dead_;
};

class OutboxTest : public testing::Test {
 protected:
  // A run with outputs "a" and "b"; `dead` of them fail.
  std::unique_ptr<Dispatcher> Run(const std::vector<std::string>& dead, uint64_t max_bytes = 1e9) {
    auto dispatcher = std::make_unique<Dispatcher>(TestRenderers(), DispatcherOptions());
    auto outbox = Outbox::Open({box_, max_bytes});
    EXPECT_TRUE(outbox.ok()) << outbox.status();
    dispatcher->UseOutbox(*std::move(outbox));
    for (const char* name : {"a", "b"}) {
      const bool is_dead = std::find(dead.begin(), dead.end(), name) != dead.end();
      dispatcher->Add(std::make_unique<IdOutput>(name, directory_ + "/" + name, is_dead),
                      proto::WARNING);
    }
    return dispatcher;
  }
  std::vector<std::string> Got(const std::string& name) const {
    std::ifstream file(directory_ + "/" + name);
    std::vector<std::string> ids;
    for (std::string id; std::getline(file, id);) ids.push_back(id);
    return ids;
  }
  size_t Journals() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(box_), fs::directory_iterator()));
  }
  static void Stop(Dispatcher& dispatcher, milliseconds time = std::chrono::seconds(60)) {
    dispatcher.Stop(steady_clock::now() + time);
  }

  const std::string directory_ = TestDirectory();
  const std::string box_ = directory_ + "/box";
};

TEST_F(OutboxTest, DeliversLikeMemoryAndLeavesNothing) {
  {
    auto run = Run({});
    for (const char* rule : {"1", "2", "3"}) run->Push(AlertOf(rule));
    run->Push(AlertOf("4", proto::DEBUG));
    Stop(*run);
    EXPECT_EQ(run->stats().waiting(), 0u);
  }
  EXPECT_THAT(Got("a"), ElementsAre("id-1", "id-2", "id-3"));
  EXPECT_THAT(Got("b"), ElementsAre("id-1", "id-2", "id-3"));
  EXPECT_EQ(Journals(), 0u);
}

TEST_F(OutboxTest, TheNextRunDeliversWhatOneOutputMissed) {
  {
    auto run = Run({"b"});
    for (const char* rule : {"1", "2", "3"}) run->Push(AlertOf(rule));
    while (run->stats().waiting() > 3) std::this_thread::yield();
    Stop(*run, milliseconds(50));
    EXPECT_EQ(run->stats().waiting(), 3u);
    EXPECT_EQ(run->stats().lost(), 0u);
  }
  EXPECT_THAT(Got("b"), IsEmpty());
  {
    auto run = Run({});
    run->Push(AlertOf("4"));
    Stop(*run);
  }
  EXPECT_THAT(Got("a"), ElementsAre("id-1", "id-2", "id-3", "id-4"));
  EXPECT_THAT(Got("b"), ElementsAre("id-1", "id-2", "id-3", "id-4"));
  EXPECT_EQ(Journals(), 0u);
}

TEST_F(OutboxTest, LivingRunsDoNotTakeFromEachOther) {
  auto first = Run({"a", "b"});
  first->Push(AlertOf("1"));
  {
    auto second = Run({});
    second->Push(AlertOf("2"));
    Stop(*second);
  }
  EXPECT_THAT(Got("a"), ElementsAre("id-2"));
  Stop(*first, milliseconds(0));
  first.reset();
  auto third = Run({});
  Stop(*third);
  EXPECT_THAT(Got("a"), ElementsAre("id-2", "id-1"));
}

TEST_F(OutboxTest, AFullOutboxRefusesAndCounts) {
  auto run = Run({"a", "b"}, 200);
  for (int i = 0; i < 50; ++i) run->Push(AlertOf(std::to_string(i)));
  const OutputStats stats = run->stats().outputs[0];
  EXPECT_GT(stats.dropped, 0u);
  EXPECT_EQ(stats.dropped + stats.waiting, 50u);
  EXPECT_THAT(run->stats().last_error(), HasSubstr("the outbox is full"));
  Stop(*run, milliseconds(0));
}

TEST_F(OutboxTest, SaysWhatNobodyAskedFor) {
  {
    auto run = Run({"b"});
    run->Push(AlertOf("1"));
    Stop(*run, milliseconds(50));
  }
  auto outbox = Outbox::Open({box_});
  ASSERT_TRUE(outbox.ok());
  (void)(*outbox)->MakeSource("a", proto::DEBUG, TestRenderers());
  EXPECT_THAT((*outbox)->Unclaimed(),
              ElementsAre(HasSubstr("holds alerts for 'b', which is not configured")));
}

// A process that pushes is killed at any moment, again and again; whatever Push has returned for
// arrives at least once.
TEST_F(OutboxTest, NothingIsLostByKill) {
  constexpr int kRounds = 20;
  size_t pushed = 0;
  for (int round = 0; round < kRounds; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t pid = fork();
    if (pid == 0) {
      auto run = Run(round % 3 == 0 ? std::vector<std::string>{"a"} : std::vector<std::string>{});
      for (int i = 0;; ++i) {
        const std::string rule = std::to_string(round) + "." + std::to_string(i);
        run->Push(AlertOf(rule));
        const std::string line = "id-" + rule + "\n";
        if (write(ends[1], line.data(), line.size()) < 0) _exit(1);
      }
    }
    close(ends[1]);
    // It has come so far that there is something to lose.
    pollfd first = {ends[0], POLLIN, 0};
    poll(&first, 1, -1);
    usleep(500 * static_cast<useconds_t>(round));
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    std::string noted;
    char buffer[65536];
    for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;) {
      noted.append(buffer, static_cast<size_t>(n));
    }
    close(ends[0]);
    std::ofstream(directory_ + "/pushed", std::ios::app) << noted;
    pushed += static_cast<size_t>(std::count(noted.begin(), noted.end(), '\n'));
  }
  auto last = Run({});
  Stop(*last);
  std::vector<std::string> ids = Got("pushed");
  std::sort(ids.begin(), ids.end());
  EXPECT_GT(ids.size(), static_cast<size_t>(kRounds));
  for (const char* name : {"a", "b"}) {
    std::vector<std::string> got = Got(name);
    std::sort(got.begin(), got.end());
    std::vector<std::string> missing;
    std::set_difference(ids.begin(), ids.end(), got.begin(), got.end(),
                        std::back_inserter(missing));
    EXPECT_THAT(missing, IsEmpty()) << "output " << name << " of " << ids.size();
  }
}

TEST_F(OutboxTest, ASuccessorGoesOnWithTheJournal) {
  auto run = Run({"a"});
  for (const char* rule : {"1", "2", "3"}) run->Push(AlertOf(rule));
  ASSERT_TRUE(run->stats().waiting() >= 3);
  std::vector<Dispatcher::Next> next(1);
  next[0] = {"a", std::make_unique<IdOutput>("a", directory_ + "/a", false), proto::WARNING};
  run->Replace(std::move(next), steady_clock::now() + std::chrono::seconds(60));
  run->Push(AlertOf("4"));
  EXPECT_TRUE(run->Flush(steady_clock::now() + std::chrono::seconds(60)));
  EXPECT_THAT(Got("a"), ElementsAre("id-1", "id-2", "id-3", "id-4"));
  EXPECT_THAT(Got("b"), ElementsAre("id-1", "id-2", "id-3"));
  EXPECT_EQ(run->stats().waiting(), 0u);
}

}  // namespace
}  // namespace falco_run::outputs

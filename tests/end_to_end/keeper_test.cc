// SPDX-License-Identifier: Apache-2.0
// Engines that die or are replaced while the program runs.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/end_to_end/background.h"

namespace falco_run::tests {
namespace {

constexpr char kRules[] = R"(
- rule: opened
  desc: d
  condition: evt.type in (open, openat) and fd.name startswith DIR/f and fd.num >= 0
  output: "%proc.name %fd.name %proc.pname"
  priority: WARNING
- rule: executed
  desc: d
  condition: evt.type = execve and evt.dir = < and proc.name = sh
  output: "%proc.name"
  priority: DEBUG
- rule: accepted
  desc: d
  condition: evt.type in (accept, accept4) and evt.rawres < 0
  output: "%proc.name"
  priority: DEBUG
- rule: received
  desc: d
  condition: evt.type = recvfrom and evt.rawres < 0
  output: "%proc.name"
  priority: DEBUG
)";

// falco-run with those rules on a program, its alerts, and files to open.
class KeeperTest : public testing::Test {
 protected:
  KeeperTest() : dir_(TempDir()) {
    std::string rules = kRules;
    rules.replace(rules.find("DIR"), 3, dir_);
    WriteFile(dir_ + "/rules.yaml", rules);
    options_.options = {"-r", dir_ + "/rules.yaml", "--json"};
    options_.alerts = dir_ + "/alerts";
    options_.quiet_stderr = true;
  }

  // Of that rule.
  std::vector<nlohmann::json> Alerts(const std::string& rule) const {
    std::vector<nlohmann::json> alerts;
    for (auto& alert : ReadAlerts(dir_ + "/alerts", /*still_written=*/true)) {
      if (alert["rule"] == rule) alerts.push_back(std::move(alert));
    }
    return alerts;
  }
  size_t Restarts() const { return Alerts("Falco internal: engine restarted").size(); }

  // The engine of a run: a child of its keeper that is falco-run itself, too.
  static pid_t Engine(pid_t keeper) {
    for (const pid_t child : ChildrenOf(keeper)) {
      std::ifstream in("/proc/" + std::to_string(child) + "/comm");
      std::string comm;
      if (in >> comm && comm == "falco-run") return child;
    }
    return 0;
  }

  std::string File(const std::string& name) const { return WriteFile(dir_ + "/f" + name, "x"); }

  static void KillEngine(pid_t keeper, int signal = SIGKILL) {
    const pid_t engine = Engine(keeper);
    ASSERT_NE(engine, 0);  // kill(0) would be for ourselves
    kill(engine, signal);
  }

  RunResult Upgrade(pid_t keeper, const std::string& binary = FalcoRun()) const {
    return Execute({FalcoRun(), "upgrade", "--pid", std::to_string(keeper), "--binary", binary});
  }

  // Each open of File("w") is an alert that fills a page of the new pipe.
  bool AlertAtLengthInto(const std::string& pipe) {
    WriteFile(dir_ + "/rules.yaml",
              "- rule: opened\n  desc: d\n  condition: evt.type in (open, openat) and fd.name = " +
                  File("w") + "\n  output: \"%evt.type " + std::string(4000, 'x') +
                  "\"\n  priority: WARNING\n");
    options_.alerts = pipe;
    return mkfifo(pipe.c_str(), 0600) == 0;
  }

  const std::string dir_;
  BackgroundOptions options_;
};

TEST_F(KeeperTest, TheProgramDoesNotNoticeThatEnginesAreKilled) {
  Background run("notify", {Program("busy_until"), dir_ + "/stop", File("1")}, options_);
  ASSERT_NE(run.Program(), 0);
  std::minstd_rand random(1);
  int kills = 0;
  for (; kills < 12; ++kills) {
    const size_t restarts = Restarts();
    SleepMs(static_cast<int>(random() % 100));
    KillEngine(run.pid(), kills % 2 == 0 ? SIGKILL : SIGSEGV);
    ASSERT_TRUE(WaitFor([&] { return Restarts() > restarts; }, 20)) << kills;
  }
  WriteFile(dir_ + "/stop", "");
  EXPECT_EQ(run.Wait(), 0) << "a call of the program failed";
  EXPECT_EQ(Alerts("opened").size(), 1u) << "the last engine watched until the end";
  const auto gaps = Alerts("Falco internal: engine restarted");
  ASSERT_EQ(gaps.size(), static_cast<size_t>(kills));
  EXPECT_EQ(gaps[0]["priority"], "Critical");
  EXPECT_EQ(gaps[0]["source"], "internal");
  EXPECT_EQ(gaps[0]["output_fields"]["falco_run.reason"], "was killed by signal 9 (Killed)");
  EXPECT_GT(gaps[0]["output_fields"]["falco_run.unwatched_calls"], 0);
}

// On a busy machine one of several has to do.
TEST_F(KeeperTest, TheNextEngineWatchesSoon) {
  constexpr int kSoonMs = 200;
  Background run("notify", {Program("busy_until"), dir_ + "/stop", File("1")}, options_);
  ASSERT_NE(run.Program(), 0);
  int best = INT_MAX;
  for (size_t kills = 1; kills <= 10 && best > kSoonMs; ++kills) {
    KillEngine(run.pid());
    ASSERT_TRUE(WaitFor([&] { return Restarts() == kills; }, 20)) << kills;
    const auto gap = Alerts("Falco internal: engine restarted").back();
    best = std::min(best, gap["output_fields"]["falco_run.unwatched_ms"].get<int>());
  }
  WriteFile(dir_ + "/stop", "");
  EXPECT_EQ(run.Wait(), 0);
  EXPECT_LE(best, kSoonMs);
}

TEST_F(KeeperTest, ACallThatWaitsWhenTheEngineDiesGoesOnWaiting) {
  // Followed by ptrace, because a rule asks what it returned.
  Background run("notify",
                 {"python3", "-c",
                  "import socket,sys,time\n"
                  "s=socket.create_server(('127.0.0.1',0))\n"
                  "open(sys.argv[1],'w').write(str(s.getsockname()[1]))\n"
                  "c,a=s.accept()\n"
                  "sys.exit(9 if c.recv(1)==b'x' else 1)\n",
                  dir_ + "/port"},
                 options_);
  std::string port;
  ASSERT_TRUE(WaitFor([&] { return !(port = ReadFile(dir_ + "/port")).empty(); }));
  SleepMs(200);
  KillEngine(run.pid());
  ASSERT_TRUE(WaitFor([&] { return Restarts() == 1; }));
  const RunResult client = Execute(
      {"python3", "-c",
       "import socket; s=socket.create_connection(('127.0.0.1'," + port + ")); s.send(b'x')"});
  EXPECT_EQ(client.exit_code, 0) << client.err;
  EXPECT_EQ(run.Wait(), 9);
}

TEST_F(KeeperTest, TheExitStatusIsKeptAndSoAreSignals) {
  const std::string ready = dir_ + "/ready";
  Background run(
      "notify", {"sh", "-c", "trap 'exit 42' TERM; : >" + ready + "; while :; do sleep 0.05; done"},
      options_);
  ASSERT_TRUE(WaitFor([&] { return access(ready.c_str(), F_OK) == 0; }));
  KillEngine(run.pid());
  ASSERT_TRUE(WaitFor([&] { return Restarts() == 1; }));
  kill(run.pid(), SIGTERM);
  EXPECT_EQ(run.Wait(), 42);
}

TEST_F(KeeperTest, JobControlWorksWithTheNextEngine) {
  Background run("notify", {"sh", "-c", "sleep 0.6; kill -STOP $$; exit 6"}, options_);
  ASSERT_NE(run.Program(), 0);
  KillEngine(run.pid());
  int status = 0;
  ASSERT_TRUE(WaitFor([&] { return waitpid(run.pid(), &status, WUNTRACED | WNOHANG) > 0; }));
  ASSERT_TRUE(WIFSTOPPED(status));
  kill(run.pid(), SIGCONT);
  EXPECT_EQ(run.Wait(), 6);
}

TEST_F(KeeperTest, TheProgramIsContinuedAndFalcoRunWithIt) {
  Background run("notify", {"sh", "-c", "sleep 0.6; kill -STOP $$; exit 6"}, options_);
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  KillEngine(run.pid());
  ASSERT_TRUE(WaitFor([&] { return StateOf(run.pid()) == 'T'; }));
  kill(program, SIGCONT);
  EXPECT_EQ(run.Wait(), 6);
}

TEST_F(KeeperTest, KillingFalcoRunEndsTheTreeWithTheNextEngine) {
  Background run("notify", {"sh", "-c", "while :; do sleep 0.05; done & (sleep 0.3; exit 0); wait"},
                 options_);
  ASSERT_NE(run.Program(), 0);
  KillEngine(run.pid());
  ASSERT_TRUE(WaitFor([&] { return Restarts() == 1; }));
  SleepMs(300);  // all of them call now and then
  const std::set<pid_t> all = Descendants(run.pid());
  kill(run.pid(), SIGKILL);
  EXPECT_EQ(run.Wait(), 1000 + SIGKILL);
  for (const pid_t pid : all) EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid;
}

TEST_F(KeeperTest, KillingFalcoRunEndsTheTreeBeforeTheNextEngineWatches) {
  for (int ms = 0; ms < 50; ms += 7) {
    Background run("notify",
                   {"sh", "-c", "while :; do sleep 0.05; done & while :; do sleep 0.05; done"},
                   options_);
    ASSERT_NE(run.Program(), 0);
    const pid_t engine = Engine(run.pid());
    std::set<pid_t> all = Descendants(run.pid());
    KillEngine(run.pid());
    ASSERT_TRUE(WaitFor([&] {
      const pid_t next = Engine(run.pid());
      return next != 0 && next != engine;
    }));
    SleepMs(ms);
    all.merge(Descendants(run.pid()));
    kill(run.pid(), SIGKILL);
    EXPECT_EQ(run.Wait(), 1000 + SIGKILL);
    for (const pid_t pid : all) {
      EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << ms << " " << pid;
    }
  }
}

// In every order, some time apart: in the end nothing is left.
TEST_F(KeeperTest, KeeperEngineAndProgramAreKilledInAnyOrder) {
  std::string order = "ekp";
  std::sort(order.begin(), order.end());
  do {
    // What it leaves behind may live on, so that ends by itself.
    Background run("notify",
                   {"sh", "-c", "while kill -0 $$ 2>/dev/null; do sleep 0.05; done & wait"},
                   options_);
    const pid_t program = run.Program();
    ASSERT_NE(program, 0);
    const size_t restarts = Restarts();
    std::set<pid_t> all = Descendants(run.pid());
    for (const char who : order) {
      all.merge(Descendants(run.pid()));
      if (who == 'p') kill(program, SIGKILL);
      if (who == 'k') kill(run.pid(), SIGKILL);
      if (who == 'e') {
        const pid_t engine = Engine(run.pid());
        if (engine != 0) kill(engine, SIGKILL);
        if (order[0] == 'e') WaitFor([&] { return Restarts() > restarts; });
      }
      SleepMs(50);
    }
    EXPECT_NE(run.Wait(), -1) << order;
    for (const pid_t pid : all) {
      EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << order << " " << pid;
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(KeeperTest, WhatTheProgramLeavesBehindIsWatchedByTheNextEngine) {
  const std::string file = File("late"), end = dir_ + "/end", go = dir_ + "/go";
  Background run(
      "notify",
      {"sh", "-c",
       "(until [ -e " + go + " ] || [ ! -e " + file + " ]; do sleep 0.05; done; cat " + file +
           ") >/dev/null 2>&1 & until [ -e " + end + " ]; do sleep 0.05; done; exit 5"},
      options_);
  ASSERT_NE(run.Program(), 0);
  const pid_t engine = Engine(run.pid());
  ASSERT_NE(engine, 0);
  WriteFile(end, "");
  EXPECT_EQ(run.Wait(), 5);
  kill(engine, SIGKILL);
  EXPECT_TRUE(WaitFor([&] { return Restarts() == 1; }));
  WriteFile(go, "");
  EXPECT_TRUE(WaitFor([&] { return Alerts("opened").size() == 1; }));
}

TEST_F(KeeperTest, UpgradesMissNothing) {
  // Every file is opened while one engine or the other watches.
  Background run("notify",
                 {"sh", "-c",
                  "cd " + dir_ + "; n=0; until [ -e stop ]; do : <" + File("u") +
                      "; n=$((n+1)); done; echo $n >count; (cat " + File("v") + ")"},
                 options_);
  ASSERT_NE(run.Program(), 0);
  constexpr size_t kUpgrades = 3;
  for (size_t i = 0; i < kUpgrades; ++i) {
    const pid_t engine = Engine(run.pid());
    const RunResult r = Upgrade(run.pid());
    ASSERT_EQ(r.exit_code, 0) << r.err;
    EXPECT_NE(Engine(run.pid()), engine);
  }
  WriteFile(dir_ + "/stop", "");
  EXPECT_EQ(run.Wait(), 0);
  EXPECT_EQ(Alerts("Falco internal: engine replaced").size(), kUpgrades);
  EXPECT_EQ(Restarts(), 0u);
  EXPECT_EQ(Alerts("opened").size(), std::stoul(ReadFile(dir_ + "/count")) + 1);
}

// What waits for a slow output when its engine is replaced is not lost.
TEST_F(KeeperTest, AnUpgradeWaitsForOutputs) {
  const std::string pipe = dir_ + "/pipe", opened = dir_ + "/opened", stop = dir_ + "/stop";
  ASSERT_TRUE(AlertAtLengthInto(pipe));
  options_.options.insert(options_.options.end(), {"-o", "outputs.exit_deadline=25s"});
  // The reader must not see an end between the two engines.
  const int writer = open(pipe.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(writer, 0);
  std::thread reader([&] {
    Execute(
        {"sh", "-c", "while read -r line; do sleep 0.01; echo >>" + dir_ + "/seen; done <" + pipe});
  });
  Background run("notify",
                 {"sh", "-c",
                  "n=0; while [ $n -lt 60 ]; do : <" + File("w") + "; n=$((n+1)); done; : >" +
                      opened + "; until [ -e " + stop + " ]; do sleep 0.05; done"},
                 options_);
  EXPECT_TRUE(WaitFor([&] { return access(opened.c_str(), F_OK) == 0; }));
  const RunResult r = Upgrade(run.pid());
  EXPECT_EQ(r.exit_code, 0) << r.err;
  WriteFile(stop, "");
  EXPECT_EQ(run.Wait(), 0);
  close(writer);
  reader.join();
  const std::string seen = ReadFile(dir_ + "/seen");
  EXPECT_EQ(std::count(seen.begin(), seen.end(), '\n'), 60 + 1) << "and that it was replaced";
}

TEST_F(KeeperTest, SignalsArePassedOnWhileAnUpgradeWaitsForOutputs) {
  const std::string pipe = dir_ + "/pipe", opened = dir_ + "/opened";
  ASSERT_TRUE(AlertAtLengthInto(pipe));
  const int reader = open(pipe.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  options_.options.insert(options_.options.end(), {"-o", "outputs.exit_deadline=50s"});
  Background run("notify",
                 {"sh", "-c",
                  "n=0; while [ $n -lt 60 ]; do : <" + File("w") + "; n=$((n+1)); done; : >" +
                      opened + "; exec sleep 1000"},
                 options_);
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  EXPECT_TRUE(WaitFor([&] { return access(opened.c_str(), F_OK) == 0; }));
  std::thread upgrade([&] { Upgrade(run.pid()); });
  SleepMs(500);
  kill(run.pid(), SIGTERM);
  EXPECT_TRUE(WaitFor([&] { return !Exists(program); })) << "long before the outputs' time is over";
  std::atomic<bool> end{false};
  std::thread drain([&] {
    for (char buffer[4096]; !end;) {
      if (read(reader, buffer, sizeof buffer) <= 0) SleepMs(1);
    }
  });
  EXPECT_EQ(run.Wait(), 128 + SIGTERM);
  upgrade.join();
  end = true;
  drain.join();
  close(reader);
}

// Between two engines nobody else is there to end the tree.
TEST_F(KeeperTest, KillingFalcoRunWhileAnUpgradeWaitsForOutputsEndsTheTree) {
  const std::string pipe = dir_ + "/pipe", opened = dir_ + "/opened", failed = dir_ + "/failed";
  ASSERT_TRUE(AlertAtLengthInto(pipe));
  const int reader = open(pipe.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);  // that reads nothing
  ASSERT_GE(reader, 0);
  options_.options.insert(options_.options.end(), {"-o", "outputs.exit_deadline=20s"});
  for (const bool second : {false, true}) {
    Background run(
        "notify",
        {"sh", "-c",
         "n=0; while [ $n -lt 60 ]; do : <" + File("w") + "; n=$((n+1)); done; : >" + opened +
             "; while :; do : <" + File("y") + " || : >" + failed + "; sleep 0.02; done"},
        options_);
    const pid_t program = run.Program();
    ASSERT_NE(program, 0);
    if (second) {
      KillEngine(run.pid());
      SleepMs(300);
    }
    EXPECT_TRUE(WaitFor([&] { return access(opened.c_str(), F_OK) == 0; }));
    std::thread upgrade([&] { Upgrade(run.pid()); });
    SleepMs(500);
    kill(run.pid(), SIGKILL);
    upgrade.join();
    EXPECT_TRUE(WaitFor([&] { return !Exists(program); })) << "long before the outputs' time";
    EXPECT_NE(access(failed.c_str(), F_OK), 0) << second;
    unlink(opened.c_str());
    char buffer[4096];
    while (read(reader, buffer, sizeof buffer) > 0) {
    }
  }
  close(reader);
}

TEST_F(KeeperTest, WithOnFailureKillDaemonsDoNotOutliveEngineAndProgram) {
  options_.options.insert(options_.options.end(), {"--on-failure", "kill"});
  Background run("notify", {"sh", "-c", "while :; do sleep 0.05; done & exec sleep 1000"},
                 options_);
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  const std::set<pid_t> all = Descendants(run.pid());
  const pid_t engine = Engine(run.pid());
  ASSERT_NE(engine, 0);
  kill(program, SIGKILL);
  kill(engine, SIGKILL);
  EXPECT_EQ(run.Wait(), 128 + SIGKILL);
  for (const pid_t pid : all) EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid;
}

TEST_F(KeeperTest, WithOnFailureKillDaemonsEndWithTheLastEngine) {
  const std::string at = dir_ + "/pid", failed = dir_ + "/failed";
  options_.options.insert(options_.options.end(), {"--on-failure", "kill"});
  Background run("notify",
                 {"sh", "-c",
                  "(sh -c 'echo $PPID' >" + at + "; while :; do : <" + File("z") + " || : >" +
                      failed + "; sleep 0.05; done) >/dev/null 2>&1 & until [ -s " + at +
                      " ]; do sleep 0.05; done; sleep 0.1; exit 3"},
                 options_);
  ASSERT_NE(run.Program(), 0);
  const pid_t engine = Engine(run.pid());
  ASSERT_NE(engine, 0);
  EXPECT_EQ(run.Wait(), 3);
  const pid_t daemon = std::stoi(ReadFile(at));
  EXPECT_TRUE(Exists(daemon));
  kill(engine, SIGKILL);
  EXPECT_TRUE(WaitFor([&] { return !Exists(daemon); }));
  EXPECT_NE(access(failed.c_str(), F_OK), 0);
}

TEST_F(KeeperTest, WhatTheOldEngineKnewIsKept) {
  // "parent" has ended when the new engine comes; only the old one knew whose child this was.
  const std::string parent = "(sleep 2; : <" + File("x") + ") & sleep 0.3; exit 0";
  WriteFile(dir_ + "/parent.sh", parent);
  Background run("notify", {"sh", "-c", "sh " + dir_ + "/parent.sh; sleep 4"}, options_);
  ASSERT_NE(run.Program(), 0);
  SleepMs(1000);
  const RunResult r = Upgrade(run.pid());
  ASSERT_EQ(r.exit_code, 0) << r.err;
  EXPECT_EQ(run.Wait(), 0);
  const auto opened = Alerts("opened");
  ASSERT_EQ(opened.size(), 1u);
  EXPECT_EQ(opened[0]["output"].get<std::string>().substr(
                opened[0]["output"].get<std::string>().rfind(' ') + 1),
            "sh");
}

TEST_F(KeeperTest, ABinaryThatDoesNotWatchIsNotKept) {
  Background run("notify", {Program("busy_until"), dir_ + "/stop", File("1")}, options_);
  ASSERT_NE(run.Program(), 0);
  const RunResult r = Upgrade(run.pid(), "/bin/true");
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_NE(r.err.find("the old one goes on"), std::string::npos) << r.err;
  ASSERT_TRUE(WaitFor([&] { return Restarts() == 1; }));
  EXPECT_EQ(Upgrade(run.pid(), dir_ + "/none").exit_code, 1);
  WriteFile(dir_ + "/stop", "");
  EXPECT_EQ(run.Wait(), 0);
  EXPECT_EQ(Alerts("opened").size(), 1u);
}

TEST_F(KeeperTest, AfterAFailedUpgradeTheBinaryThatWatchedGoesOn) {
  Background run("notify", {Program("busy_until"), dir_ + "/stop", File("1")}, options_);
  ASSERT_NE(run.Program(), 0);
  const std::string newer = dir_ + "/falco-run";
  ASSERT_EQ(Execute({"cp", FalcoRun(), newer}).exit_code, 0);
  const RunResult r = Upgrade(run.pid(), newer);
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_EQ(Upgrade(run.pid(), "/bin/true").exit_code, 1);
  ASSERT_TRUE(WaitFor([&] { return Restarts() == 1; }));
  char path[4096];
  const std::string link = "/proc/" + std::to_string(Engine(run.pid())) + "/exe";
  const ssize_t length = readlink(link.c_str(), path, sizeof path);
  ASSERT_GT(length, 0);
  EXPECT_EQ(std::string(path, static_cast<size_t>(length)), newer);
  WriteFile(dir_ + "/stop", "");
  EXPECT_EQ(run.Wait(), 0);
}

TEST_F(KeeperTest, AnEngineThatDoesNotHandOverIsReplacedAllTheSame) {
  Background run("notify", {Program("busy_until"), dir_ + "/stop", File("1")}, options_);
  ASSERT_NE(run.Program(), 0);
  KillEngine(run.pid(), SIGSTOP);
  const RunResult r = Upgrade(run.pid());
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_NE(r.err.find("a new one of the same binary goes on"), std::string::npos) << r.err;
  ASSERT_TRUE(WaitFor([&] { return Restarts() == 1; }));
  EXPECT_EQ(Alerts("Falco internal: engine restarted")[0]["output_fields"]["falco_run.reason"],
            "did not hand over within 30 s, and was killed");
  WriteFile(dir_ + "/stop", "");
  EXPECT_EQ(run.Wait(), 0);
  EXPECT_EQ(Alerts("opened").size(), 1u);
}

TEST_F(KeeperTest, TheProgramMayNotReplaceItsWatcher) {
  const std::string said = dir_ + "/said";
  Background run("notify",
                 {"sh", "-c",
                  FalcoRun() + " upgrade --pid $(ps -o ppid= -p $PPID) >" + said + " 2>&1; exit 0"},
                 options_);
  EXPECT_EQ(run.Wait(), 0);
  EXPECT_NE(ReadFile(said).find("you are watched"), std::string::npos) << ReadFile(said);
}

TEST_F(KeeperTest, WithPtraceThereIsNoUpgrade) {
  Background run("ptrace", {"sleep", "1000"}, options_);
  ASSERT_NE(run.Program(), 0);
  const RunResult r = Upgrade(run.pid());
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_NE(r.err.find("not with ptrace"), std::string::npos) << r.err;
}

}  // namespace
}  // namespace falco_run::tests

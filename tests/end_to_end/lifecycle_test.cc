// SPDX-License-Identifier: Apache-2.0
// Signals, terminals, and what is left when somebody is killed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "tests/end_to_end/background.h"

namespace falco_run::tests {
namespace {

class LifecycleTest : public BackendTest {};

TEST_P(LifecycleTest, SignalsArePassedOn) {
  const std::string ready = TempDir() + "/ready";
  Background run(
      GetParam(),
      {"sh", "-c", "trap 'exit 42' TERM; : >" + ready + "; while :; do sleep 0.05; done"});
  ASSERT_TRUE(WaitFor([&] { return access(ready.c_str(), F_OK) == 0; }));
  kill(run.pid(), SIGTERM);
  EXPECT_EQ(run.Wait(), 42);
}

TEST_P(LifecycleTest, AProgramKilledByASignalGives128PlusItsNumber) {
  Background run(GetParam(), {"sleep", "1000"});
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  kill(program, SIGUSR1);
  EXPECT_EQ(run.Wait(), 128 + SIGUSR1);
}

TEST_P(LifecycleTest, KillingTheProgramLeavesNothing) {
  Background run(GetParam(), {"sleep", "1000"});
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  const std::set<pid_t> all = Descendants(run.pid());
  kill(program, SIGKILL);
  EXPECT_EQ(run.Wait(), 128 + SIGKILL);
  for (const pid_t pid : all) EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid;
}

TEST_P(LifecycleTest, KillingFalcoRunEndsTheTree) {
  Background run(GetParam(), {"sh", "-c", "sleep 1000 & (sleep 1000 & sleep 1000); wait"});
  ASSERT_NE(run.Program(), 0);
  ASSERT_TRUE(WaitFor([&] { return Descendants(run.pid()).size() >= 5; }));
  const std::set<pid_t> all = Descendants(run.pid());
  kill(run.pid(), SIGKILL);
  EXPECT_EQ(run.Wait(), 1000 + SIGKILL);
  for (const pid_t pid : all) EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid;
}

TEST_P(LifecycleTest, KillingTheEngineEndsTheTreeWhereThatIsWanted) {
  Background run(GetParam(), {"sh", "-c", "sleep 1000 & sleep 1000; wait"},
                 {.options = {"--on-failure=kill"}});
  ASSERT_NE(run.Program(), 0);
  ASSERT_TRUE(WaitFor([&] { return Descendants(run.pid()).size() >= 4; }));
  const std::set<pid_t> all = Descendants(run.pid());
  for (const pid_t engine : ChildrenOf(run.pid())) kill(engine, SIGKILL);
  EXPECT_EQ(run.Wait(), 128 + SIGKILL);
  for (const pid_t pid : all) EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid;
}

// Whoever goes first, nothing hangs; and nobody is left over, unless the program was the first:
// then what it left behind is the engine's alone, or, traced, the kernel's (docs/torture.md).
TEST_P(LifecycleTest, KillsInEveryOrderLeaveNothing) {
  std::vector<int> order = {0, 1, 2};  // keeper, engine, program
  do {
    Background run(GetParam(), {"sh", "-c", "sleep 1000 & sleep 1000; wait"},
                   {.options = {"--on-failure=kill"}});
    const pid_t program = run.Program();
    ASSERT_NE(program, 0);
    ASSERT_TRUE(WaitFor([&] { return Descendants(run.pid()).size() >= 4; }));
    const std::set<pid_t> all = Descendants(run.pid());
    const pid_t engine = ChildrenOf(run.pid())[0];
    const pid_t victims[] = {run.pid(), engine, program};
    for (const int victim : order) {
      kill(victims[victim], SIGKILL);
      SleepMs(200);
      if (order[0] == 2 && GetParam() == "notify") {  // all is told when it has ended
        siginfo_t info = {};
        WaitFor([&] {
          waitid(P_PID, static_cast<id_t>(run.pid()), &info, WEXITED | WNOHANG | WNOWAIT);
          return info.si_pid != 0;
        });
      }
    }
    EXPECT_GE(run.Wait(), 128);
    for (const pid_t pid : all) {
      const std::string when = " after " + std::to_string(order[0]) + std::to_string(order[1]);
      const bool left_behind = pid != engine && pid != program;
      if (order[0] == 2 && left_behind && GetParam() == "notify") {
        EXPECT_TRUE(Exists(pid)) << pid << when;
        kill(pid, SIGKILL);
      }
      EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid << when;
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_P(LifecycleTest, ADaemonKeepsRunningAndIsStillWatched) {
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/r.yaml", R"(
- rule: daemon
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and fd.num >= 0
  output: "%proc.name"
  priority: WARNING
)");
  std::vector<std::string> argv = FalcoRunWith(GetParam());
  argv.insert(argv.end(), {"-r", rules, "--alerts=" + dir + "/alerts", "--", "sh", "-c",
                           Program("daemonize") + " /etc/hostname 1000 >/dev/null 2>&1; exit 5"});
  const RunResult r = Execute(argv);
  EXPECT_EQ(r.exit_code, 5);
  EXPECT_EQ(ReadFile(dir + "/alerts"), "") << "it returned before the daemon did its work";
  EXPECT_TRUE(WaitFor([&] { return !ReadFile(dir + "/alerts").empty(); }));
}

TEST_P(LifecycleTest, CtrlCAtATerminalReachesTheProgramOnce) {
  const std::string ready = TempDir() + "/ready";
  // Goes on for a while after the first one.
  Background run(GetParam(),
                 {"sh", "-c",
                  "n=0; trap 'n=$((n+1))' INT; : >" + ready +
                      "; i=0; while [ $i -lt 20 ]; do sleep 0.05; "
                      "[ $n -eq 0 ] || i=$((i+1)); done; exit $n"},
                 {.terminal = true});
  ASSERT_TRUE(WaitFor([&] { return access(ready.c_str(), F_OK) == 0; }));
  ASSERT_EQ(write(run.terminal(), "\x03", 1), 1);
  EXPECT_EQ(run.Wait(), 1);
}

TEST_P(LifecycleTest, CtrlCEndsAnOrdinaryProgram) {
  Background run(GetParam(), {"sleep", "1000"}, {.terminal = true});
  ASSERT_NE(run.Program(), 0);
  SleepMs(200);
  ASSERT_EQ(write(run.terminal(), "\x03", 1), 1);
  EXPECT_EQ(run.Wait(), 128 + SIGINT);
}

// A shell with job control sees falco-run stop and can continue it.
TEST_P(LifecycleTest, CtrlZStopsAndContinues) {
  int terminal = -1;
  const pid_t shell = forkpty(&terminal, nullptr, nullptr, nullptr);
  ASSERT_GE(shell, 0);
  if (shell == 0) {
    setenv("PS1", "$ ", 1);
    execlp("bash", "bash", "--norc", "--noprofile", "-i", nullptr);
    _exit(127);
  }
  std::string seen;
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  const auto saw = [&](const std::string& text) {
    return WaitFor([&] {
      char buffer[4096];
      const ssize_t n = read(terminal, buffer, sizeof buffer);
      if (n > 0) seen.append(buffer, static_cast<size_t>(n));
      return seen.find(text) != std::string::npos;
    });
  };
  const auto type = [&](const std::string& line) {
    EXPECT_EQ(write(terminal, line.data(), line.size()), static_cast<ssize_t>(line.size()));
  };
  // A shell that waits for a vfork cannot be stopped, under us or not: it says so after the fork.
  type(FalcoRunLine(GetParam()) +
       " --quiet --alerts=/dev/null -- sh -c 'sleep 2 & echo sta''rted; wait; exit 9'\n");
  ASSERT_TRUE(saw("started")) << seen;
  type("\x1a");
  ASSERT_TRUE(saw("Stopped")) << seen;
  // All of it is stopped but the engine, which has others to serve.
  seen.clear();
  type("fg; echo sta''tus=$?\n");
  EXPECT_TRUE(saw("status=9")) << seen;
  type("exit\n");
  close(terminal);
  waitpid(shell, nullptr, 0);
}

// `kill -STOP $$` in the program is a stop of what the shell has started.
TEST_P(LifecycleTest, AProgramThatStopsItselfIsSeenStoppedAndContinued) {
  Background run(GetParam(), {"sh", "-c", "kill -STOP $$; exit 6"});
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  int status = 0;
  ASSERT_TRUE(WaitFor([&] { return waitpid(run.pid(), &status, WUNTRACED | WNOHANG) > 0; }));
  ASSERT_TRUE(WIFSTOPPED(status));
  kill(run.pid(), SIGCONT);
  EXPECT_EQ(run.Wait(), 6);
}

TEST_P(LifecycleTest, AProgramThatStopsItselfCanBeContinued) {
  Background run(GetParam(), {Program("stop_and_go")});
  pid_t program = run.Program();
  ASSERT_NE(program, 0);
  // Of a traced program only falco-run's own stop tells the kind of its stop.
  const pid_t shown = GetParam() == "notify" ? program : run.pid();
  ASSERT_TRUE(WaitFor([&] { return StateOf(shown) == 'T'; }));
  kill(program, SIGCONT);
  EXPECT_EQ(run.Wait(), 0);
}

TEST_P(LifecycleTest, TheProgramsOutputEndsWhenTheProgramClosesIt) {
  const RunResult r =
      Execute({"sh", "-c",
               FalcoRunLine(GetParam()) + " -q -- sh -c 'echo x; exec >&- 2>&-; sleep 3' | "
                                          "(cat; date +%s) > /dev/null; echo ended"},
              "", 30);
  EXPECT_EQ(r.out, "ended\n");
}

INSTANTIATE_TEST_SUITE_P(Backends, LifecycleTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests

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

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

bool Exists(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(in, line)) return false;
  return line.substr(line.rfind(')') + 2, 1) != "Z";
}

char StateOf(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(in, line)) return 0;
  return line[line.rfind(')') + 2];
}

// Everything below `pid`.
std::set<pid_t> Descendants(pid_t pid) {
  std::set<pid_t> all;
  std::vector<pid_t> todo = {pid};
  while (!todo.empty()) {
    const pid_t p = todo.back();
    todo.pop_back();
    for (const pid_t child : ChildrenOf(p)) {
      if (all.insert(child).second) todo.push_back(child);
    }
  }
  return all;
}

// falco-run in the background, in a process group of its own, possibly on a terminal.
class Background {
 public:
  Background(const std::string& backend, const std::vector<std::string>& command, bool terminal) {
    std::vector<std::string> argv = {FalcoRun(), "--backend=" + backend, "--quiet",
                                     "--alerts=/dev/null", "--"};
    argv.insert(argv.end(), command.begin(), command.end());
    std::vector<char*> args;
    for (const std::string& a : argv) args.push_back(const_cast<char*>(a.c_str()));
    args.push_back(nullptr);
    if (terminal) {
      pid_ = forkpty(&terminal_, nullptr, nullptr, nullptr);
    } else {
      pid_ = fork();
    }
    if (pid_ == 0) {
      if (!terminal) {
        setpgid(0, 0);
        const int null = open("/dev/null", O_RDWR);
        dup2(null, 1);
      }
      execv(args[0], args.data());
      _exit(127);
    }
  }
  ~Background() {
    if (terminal_ >= 0) close(terminal_);
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }

  pid_t pid() const { return pid_; }
  int terminal() const { return terminal_; }

  // The process running the program: falco-run -> engine -> program.
  pid_t Program() {
    pid_t program = 0;
    WaitFor([&] {
      for (const pid_t engine : ChildrenOf(pid_)) {
        for (const pid_t p : ChildrenOf(engine)) {
          std::ifstream in("/proc/" + std::to_string(p) + "/comm");
          std::string comm;
          if (in >> comm && comm != "falco-run") program = p;
        }
      }
      return program != 0;
    });
    return program;
  }

  // Waits for the end. 128 + signal if it was killed, -1 if it did not end.
  int Wait() {
    int status = 0;
    const bool ended = WaitFor([&] { return waitpid(pid_, &status, WNOHANG) == pid_; });
    if (!ended) return -1;
    pid_ = -1;
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t pid_ = -1;
  int terminal_ = -1;
};

class LifecycleTest : public BackendTest {};

TEST_P(LifecycleTest, SignalsArePassedOn) {
  Background run(GetParam(), {"sh", "-c", "trap 'exit 42' TERM; while :; do sleep 0.05; done"},
                 false);
  ASSERT_NE(run.Program(), 0);
  SleepMs(200);  // the shell sets its trap
  kill(run.pid(), SIGTERM);
  EXPECT_EQ(run.Wait(), 42);
}

TEST_P(LifecycleTest, AProgramKilledByASignalGives128PlusItsNumber) {
  Background run(GetParam(), {"sleep", "1000"}, false);
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  kill(program, SIGUSR1);
  EXPECT_EQ(run.Wait(), 128 + SIGUSR1);
}

TEST_P(LifecycleTest, KillingTheProgramLeavesNothing) {
  Background run(GetParam(), {"sleep", "1000"}, false);
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  const std::set<pid_t> all = Descendants(run.pid());
  kill(program, SIGKILL);
  EXPECT_EQ(run.Wait(), 128 + SIGKILL);
  for (const pid_t pid : all) EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid;
}

TEST_P(LifecycleTest, KillingFalcoRunEndsTheTree) {
  Background run(GetParam(), {"sh", "-c", "sleep 1000 & (sleep 1000 & sleep 1000); wait"}, false);
  ASSERT_NE(run.Program(), 0);
  ASSERT_TRUE(WaitFor([&] { return Descendants(run.pid()).size() >= 5; }));
  const std::set<pid_t> all = Descendants(run.pid());
  kill(run.pid(), SIGKILL);
  EXPECT_EQ(run.Wait(), 1000 + SIGKILL);
  for (const pid_t pid : all) EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid;
}

TEST_P(LifecycleTest, KillingTheEngineEndsTheTree) {
  Background run(GetParam(), {"sh", "-c", "sleep 1000 & sleep 1000; wait"}, false);
  ASSERT_NE(run.Program(), 0);
  ASSERT_TRUE(WaitFor([&] { return Descendants(run.pid()).size() >= 4; }));
  const std::set<pid_t> all = Descendants(run.pid());
  for (const pid_t engine : ChildrenOf(run.pid())) kill(engine, SIGKILL);
  EXPECT_EQ(run.Wait(), 128 + SIGKILL);
  for (const pid_t pid : all) EXPECT_TRUE(WaitFor([&] { return !Exists(pid); })) << pid;
}

// Whoever goes first, nothing hangs; and nobody is left over, unless the program was the first:
// then what it left behind is the engine's alone (docs/torture.md).
TEST_P(LifecycleTest, KillsInEveryOrderLeaveNothing) {
  std::vector<int> order = {0, 1, 2};  // keeper, engine, program
  do {
    Background run(GetParam(), {"sh", "-c", "sleep 1000 & sleep 1000; wait"}, false);
    const pid_t program = run.Program();
    ASSERT_NE(program, 0);
    ASSERT_TRUE(WaitFor([&] { return Descendants(run.pid()).size() >= 4; }));
    const std::set<pid_t> all = Descendants(run.pid());
    const pid_t engine = ChildrenOf(run.pid())[0];
    const pid_t victims[] = {run.pid(), engine, program};
    for (const int victim : order) {
      kill(victims[victim], SIGKILL);
      SleepMs(200);
    }
    EXPECT_GE(run.Wait(), 128);
    for (const pid_t pid : all) {
      if (order[0] == 2) {
        kill(pid, SIGKILL);
        continue;
      }
      EXPECT_TRUE(WaitFor([&] { return !Exists(pid); }))
          << pid << " after " << order[0] << order[1] << order[2];
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
  const RunResult r = Execute(
      {FalcoRun(), "--backend=" + GetParam(), "-r", rules, "--alerts=" + dir + "/alerts", "--",
       "sh", "-c", Program("daemonize") + " /etc/hostname 1000 >/dev/null 2>&1; exit 5"});
  EXPECT_EQ(r.exit_code, 5);
  EXPECT_EQ(ReadFile(dir + "/alerts"), "") << "it returned before the daemon did its work";
  EXPECT_TRUE(WaitFor([&] { return !ReadFile(dir + "/alerts").empty(); }));
}

TEST_P(LifecycleTest, CtrlCAtATerminalReachesTheProgramOnce) {
  Background run(GetParam(),
                 {"sh", "-c",
                  "n=0; trap 'n=$((n+1))' INT; i=0; while [ $i -lt 20 ]; do sleep 0.05; "
                  "i=$((i+1)); done; exit $n"},
                 true);
  ASSERT_NE(run.Program(), 0);
  SleepMs(300);
  ASSERT_EQ(write(run.terminal(), "\x03", 1), 1);
  EXPECT_EQ(run.Wait(), 1);
}

TEST_P(LifecycleTest, CtrlCEndsAnOrdinaryProgram) {
  Background run(GetParam(), {"sleep", "1000"}, true);
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
  type(FalcoRun() + " --backend=" + GetParam() +
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
  Background run(GetParam(), {"sh", "-c", "kill -STOP $$; exit 6"}, false);
  const pid_t program = run.Program();
  ASSERT_NE(program, 0);
  int status = 0;
  ASSERT_TRUE(WaitFor([&] { return waitpid(run.pid(), &status, WUNTRACED | WNOHANG) > 0; }));
  ASSERT_TRUE(WIFSTOPPED(status));
  kill(run.pid(), SIGCONT);
  EXPECT_EQ(run.Wait(), 6);
}

TEST_P(LifecycleTest, AProgramThatStopsItselfCanBeContinued) {
  Background run(GetParam(), {Program("stop_and_go")}, false);
  pid_t program = run.Program();
  ASSERT_NE(program, 0);
  // Of a traced program only falco-run's own stop tells the kind of its stop.
  const pid_t shown = GetParam() == "notify" ? program : run.pid();
  ASSERT_TRUE(WaitFor([&] { return StateOf(shown) == 'T'; }));
  kill(program, SIGCONT);
  EXPECT_EQ(run.Wait(), 0);
}

TEST_P(LifecycleTest, TheProgramsOutputEndsWhenTheProgramClosesIt) {
  const RunResult r = Execute({"sh", "-c",
                               FalcoRun() + " --backend=" + GetParam() +
                                   " -q -- sh -c 'echo x; exec >&- 2>&-; sleep 3' | "
                                   "(cat; date +%s) > /dev/null; echo ended"},
                              "", 30);
  EXPECT_EQ(r.out, "ended\n");
}

INSTANTIATE_TEST_SUITE_P(Backends, LifecycleTest, kBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests

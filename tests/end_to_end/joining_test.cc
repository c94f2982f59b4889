// SPDX-License-Identifier: Apache-2.0
// Processes that were not started by us: `falco-run attach` and --watch-namespace.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

constexpr char kRules[] = R"(
- rule: opened
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and fd.num >= 0
  output: "%proc.name %proc.pname"
  priority: WARNING
- rule: entered
  desc: d
  condition: >
    evt.type in (execve, execveat) and evt.res = SUCCESS and proc.args startswith "-c : entered"
  output: "%evt.rawtime %proc.pid.ts %proc.cmdline"
  priority: DEBUG
- rule: spawned
  desc: d
  condition: evt.type in (execve, execveat) and evt.res = SUCCESS
  output: "%proc.cmdline"
  priority: DEBUG
)";

// A process in the background, ended at the latest by the destructor.
class Process {
 public:
  explicit Process(const std::vector<std::string>& argv) : pid_(fork()) {
    if (pid_ != 0) return;
    setpgid(0, 0);
    signal(SIGINT, SIG_DFL);  // a shell ignores it for what it starts in the background
    std::vector<char*> args;
    for (const std::string& a : argv) args.push_back(const_cast<char*>(a.c_str()));
    args.push_back(nullptr);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 1);
    execvp(args[0], args.data());
    _exit(127);
  }
  ~Process() {
    if (pid_ <= 0) return;
    kill(-pid_, SIGKILL);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  pid_t pid() const { return pid_; }

  // Waits for the end. 1000 + signal if it was killed, -1 if it did not end.
  int Wait(int seconds = 20) {
    int status = 0;
    if (!WaitFor([&] { return waitpid(pid_, &status, WNOHANG) == pid_; }, seconds)) return -1;
    pid_ = -1;
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t pid_;
};

int CountOf(const std::string& file, const std::string& rule, const std::string& output = "") {
  int count = 0;
  for (const auto& alert : ReadAlerts(file, /*still_written=*/true)) {
    count += alert["rule"] == rule &&
             alert["output"].get<std::string>().find(output) != std::string::npos;
  }
  return count;
}

// How often the rule reported something that ends so.
int Reported(const std::string& file, const std::string& rule, const std::string& end) {
  int count = 0;
  for (const auto& alert : ReadAlerts(file, /*still_written=*/true)) {
    count += alert["rule"] == rule && alert["output"].get<std::string>().ends_with(end);
  }
  return count;
}

std::string TracerOf(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("TracerPid:\t")) return line.substr(11);
  }
  return "";
}

// Opens a file every 20 ms, by itself and by a child, until a file appears.
std::string BusyScript(const std::string& dir) {
  return "while [ ! -e " + dir +
         "/end ]; do read x </etc/hostname; cat /etc/hostname; sleep 0.02; "
         "done; exit 5";
}

class AttachTest : public testing::Test {
 protected:
  std::vector<std::string> Attach(pid_t pid) {
    return {FalcoRun(), "attach", "--pid",  std::to_string(pid),
            "-r",       rules_,   "--json", "--alerts=" + alerts_};
  }

  const std::string dir_ = TempDir();
  const std::string rules_ = WriteFile(dir_ + "/r.yaml", kRules);
  const std::string alerts_ = dir_ + "/alerts";
};

TEST_F(AttachTest, WhatRunsAndWhatItStartsIsSeenUntilItEnds) {
  Process program({"sh", "-c", BusyScript(dir_)});
  Process falco_run(Attach(program.pid()));
  ASSERT_TRUE(WaitFor([&] { return CountOf(alerts_, "opened", "cat sh") >= 3; }))
      << ReadFile(alerts_);
  EXPECT_GE(CountOf(alerts_, "opened", "sh "), 2);
  EXPECT_EQ(CountOf(alerts_, "spawned", "sh -c while"), 1) << "it is shown as if just executed";
  WriteFile(dir_ + "/end", "");
  EXPECT_EQ(program.Wait(), 5);
  EXPECT_EQ(falco_run.Wait(), 0);
}

TEST_F(AttachTest, ASignalLetsGoAndTheProgramRunsOn) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Process program({"sh", "-c", BusyScript(dir_)});
    Process falco_run(Attach(program.pid()));
    ASSERT_TRUE(WaitFor([&] { return CountOf(alerts_, "opened") >= 4; }));
    EXPECT_NE(TracerOf(program.pid()), "0");
    kill(falco_run.pid(), signal);
    EXPECT_EQ(falco_run.Wait(), 0);
    EXPECT_EQ(TracerOf(program.pid()), "0");
    WriteFile(dir_ + "/end", "");
    EXPECT_EQ(program.Wait(), 5);
    unlink((dir_ + "/end").c_str());
    unlink(alerts_.c_str());
  }
}

// A stopped tracer would stop the program, too.
TEST_F(AttachTest, SignalsThatAreIgnoredOrWouldStopItDoNothing) {
  Process program({"sh", "-c", BusyScript(dir_)});
  std::vector<std::string> argv = {"sh", "-c", "trap '' HUP; exec \"$@\"", "sh"};
  for (const std::string& a : Attach(program.pid())) argv.push_back(a);
  Process falco_run(argv);
  ASSERT_TRUE(WaitFor([&] { return CountOf(alerts_, "opened") >= 4; }));
  for (const int signal : {SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE}) {
    kill(falco_run.pid(), signal);
    const int seen = CountOf(alerts_, "opened");
    EXPECT_TRUE(WaitFor([&] { return CountOf(alerts_, "opened") >= seen + 8; })) << signal;
    EXPECT_NE(TracerOf(program.pid()), "0") << signal;
  }
  kill(falco_run.pid(), SIGTERM);
  EXPECT_EQ(falco_run.Wait(), 0);
  WriteFile(dir_ + "/end", "");
  EXPECT_EQ(program.Wait(), 5);
}

TEST_F(AttachTest, KillingFalcoRunDoesNotHurtTheProgram) {
  Process program({"sh", "-c", BusyScript(dir_)});
  Process falco_run(Attach(program.pid()));
  ASSERT_TRUE(WaitFor([&] { return CountOf(alerts_, "opened") >= 4; }));
  kill(falco_run.pid(), SIGKILL);
  EXPECT_EQ(falco_run.Wait(), 1000 + SIGKILL);
  WriteFile(dir_ + "/end", "");
  EXPECT_EQ(program.Wait(), 5);
}

TEST_F(AttachTest, AllThreadsAreSeen) {
  // 20 threads that each open the file 50 times, once a byte has come.
  const std::string pipe = dir_ + "/p";
  Process program({"sh", "-c",
                   "mkfifo " + pipe + "; read x <" + pipe + "; exec " +
                       Program("open_concurrently") + " 20 50 /etc/hostname"});
  ASSERT_TRUE(WaitFor([&] { return access(pipe.c_str(), F_OK) == 0; }));
  Process falco_run(Attach(program.pid()));
  ASSERT_TRUE(WaitFor([&] { return CountOf(alerts_, "spawned", "sh -c") == 1; }));
  WriteFile(pipe, "x\n");
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_EQ(falco_run.Wait(), 0);
  EXPECT_EQ(CountOf(alerts_, "opened", "open_concurrent"), 1000);
}

TEST_F(AttachTest, WhatCannotBeTracedIsSaid) {
  RunResult r = Execute(Attach(999999999));
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_NE(r.err.find("there is no process 999999999"), std::string::npos) << r.err;
  r = Execute({FalcoRun(), "attach", "--pid", "no"});
  EXPECT_EQ(r.exit_code, 2);
  Process program({"sleep", "100"});
  Process other(Attach(program.pid()));
  ASSERT_TRUE(WaitFor([&] { return CountOf(alerts_, "spawned") == 1; }));
  r = Execute(Attach(program.pid()));
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_NE(r.err.find("is traced by process"), std::string::npos) << r.err;
}

class NamespaceTest : public BackendTest {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root to make and enter namespaces";
  }

  // falco-run as the first process of a pid namespace. `before` is put in front of it.
  std::vector<std::string> Container(const std::vector<std::string>& before = {}) {
    std::vector<std::string> argv = {"sh",     "-c",           "exec \"$@\" 2>" + dir_ + "/err",
                                     "sh",     "unshare",      "--pid",
                                     "--fork", "--mount-proc", "--kill-child"};
    argv.insert(argv.end(), before.begin(), before.end());
    argv.insert(argv.end(), {FalcoRun(), "--watch-namespace", "--backend=" + GetParam(), "-r",
                             rules_, "--json", "--alerts=" + alerts_, "--", "sh", "-c",
                             "while [ ! -e " + dir_ + "/end ]; do sleep 0.1; done; exit 4"});
    return argv;
  }

  // The container's first process, once its program runs.
  pid_t Init(pid_t unshare) {
    pid_t init = 0;
    WaitFor([&] {
      const auto children = ChildrenOf(unshare);
      if (!children.empty()) init = children[0];
      return init != 0 && CountOf(alerts_, "spawned", "sleep 0.1") > 0;
    });
    return init;
  }

  std::vector<std::string> Enter(pid_t init, const std::string& script) {
    return {"nsenter", "--target", std::to_string(init), "--pid", "--mount", "sh", "-c", script};
  }

  const std::string dir_ = TempDir();
  const std::string rules_ = WriteFile(dir_ + "/r.yaml", kRules);
  const std::string alerts_ = dir_ + "/alerts";
};

TEST_P(NamespaceTest, WhatEntersIsReportedAndTracedFromThenOn) {
  Process container(Container());
  const pid_t init = Init(container.pid());
  ASSERT_NE(init, 0) << ReadFile(alerts_);
  EXPECT_EQ(Execute(Enter(init, "c=cat; sleep 0.3; $c /etc/hostname >/dev/null; exit 3")).exit_code,
            3);
  EXPECT_TRUE(WaitFor([&] { return CountOf(alerts_, "opened", "cat sh") == 1; }))
      << ReadFile(alerts_);
  EXPECT_EQ(CountOf(alerts_, "spawned", "sh -c c=cat"), 1) << ReadFile(alerts_);
  EXPECT_EQ(CountOf(alerts_, "spawned", "cat /etc/hostname"), 1);
  WriteFile(dir_ + "/end", "");
  EXPECT_EQ(container.Wait(), 4);
}

TEST_P(NamespaceTest, NoneIsMissedAndNoneIsDoubled) {
  Process container(Container());
  const pid_t init = Init(container.pid());
  ASSERT_NE(init, 0) << ReadFile(alerts_);
  const auto command = [](int i) {
    return "sleep 0.5" + std::string(static_cast<size_t>(i) + 1, '0');
  };
  for (int i = 0; i < 10; ++i) Execute(Enter(init, "exec " + command(i)));
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(WaitFor([&] { return Reported(alerts_, "spawned", " Debug " + command(i)) == 1; }))
        << command(i) << "\n"
        << ReadFile(alerts_);
  }
}

// By the event's own time, which is that at which it was found. Starts are known to 10 ms. On a
// busy machine one of several has to do.
TEST_P(NamespaceTest, WhatEntersIsFoundSoon) {
  constexpr int64_t kSoonNs = 50'000'000;
  Process container(Container());
  const pid_t init = Init(container.pid());
  ASSERT_NE(init, 0) << ReadFile(alerts_);
  int64_t best = INT64_MAX;
  for (int i = 0; i < 10 && best > kSoonNs; ++i) {
    const std::string script = ": entered " + std::to_string(i) + "; sleep 0.3";
    Execute(Enter(init, script));
    ASSERT_TRUE(WaitFor([&] { return CountOf(alerts_, "entered", script) >= 1; }))
        << ReadFile(alerts_);
    for (const auto& alert : ReadAlerts(alerts_, /*still_written=*/true)) {
      if (alert["rule"] != "entered") continue;
      const auto& fields = alert["output_fields"];
      best = std::min(best,
                      fields["evt.rawtime"].get<int64_t>() - fields["proc.pid.ts"].get<int64_t>());
    }
  }
  EXPECT_LE(best, kSoonNs);
}

// Without ptrace it is reported all the same, with one warning.
TEST_P(NamespaceTest, WhatMayNotBeTracedIsStillReported) {
  if (GetParam() != "notify") GTEST_SKIP() << "the backend itself needs ptrace";
  Process container(Container({"setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"}));
  const pid_t init = Init(container.pid());
  ASSERT_NE(init, 0) << ReadFile(alerts_);
  for (int i = 0; i < 2; ++i) {
    Execute(Enter(init, "exec setpriv --reuid=65534 --clear-groups sh -c 'sleep 0.5; :'"));
  }
  EXPECT_TRUE(WaitFor([&] { return CountOf(alerts_, "spawned", "sleep 0.5") >= 2; }))
      << ReadFile(alerts_);
  WriteFile(dir_ + "/end", "");
  EXPECT_EQ(container.Wait(), 4);
  const std::string err = ReadFile(dir_ + "/err");
  const size_t warning = err.find("falco-run: warning:");
  EXPECT_NE(warning, std::string::npos) << err;
  EXPECT_EQ(err.find("falco-run: warning:", warning + 1), std::string::npos) << err;
}

// A container runtime that ends before it has become the program, or so soon after it that nobody
// saw: the summary says so.
TEST_P(NamespaceTest, WhatEndsUnseenIsCounted) {
  if (GetParam() != "notify") GTEST_SKIP() << "the backend itself needs ptrace";
  std::filesystem::permissions(dir_, std::filesystem::perms(0755));
  std::filesystem::copy_file("/bin/sleep", dir_ + "/runc");
  Process container(Container({"setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"}));
  const pid_t init = Init(container.pid());
  ASSERT_NE(init, 0) << ReadFile(alerts_);
  Execute(Enter(init, "exec setpriv --reuid=65534 --clear-groups " + dir_ + "/runc 0.5"));
  SleepMs(100);  // it is looked for every millisecond
  WriteFile(dir_ + "/end", "");
  EXPECT_EQ(container.Wait(), 4);
  const std::string err = ReadFile(dir_ + "/err");
  EXPECT_NE(err.find("had ended before it was looked at"), std::string::npos) << err;
}

// A shell that has entered, and what another one has left behind, go on while one engine ends and
// the next begins.
class NextEngineTest : public NamespaceTest {
 protected:
  void Run(const std::function<void(pid_t init, pid_t engine)>& replace) {
    const std::string stays = dir_ + "/stays", left = dir_ + "/left";
    ASSERT_EQ(mkfifo(stays.c_str(), 0600), 0);
    ASSERT_EQ(mkfifo(left.c_str(), 0600), 0);
    const auto wait_and_open = [](const std::string& pipe) {
      return "read x <" + pipe + "; cat /etc/hostname >/dev/null";
    };
    Process container(Container());
    const pid_t init = Init(container.pid());
    ASSERT_NE(init, 0) << ReadFile(alerts_);
    Process shell(Enter(init, "sleep 0.2; " + wait_and_open(stays) + "; exit 3"));
    Execute(Enter(init, "sleep 0.2; (" + wait_and_open(left) + ") >/dev/null 2>&1 & sleep 0.4"));
    EXPECT_TRUE(WaitFor([&] { return CountOf(alerts_, "spawned", "sh -c sleep 0.2;") == 2; }))
        << ReadFile(alerts_);
    SleepMs(3500);  // what is younger may be shown once more
    const pid_t engine = FalcoRunBelow(init);
    ASSERT_NE(engine, 0);
    replace(init, engine);
    pid_t next = 0;
    const auto is_traced = [&](pid_t pid) {
      const std::string tracer = TracerOf(pid);
      return tracer != "" && tracer != "0";
    };
    const pid_t entered = ShellOf(shell.pid());
    ASSERT_NE(entered, 0);
    EXPECT_TRUE(WaitFor([&] {
      next = FalcoRunBelow(init);
      return next != 0 && next != engine && is_traced(entered);
    }));
    pid_t orphan = 0, program = 0;
    for (const pid_t pid : ChildrenOf(init)) {
      if (pid != next) (CommandLineOf(pid).ends_with("exit 4") ? program : orphan) = pid;
    }
    ASSERT_NE(program, 0);
    ASSERT_NE(orphan, 0);
    EXPECT_TRUE(WaitFor([&] { return is_traced(orphan); }));
    for (const pid_t own : {init, next, program}) EXPECT_EQ(TracerOf(own), "0") << own;
    WriteFile(stays, "x\n");
    EXPECT_EQ(shell.Wait(), 3);
    WriteFile(left, "x\n");
    EXPECT_TRUE(WaitFor([&] { return CountOf(alerts_, "opened", "cat ") == 2; }))
        << ReadFile(alerts_);
    EXPECT_EQ(CountOf(alerts_, "spawned", "sh -c sleep 0.2;"), 2) << "not shown once more";
    WriteFile(dir_ + "/end", "");
    EXPECT_EQ(container.Wait(), 4);
    const std::string err = ReadFile(dir_ + "/err");
    EXPECT_NE(err.find("its calls meanwhile were not seen"), std::string::npos) << err;
  }

 private:
  static std::string CommOf(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/comm");
    std::string comm;
    std::getline(in, comm);
    return comm;
  }
  static std::string CommandLineOf(pid_t pid) {
    std::string line = ReadFile("/proc/" + std::to_string(pid) + "/cmdline");
    while (!line.empty() && line.back() == 0) line.pop_back();
    return line;
  }
  static pid_t FalcoRunBelow(pid_t init) {
    for (const pid_t pid : ChildrenOf(init)) {
      if (CommOf(pid) == "falco-run") return pid;
    }
    return 0;
  }
  // nsenter makes a child and becomes nothing itself.
  static pid_t ShellOf(pid_t nsenter) {
    const auto children = ChildrenOf(nsenter);
    return children.empty() ? 0 : children[0];
  }
};

TEST_P(NextEngineTest, TracesWhatHadEnteredBeforeTheOldOneWasKilled) {
  Run([](pid_t, pid_t engine) { kill(engine, SIGKILL); });
}

TEST_P(NextEngineTest, TracesWhatHadEnteredBeforeItReplacedTheOldOne) {
  Run([&](pid_t init, pid_t) {
    const RunResult r =
        Execute(Enter(init, FalcoRun() + " upgrade --pid 1 --binary " + FalcoRun()));
    EXPECT_EQ(r.exit_code, 0) << r.err;
  });
}

// With ptrace the program ends with its engine.
INSTANTIATE_TEST_SUITE_P(Backends, NextEngineTest, testing::Values("notify"), BackendName);
INSTANTIATE_TEST_SUITE_P(Backends, NamespaceTest, kBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests

// SPDX-License-Identifier: Apache-2.0
// Hostile surroundings and programs: nothing hangs, nothing is lost, nobody is mistaken for
// somebody else.
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

// Needs the outcome of every open and exec. The first rule that matches reports.
constexpr char kOpensAndExecs[] = R"(
- rule: good open
  desc: d
  condition: evt.type in (open, openat) and fd.num >= 0
  output: "%fd.name"
  priority: DEBUG
- rule: open
  desc: d
  condition: evt.type in (open, openat) and evt.rawres >= -4095
  output: "%fd.name %evt.res %proc.cmdline"
  priority: DEBUG
- rule: exec
  desc: d
  condition: evt.type in (execve, execveat) and evt.res = SUCCESS
  output: "%proc.name"
  priority: DEBUG
)";

bool IsRoot() { return geteuid() == 0; }

int CountOpensOf(const std::vector<nlohmann::json>& alerts, const std::string& path) {
  int count = 0;
  for (const auto& alert : alerts) {
    count += alert["rule"] == "good open" && alert["output_fields"]["fd.name"] == path;
  }
  return count;
}

int CountStartsOf(const std::vector<nlohmann::json>& alerts, const std::string& name) {
  int count = 0;
  for (const auto& alert : alerts) {
    count += alert["rule"] == "exec" && alert["output_fields"]["proc.name"] == name;
  }
  return count;
}

// `sh -c SCRIPT`, where $F is falco-run with quiet options.
RunResult Shell(const std::string& backend, const std::string& script) {
  return Execute(
      {"sh", "-c", "F='" + FalcoRunLine(backend) + " -q --alerts=/dev/null --'; " + script});
}

class TortureTest : public BackendTest {};

TEST_P(TortureTest, ClosedStandardDescriptorsStayClosed) {
  for (const std::string closed : {"0<&-", "1>&-", "0<&- 1>&-", "0<&- 1>&- 2>&-"}) {
    const std::string file = TempDir() + "/fds";
    const std::string command = " sh -c 'ls /proc/self/fd >" + file + "; exit 5' " + closed;
    Shell(GetParam(), command);
    const std::string bare = ReadFile(file);
    EXPECT_EQ(Shell(GetParam(), "$F" + command).exit_code, 5) << closed;
    EXPECT_EQ(ReadFile(file), bare) << closed;
  }
}

TEST_P(TortureTest, APipeEndsWhenTheProgramClosesIt) {
  const std::string dir = TempDir();
  const RunResult r =
      Shell(GetParam(), "cd " + dir +
                            "; mkfifo p; $F sh -c 'exec 3>&-; while [ ! -e ended ]; do sleep 0.01; "
                            "done; exit 4' 3>p & cat p; touch ended; wait $!");
  EXPECT_EQ(r.exit_code, 4);
}

TEST_P(TortureTest, ADirectoryCanBeUnmountedByTheProgram) {
  if (!IsRoot()) GTEST_SKIP() << "needs root to mount";
  const RunResult r =
      Execute({"unshare", "-m", "sh", "-c",
               "mount -t tmpfs t /mnt && cd /mnt && exec " + FalcoRunLine(GetParam()) +
                   " -q --alerts=/dev/null -- sh -c 'cd /; sleep 0.2; umount /mnt && echo done'"});
  EXPECT_EQ(r.out, "done\n") << r.err;
}

TEST_P(TortureTest, AScriptWithoutInterpreterLineGetsAllArguments) {
  const std::string script = WriteFile(TempDir() + "/s", "echo $#\n");
  chmod(script.c_str(), 0755);
  std::vector<std::string> argv = FalcoRunWith(GetParam());
  argv.insert(argv.end(), {"-q", "--", script});
  argv.resize(argv.size() + 1000, "x");
  EXPECT_EQ(Execute(argv).out, "1000\n");
}

TEST_P(TortureTest, AReusedPidIsAnotherProcess) {
  if (!IsRoot() || access("/proc/sys/kernel/pid_max", W_OK) != 0) GTEST_SKIP() << "needs root";
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/r.yaml", kOpensAndExecs);
  const RunResult r =
      Execute({"unshare", "--pid", "--fork", "--mount-proc", "sh", "-c",
               // Older kernels have one limit for all namespaces: no touching that.
               "p=/proc/sys/kernel/pid_max; [ $(uname -r | cut -d. -f1) -ge 7 ] || "
               "[ $(uname -r | cut -d. -f1) -eq 6 -a "
               "$(uname -r | cut -d. -f2) -ge 14 ] || exit 77; echo 400 >$p; exec " +
                   FalcoRunLine(GetParam()) + " -q --json --alerts=" + dir + "/alerts -r " + rules +
                   " -- " + Program("reuse_pids") + " 200 " + dir});
  if (r.exit_code == 77) GTEST_SKIP() << "pid_max is not of the namespace";
  ASSERT_EQ(r.exit_code, 0) << r.err;
  int opens = 0;
  for (const auto& alert : ReadAlerts(dir + "/alerts")) {
    const std::string name = alert["output_fields"].value("fd.name", "");
    const std::string prefix = dir + "/id-";
    if (alert["rule"] != "open" || name.rfind(prefix, 0) != 0) continue;
    ++opens;
    const std::string number = name.substr(prefix.size());
    EXPECT_EQ(alert["output_fields"]["proc.cmdline"], "exe " + number + " " + dir);
  }
  EXPECT_EQ(opens, 400);
}

TEST_P(TortureTest, FewDescriptorsLoseNothing) {
  const std::string script =
      "i=0; while [ $i -lt 40 ]; do (sleep 1; cat /etc/hostname >/dev/null)& "
      "i=$((i+1)); done; wait";
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/r.yaml", kOpensAndExecs);
  const RunResult r =
      Execute({"sh", "-c",
               "ulimit -n 24; exec " + FalcoRunLine(GetParam()) + " -q --json -r " + rules +
                   " --alerts=" + dir + "/alerts -- sh -c '" + script + "'"});
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_EQ(CountOpensOf(ReadAlerts(dir + "/alerts"), "/etc/hostname"), 40);
}

TEST_P(TortureTest, WithoutProcTheSummarySaysSo) {
  if (!IsRoot()) GTEST_SKIP() << "needs root to unmount /proc";
  const RunResult r = Execute({"unshare", "-m", "sh", "-c",
                               "umount -l /proc && exec " + FalcoRunLine(GetParam()) +
                                   " --alerts=/dev/null -- cat /etc/hostname"});
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_NE(r.err.find("blind spot"), std::string::npos) << r.err;
}

TEST_P(TortureTest, ADebuggerCanAttachToABusyProcess) {
  if (GetParam() != "notify") GTEST_SKIP() << "everything is traced already";
  const Wrapped w =
      RunWrapped(GetParam(), {Program("attach_to_busy"), "200", "/etc/passwd"}, kOpensAndExecs);
  EXPECT_EQ(w.run.out, "refused = 0\n");
}

TEST_P(TortureTest, ACallMayWaitForAnotherProcessOfTheTree) {
  if (!IsRoot()) GTEST_SKIP() << "fanotify needs root";
  const std::string dir = TempDir();
  const Wrapped w =
      RunWrapped(GetParam(), {Program("scan_on_open"), dir, "/etc/hostname"}, kOpensAndExecs);
  if (w.run.exit_code == 77) GTEST_SKIP() << "no fanotify here";
  EXPECT_EQ(w.run.out, "scanner may open = 1\nchild's status = 0\n");
  EXPECT_EQ(CountOpensOf(w.alerts, dir + "/scanned"), 2) << "when it was made, and by the child";
  EXPECT_EQ(CountOpensOf(w.alerts, "/etc/hostname"), 1);
}

// An ordinary user may not look at a process that is not dumpable.
TEST_P(TortureTest, HidingItsMemoryHidesNoOpen) {
  if (!IsRoot()) GTEST_SKIP() << "needs root to become another user";
  const std::string dir = TempDir();
  chmod(dir.c_str(), 0777);
  std::vector<std::string> argv = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
  for (const std::string& word : FalcoRunWith(GetParam())) {
    const bool is_file = word.starts_with("/");
    if (is_file) Execute({"cp", "-L", word, dir});
    argv.push_back(is_file ? dir + word.substr(word.rfind('/')) : word);
  }
  Execute({"cp", "-L", Program("hide_memory"), dir});
  const std::string rules = WriteFile(dir + "/r.yaml", kOpensAndExecs);
  argv.insert(argv.end(), {"-q", "--json", "-r", rules, "--alerts=" + dir + "/alerts", "--",
                           dir + "/hide_memory", "/etc/hostname"});
  const RunResult r = Execute(argv);
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_EQ(CountOpensOf(ReadAlerts(dir + "/alerts"), "/etc/hostname"), 2);
}

TEST_P(TortureTest, ASignalToTheGroupComesOnce) {
  // In a session of its own: the group must not be the test's.
  EXPECT_EQ(Shell(GetParam(), "exec setsid -w $F " + Program("signal_own_group")).exit_code, 1);
}

TEST_P(TortureTest, ASignalDuringTheStartGivesItsOwnStatus) {
  // Before and after the rules are loaded, and just before the program's exec.
  const RunResult r = Shell(GetParam(),
                            "for d in 005 010 014 015 016 017 018 020 024 030; do\n"
                            "  $F sleep 100 & p=$!; sleep 0.$d; kill -TERM $p; wait $p; s=$?\n"
                            "  [ $s = 143 ] || exit $s\n"
                            "done; exit $s");
  EXPECT_EQ(r.exit_code, 128 + SIGTERM);
  EXPECT_EQ(r.err.find("engine"), std::string::npos) << r.err;
}

TEST_P(TortureTest, AClosedTerminalEndsTheProgram) {
  int terminal = -1;
  const pid_t pid = forkpty(&terminal, nullptr, nullptr, nullptr);
  ASSERT_GE(pid, 0);
  if (pid == 0) {
    const std::string command = "exec " + FalcoRunLine(GetParam()) +
                                " -q --alerts=/dev/null -- sh -c 'echo ready; sleep 1000'";
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(125);
  }
  std::string seen;
  char c;
  while (seen.find("ready") == std::string::npos && read(terminal, &c, 1) == 1) seen += c;
  close(terminal);
  int status = 0;
  const bool ended = WaitFor([&] { return waitpid(pid, &status, WNOHANG) == pid; });
  if (!ended) {
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
  }
  EXPECT_TRUE(ended);
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGHUP);
}

// There is one listener in a tree, and one tracer of a process.
TEST_P(TortureTest, ANestedFalcoRunSaysWhyItCannot) {
  const std::string inner = GetParam() == "notify" ? "notify" : "ptrace";
  const RunResult r = Shell(GetParam(), "$F " + FalcoRun() + " --backend=" + inner + " -- true");
  EXPECT_EQ(r.exit_code, 1);
  const char* why = inner == "notify" ? "busy" : "is traced by process";
  EXPECT_NE(r.err.find(why), std::string::npos) << r.err;
}

// What is inside sees all calls, though the listener around it gets them first.
TEST(NestedTest, APtraceBackendWorksWithinANotifyBackend) {
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/r.yaml", kOpensAndExecs);
  for (const std::string backend : {"auto", "ptrace"}) {
    const std::string alerts = dir + "/" + backend;
    const RunResult r =
        Execute({FalcoRun(), "-q", "--backend=notify", "--alerts=/dev/null", "--", FalcoRun(), "-q",
                 "--json", "--backend=" + backend, "-r", rules, "--alerts=" + alerts, "--", "sh",
                 "-c", "cat /etc/hostname; exit 6"});
    EXPECT_EQ(r.exit_code, 6) << r.err;
    EXPECT_EQ(CountOpensOf(ReadAlerts(alerts), "/etc/hostname"), 1) << backend;
  }
}

// The kernel hides such a child from who traces its maker.
TEST_P(TortureTest, AChildThatAsksToBeTracedByNobodyIsWatched) {
  for (const std::string how : {"clone", "clone3", "vfork", "thread"}) {
    const std::vector<std::string> command = {
        Program("clone_untraced"), how, "/etc/hostname", "/bin/echo", "made by", how};
    const RunResult bare = Execute(command);
    const Wrapped w = RunWrapped(GetParam(), command, kOpensAndExecs);
    EXPECT_EQ(w.run.out, bare.out) << how << w.run.err;
    EXPECT_EQ(w.run.exit_code, 0) << how;
    EXPECT_EQ(CountOpensOf(w.alerts, "/etc/hostname"), 1) << how << w.run.err;
    EXPECT_EQ(CountStartsOf(w.alerts, "echo"), how == "thread" ? 0 : 1) << how << w.run.err;
    EXPECT_TRUE(w.summary["blind_spots"].empty()) << how << w.run.err;
  }
}

// What has not returned has opened nothing.
TEST_P(TortureTest, AnOpenThatAnExecHasEndedIsNoSuccess) {
  const std::string dir = TempDir();
  const Wrapped w = RunWrapped(
      GetParam(), {Program("open_until_exec"), dir + "/fifo", "/bin/cat", "/etc/hostname"},
      kOpensAndExecs);
  EXPECT_EQ(w.run.exit_code, 0) << w.run.err;
  EXPECT_EQ(CountOpensOf(w.alerts, dir + "/fifo"), 0);
  EXPECT_EQ(CountOpensOf(w.alerts, "/etc/hostname"), 1) << "the exec is followed by the rest";
  EXPECT_EQ(CountStartsOf(w.alerts, "cat"), 1);
}

// The same wrapped and bare, with every outcome asked for, and what starts inside is seen.
TEST_P(TortureTest, HardPrograms) {
  const struct {
    std::string script;
    std::string program;  // starts so many times
    int starts;
  } cases[] = {
      {"unshare --pid --fork --mount-proc sh -c '(sleep 0.1 & sleep 0.1 &); sleep 0.3; exit 4'",
       "sleep", 3},
      {"unshare --pid --fork --mount-proc sh -c 'sleep 50 & sleep 50 & kill -9 -1; exit 3'", "sh",
       2},
      {"unshare -Ur sh -c 'id -u; cat /etc/hostname'", "cat", 1},
      {"cd $(mktemp -d) && mkfifo f; (sleep 0.2; echo hello >f) & cat f; wait; rm -r $PWD", "cat",
       1},
      {"(sleep 0.2; kill -CONT $$) & kill -STOP $$; echo resumed", "sleep", 1},
      {"seq 100 | xargs -P 8 -n 1 sh -c 'exit 0'; echo $?", "sh", 101},
      {"timeout 0.3 sleep 5", "sleep", 1},
      {"/bin/echo $(seq 20000) | wc -c", "echo", 1},
      {"sh -c 'kill -SEGV $$'; echo $?", "sh", 2},
      {"i=0; while [ $i -lt 500 ]; do (exit 0); i=$((i+1)); done; echo $i", "sh", 1},
  };
  for (const auto& [script, program, starts] : cases) {
    const RunResult bare = Execute({"sh", "-c", script});
    const Wrapped w = RunWrapped(GetParam(), {"sh", "-c", script}, kOpensAndExecs);
    EXPECT_EQ(w.run.exit_code, bare.exit_code) << script;
    EXPECT_EQ(w.run.out, bare.out) << script;
    EXPECT_EQ(CountStartsOf(w.alerts, program), starts) << script << w.run.err;
  }
}

// A thread that is killed while it stands for us cannot be let go of: only its tracer can take its
// end, and its parent waits for that.
TEST_P(TortureTest, WhoIsKilledWhileItsOutcomeIsTakenCanBeWaitedFor) {
  const Wrapped w = RunWrapped(GetParam(), {Program("kill_children"), "1000", "/etc/hostname"}, "",
                               {"--outcomes=always"});
  EXPECT_EQ(w.run.out, "killed = 1000\n");
  EXPECT_EQ(w.run.exit_code, 0);
}

// A full disk is falco-run's problem, not the program's; it is said.
TEST_P(TortureTest, NoSpaceForAlertsOrTheRecording) {
  const std::string rules = WriteFile(TempDir() + "/r.yaml", kOpensAndExecs);
  const std::string script =
      "i=0; while [ $i -lt 50 ]; do cat /etc/hostname >/dev/null; i=$((i+1)); "
      "done; echo $i; exit 3";
  for (const std::string option : {"--alerts=/dev/full", "--record=/dev/full"}) {
    std::vector<std::string> argv = FalcoRunWith(GetParam());
    argv.insert(argv.end(), {"-r", rules, option});
    if (option.starts_with("--record")) argv.push_back("--alerts=/dev/null");
    argv.insert(argv.end(), {"--", "sh", "-c", script});
    const RunResult r = Execute(argv);
    EXPECT_EQ(r.out, "50\n") << option;
    EXPECT_EQ(r.exit_code, 3) << option;
    EXPECT_NE(r.err.find("No space left on device"), std::string::npos) << option << r.err;
  }
}

// As when the machine sleeps: nobody is answered for a while.
TEST_P(TortureTest, AnEngineThatStandsStillForAWhileLosesNothing) {
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/r.yaml", kOpensAndExecs);
  const std::string script =
      FalcoRunLine(GetParam()) + " --json -r " + rules + " --alerts=" + dir +
      "/alerts -- sh -c 'i=0; while [ $i -lt 200 ]; do cat /etc/hostname >/dev/null; i=$((i+1)); "
      "done; exit 4' & p=$!; sleep 0.3; e=$(cat /proc/$p/task/$p/children); e=${e%% *}; "
      "for i in 1 2 3; do kill -STOP $e; sleep 0.2; kill -CONT $e; sleep 0.1; done; wait $p";
  const RunResult r = Execute({"sh", "-c", script});
  EXPECT_EQ(r.exit_code, 4) << r.err;
  EXPECT_EQ(CountOpensOf(ReadAlerts(dir + "/alerts"), "/etc/hostname"), 200) << r.err;
}

// The clocks that the kernel counts process times by stand elsewhere than those of the machine.
TEST_P(TortureTest, ClocksThatHaveJumped) {
  if (!IsRoot()) GTEST_SKIP() << "needs root to make a time namespace";
  constexpr char kRules[] = R"(
- rule: young
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and proc.duration < 600000000000
  output: "%proc.duration"
  priority: DEBUG
)";
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/r.yaml", kRules);
  for (const std::string jump : {"1000000", "-10"}) {
    const std::string alerts = dir + "/alerts" + jump;
    std::vector<std::string> argv = {"unshare", "--time",      "--fork", "--boottime",
                                     jump,      "--monotonic", jump};
    for (const std::string& word : FalcoRunWith(GetParam())) argv.push_back(word);
    argv.insert(argv.end(),
                {"-q", "--json", "-r", rules, "--alerts=" + alerts, "--", "cat", "/etc/hostname"});
    const RunResult r = Execute(argv);
    if (r.err.find("unshare") != std::string::npos) GTEST_SKIP() << r.err;
    EXPECT_EQ(r.exit_code, 0) << r.err;
    int young = 0;
    for (const auto& alert : ReadAlerts(alerts)) young += alert["rule"] == "young";
    EXPECT_EQ(young, 1) << jump << ReadFile(alerts) << r.err;
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, TortureTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests

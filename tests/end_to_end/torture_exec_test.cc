// SPDX-License-Identifier: Apache-2.0
// Programs, scripts, threads and debuggers in hard cases: each start is seen once, and what it
// gives is what it gives without us.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"
#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

constexpr char kExecs[] = R"(
- rule: started
  desc: d
  condition: evt.type in (execve, execveat) and evt.res = SUCCESS
  output: "%proc.name %proc.exepath %proc.cmdline"
  priority: DEBUG
- rule: failed
  desc: d
  condition: evt.type in (execve, execveat) and evt.failed = true
  output: "%evt.type %evt.res %evt.arg.filename"
  priority: DEBUG
- rule: opened
  desc: d
  condition: evt.type in (open, openat) and fd.name = /etc/hostname and evt.rawres >= 0
  output: "%fd.name %evt.res"
  priority: DEBUG
)";

bool IsRoot() { return geteuid() == 0; }
int CountField(const Wrapped& w, const std::string& rule, const std::string& field,
               const std::string& value) {
  int count = 0;
  for (const auto& alert : w.alerts) {
    count += alert["rule"] == rule && alert["output_fields"].value(field, "") == value;
  }
  return count;
}

std::string Executable(const std::string& path, const std::string& content) {
  WriteFile(path, content);
  chmod(path.c_str(), 0755);
  return path;
}

class TortureExecTest : public BackendTest {
 protected:
  // The program gives the same wrapped and bare.
  Wrapped SameAsBare(const std::vector<std::string>& command,
                     const std::vector<std::string>& options = {}) {
    const RunResult bare = Execute(command);
    const Wrapped w = RunWrapped(GetParam(), command, kExecs, options);
    EXPECT_EQ(w.run.out, bare.out) << w.run.err;
    EXPECT_EQ(w.run.exit_code, bare.exit_code) << w.run.err;
    return w;
  }
};

TEST_P(TortureExecTest, EverySignalGivesItsOwnStatus) {
  // Those that end a process; 32 and 33 are the C library's own.
  std::string script;
  for (int s = 1; s <= SIGRTMAX; ++s) {
    if (s == 32 || s == 33 || s == SIGSTOP || s == SIGTSTP || s == SIGTTIN || s == SIGTTOU ||
        s == SIGCONT || s == SIGCHLD || s == SIGURG || s == SIGWINCH) {
      continue;
    }
    script += Program("die_by_signal") + " " + std::to_string(s) + "; echo " + std::to_string(s) +
              " $?; ";
  }
  const Wrapped w = SameAsBare({"sh", "-c", script});
  EXPECT_NE(w.run.out.find("\n64 192\n"), std::string::npos) << w.run.out;
  for (const int s : {SIGHUP, SIGABRT, SIGSYS, SIGRTMIN, SIGRTMAX}) {
    SameAsBare({Program("die_by_signal"), std::to_string(s)});
  }
}

TEST_P(TortureExecTest, TwoMakesStartTwoThousandPrograms) {
  if (!IsInstalled("make")) GTEST_SKIP() << "needs make";
  const std::string dir = TempDir();
  std::string targets;
  for (int i = 0; i < 1000; ++i) targets += " t" + std::to_string(i);
  WriteFile(dir + "/Makefile", "all:" + targets + "\n" + targets + ":\n\t@/bin/true $@\n");
  const std::string make = "make -s -j4 -C " + dir;
  // Takes long on a busy machine; a bare run would tell nothing that the counts do not.
  constexpr int kSeconds = 250;
  const Wrapped w =
      RunWrapped(GetParam(), {"sh", "-c", make + " & " + make + "; wait"}, kExecs, {}, kSeconds);
  EXPECT_EQ(w.run.exit_code, 0);
  EXPECT_EQ(CountField(w, "started", "proc.name", "true"), 2000) << w.run.err;
  EXPECT_EQ(CountField(w, "started", "proc.cmdline", "true t999"), 2);
  EXPECT_EQ(w.summary["outcomes_predicted"], 0) << w.run.err;
}

TEST_P(TortureExecTest, TwoHundredThreadsOpenFiles) {
  const Wrapped w = SameAsBare({Program("open_concurrently"), "200", "10", "/etc/hostname"});
  EXPECT_EQ(Count(w, "opened"), 2000);
}

TEST_P(TortureExecTest, ScriptsAndChainsOfScripts) {
  const std::string dir = TempDir();
  std::string interpreter = "/bin/sh";
  // The kernel follows four interpreters that are scripts themselves, and no more.
  for (int i = 1; i <= 7; ++i) {
    interpreter =
        Executable(dir + "/s" + std::to_string(i), "#!" + interpreter + "\necho $# $0 \"$@\"\n");
  }
  for (int i = 1; i <= 7; ++i) {
    const std::string script = dir + "/s" + std::to_string(i);
    const Wrapped w = SameAsBare({Program("exec_program"), "execve", script, "a", "b"});
    const bool works = w.run.out.find("a b") != std::string::npos;
    EXPECT_EQ(works, i <= 5) << w.run.out;
    EXPECT_EQ(Count(w, "started"), works ? 2 : 1) << w.run.err;
    EXPECT_EQ(CountField(w, "failed", "evt.res", "ELOOP"), works ? 0 : 1) << i;
    EXPECT_EQ(CountField(w, "started", "proc.name", "s" + std::to_string(i)), works ? 1 : 0) << i;
  }
}

TEST_P(TortureExecTest, WhatHasNoFormatIsRunByTheShell) {
  const std::string script = Executable(TempDir() + "/noformat", "echo $# $1\n");
  const Wrapped w = SameAsBare({"sh", "-c", script + " a b"});
  EXPECT_EQ(w.run.out, "2 a\n");
  EXPECT_EQ(CountField(w, "failed", "evt.res", "ENOEXEC"), 1) << w.run.err;
}

TEST_P(TortureExecTest, AProgramStartedByItsDescriptorsPath) {
  const Wrapped w = SameAsBare({"sh", "-c", "exec 9</bin/echo; exec /proc/self/fd/9 hello"});
  EXPECT_EQ(w.run.out, "hello\n");
  ASSERT_EQ(Count(w, "started"), 2) << w.run.err;
  EXPECT_TRUE(w.alerts.back()["output_fields"]["proc.exepath"].get<std::string>().ends_with("echo"))
      << w.alerts.back();
}

// A copy of describe_self that belongs to root and has the bit, run as another user.
TEST_P(TortureExecTest, ASetuidProgramGainsItsUser) {
  if (!IsRoot()) GTEST_SKIP() << "needs root to make a setuid program";
  const std::string dir = TempDir();
  chmod(dir.c_str(), 0755);
  const std::string program = dir + "/describe";
  Execute({"cp", "-L", Program("describe_self"), program});
  chmod(program.c_str(), 04755);
  const std::string as_user = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
  const Wrapped w = SameAsBare({"sh", "-c", as_user + program + " | grep -E '^(uid|no_new)'"});
  EXPECT_EQ(w.run.out, "uid = 0\nno_new_privs = 0\n");
  // With no_new_privs it does not, with us or without.
  const Wrapped without = SameAsBare(
      {"sh", "-c", as_user + "--no-new-privs " + program + " | grep -E '^(uid|no_new)'"});
  EXPECT_EQ(without.run.out, "uid = 65534\nno_new_privs = 1\n");
}

// A user's filter needs no_new_privs, a user's trace takes the bit's effect: it is said.
TEST_P(TortureExecTest, UnderAUsersFalcoRunASetuidProgramGainsNothing) {
  if (!IsRoot()) GTEST_SKIP() << "needs root to make a setuid program";
  const std::string dir = TempDir();
  chmod(dir.c_str(), 0777);
  for (const std::string& file :
       {FalcoRun(), Program("describe_self"), Program("refuse_seccomp")}) {
    Execute({"cp", "-L", file, dir});
  }
  chmod((dir + "/describe_self").c_str(), 04755);
  std::vector<std::string> command = {"setpriv", "--reuid=65534", "--regid=65534",
                                      "--clear-groups"};
  if (GetParam() == "ptrace_plain") {
    command.insert(command.end(),
                   {dir + "/refuse_seccomp", "all", dir + "/falco-run", "--backend=ptrace"});
  } else {
    command.insert(command.end(), {dir + "/falco-run", "--backend=" + GetParam()});
  }
  command.insert(command.end(), {"--alerts=/dev/null", "--", dir + "/describe_self"});
  const RunResult r = Execute(command);
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_NE(r.out.find("\nuid = 65534\n"), std::string::npos) << r.out;
  if (GetParam() != "ptrace_plain") {
    EXPECT_NE(r.err.find("no_new_privs"), std::string::npos) << r.err;
  }
}

// What the filter refuses is not made: it is no success, seen or not.
TEST_P(TortureExecTest, AFilterThatKillsOrTraps) {
  if (GetParam() == "ptrace_plain") GTEST_SKIP() << "no filter can be installed there";
  for (const char* how : {"kill", "trap"}) {
    const Wrapped w = SameAsBare({Program("own_filter"), "/etc/hostname", how});
    EXPECT_NE(w.run.out.find("killed by = 31\n"), std::string::npos) << w.run.out;
    EXPECT_EQ(Count(w, "opened"), 1) << "before the filter";
  }
  const Wrapped w = SameAsBare({Program("own_filter"), "/etc/hostname", "handle"});
  EXPECT_NE(w.run.out.find("openat after = EPERM"), std::string::npos) << w.run.out;
  EXPECT_EQ(Count(w, "opened"), 2) << "and by open, which is not refused";
}

TEST_P(TortureExecTest, ATracerInsideSeesItsChild) {
  if (GetParam() != "notify") GTEST_SKIP() << "everything is traced already: nobody else may";
  for (const char* how : {"attach", "seize"}) {
    SameAsBare({Program("ptrace_child"), how, "/etc/hostname"}, {"--outcomes=always"});
  }
}

TEST_P(TortureExecTest, StraceInsideSeesWhatItSeesWithoutUs) {
  if (GetParam() != "notify") GTEST_SKIP() << "everything is traced already: nobody else may";
  if (!IsInstalled("strace")) GTEST_SKIP() << "needs strace";
  // By start and by attachment; the numbers of its lines, not their pids.
  for (const std::string script :
       {"strace -f -qq -o /dev/stdout -e trace=openat,execve sh -c 'cat /etc/hostname; true' | "
        "sed 's/^[0-9]* *//; s/0x[0-9a-f]*/P/; /^---/d'",
        "(sleep 1; exec cat /etc/hostname) & sleep 0.2; strace -f -qq -o /dev/stdout -e "
        "trace=openat,execve "
        "-p $! | sed 's/^[0-9]* *//; s/0x[0-9a-f]*/P/; /^---/d'; wait"}) {
    const Wrapped w = SameAsBare({"sh", "-c", script}, {"--outcomes=always"});
    EXPECT_NE(w.run.out.find("/etc/hostname"), std::string::npos) << w.run.out;
    EXPECT_EQ(Count(w, "opened"), 1) << w.run.err;
  }
}

TEST_P(TortureExecTest, GdbInsideDebugs) {
  if (GetParam() != "notify") GTEST_SKIP() << "everything is traced already: nobody else may";
  if (!IsInstalled("gdb")) GTEST_SKIP() << "needs gdb";
  const Wrapped w = SameAsBare(
      {"sh", "-c",
       "gdb -nx -q -batch -iex 'set debuginfod enabled off' -ex 'catch syscall openat' -ex run -ex "
       "'info inferiors' -ex 'delete' -ex continue --args /bin/cat /etc/hostname 2>/dev/null | "
       "grep "
       "-c -E 'Catchpoint 1 .call to syscall openat|exited normally'"});
  EXPECT_EQ(w.run.out, "2\n");
  EXPECT_EQ(Count(w, "opened"), 1) << w.run.err;
}

// falco-run is the first process of its namespace: what is orphaned in it comes to it.
TEST_P(TortureExecTest, AsTheFirstProcessItLeavesNoZombies) {
  if (!IsRoot()) GTEST_SKIP() << "needs root to make a pid namespace";
  std::vector<std::string> command = {"unshare", "--pid", "--fork", "--mount-proc"};
  for (const std::string& part : FalcoRunWith(GetParam())) command.push_back(part);
  const std::string script = Program("leave_orphans") +
                             " 20 50; sleep 0.4; grep -l '^State:.Z' /proc/[0-9]*/status | wc -l; "
                             "exit 5";
  command.insert(command.end(), {"-q", "--alerts=/dev/null", "--", "sh", "-c", script});
  const RunResult r = Execute(command);
  EXPECT_EQ(r.out, "orphans = 20\n0\n") << r.err;
  EXPECT_EQ(r.exit_code, 5);
}

INSTANTIATE_TEST_SUITE_P(Backends, TortureExecTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests

// SPDX-License-Identifier: Apache-2.0
// Families of calls, each with its arguments and its exact outcome.
#include <errno.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

// A rule that reports the named events of one program with everything about them.
std::string Report(const std::string& types, const std::string& program) {
  return "- rule: call\n  desc: d\n  condition: evt.type in (" + types +
         ") and proc.name = " + program + " and evt.rawres >= -4095\n" +
         "  output: \"%evt.type|%evt.res|%evt.args\"\n  priority: DEBUG\n";
}

std::vector<std::string> Lines(const Wrapped& w) {
  std::vector<std::string> lines;
  for (const auto& alert : w.alerts) {
    const auto& f = alert["output_fields"];
    lines.push_back(f["evt.type"].get<std::string>() + "|" + f["evt.res"].get<std::string>() + "|" +
                    f["evt.args"].get<std::string>());
  }
  return lines;
}

class CallsTest : public BackendTest {};

TEST_P(CallsTest, FilesAndTheirNames) {
  const std::string dir = TempDir();
  const std::vector<std::string> command = {Program("change_files"), dir};
  const Wrapped w = RunWrapped(
      GetParam(), command,
      Report(
          "rename, renameat, renameat2, link, linkat, symlink, symlinkat, mkdir, mkdirat, chmod, "
          "fchmod, fchmodat, mknod, mknodat, unlink, unlinkat, rmdir",
          "change_files"));
  const RunResult bare = Execute(command);
  EXPECT_EQ(w.run.out, bare.out);
  const std::vector<std::string> lines = Lines(w);
  const auto has = [&](const std::string& line) {
    for (const std::string& l : lines) {
      if (l.rfind(line, 0) == 0) return true;
    }
    return false;
  };
  const std::string d = dir + "/";
  EXPECT_TRUE(has("rename|SUCCESS|res=0 oldpath=a(" + d + "a) newpath=b(" + d + "b)"));
  EXPECT_TRUE(has("renameat|SUCCESS|res=0 olddirfd="));
  EXPECT_TRUE(has("renameat2|SUCCESS|res=0 olddirfd=-100(AT_FDCWD) oldpath=c(" + d + "c)"));
  EXPECT_TRUE(has("link|SUCCESS|res=0 oldpath=d(" + d + "d) newpath=d.hard(" + d + "d.hard)"));
  EXPECT_TRUE(has("linkat|SUCCESS"));
  EXPECT_TRUE(has("symlink|SUCCESS|res=0 target=d linkpath=d.soft(" + d + "d.soft)"));
  EXPECT_TRUE(has("symlinkat|SUCCESS"));
  EXPECT_TRUE(has("mkdir|SUCCESS|res=0 path=sub(" + d + "sub) mode=1C0"));
  EXPECT_TRUE(has("mkdirat|SUCCESS"));
  EXPECT_TRUE(has("chmod|SUCCESS|res=0 filename=d(" + d + "d) mode=04755("));
  EXPECT_TRUE(has("fchmod|SUCCESS|res=0 fd="));
  EXPECT_TRUE(has("fchmodat|SUCCESS"));
  EXPECT_TRUE(has("mknod|SUCCESS|res=0 path=pipe(" + d + "pipe) mode=010600("));
  EXPECT_TRUE(has("mknodat|SUCCESS"));
  EXPECT_TRUE(has("unlink|SUCCESS|res=0 path=d.hard(" + d + "d.hard)"));
  EXPECT_TRUE(has("unlinkat|SUCCESS"));
  EXPECT_TRUE(has("rmdir|SUCCESS|res=0 path=sub(" + d + "sub)"));
  EXPECT_TRUE(has("unlink|ENOENT|res=-2(ENOENT) path=missing(" + d + "missing)"));
  // One event a printed line, and the five removals at the end.
  size_t printed = 0;
  for (const char c : bare.out) printed += c == '\n';
  EXPECT_EQ(lines.size(), printed + 5);
}

TEST_P(CallsTest, Identity) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const Wrapped w = RunWrapped(
      GetParam(),
      {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Program("change_ids")},
      Report("setuid, setgid, setreuid, setregid, setresuid, setresgid", "setpriv"));
  const std::vector<std::string> lines = Lines(w);
  ASSERT_FALSE(lines.empty()) << w.run.err;
  std::set<std::string> types;
  for (const std::string& line : lines) {
    types.insert(line.substr(0, line.find('|')));
    EXPECT_NE(line.find("|SUCCESS|"), std::string::npos) << line;
    EXPECT_NE(line.find("=65534"), std::string::npos) << line;
  }
  EXPECT_TRUE(types.contains("setresuid"));
  EXPECT_TRUE(types.contains("setresgid"));
}

TEST_P(CallsTest, Signals) {
  const Wrapped w = RunWrapped(GetParam(), {"sh", "-c", "kill -0 $$; kill -USR1 999999999; exit 4"},
                               Report("kill, tkill, tgkill", "sh"));
  EXPECT_EQ(w.run.exit_code, 4);
  const std::vector<std::string> lines = Lines(w);
  ASSERT_EQ(lines.size(), 2u) << w.run.err;
  EXPECT_NE(lines[0].find("kill|SUCCESS|res=0 pid="), std::string::npos) << lines[0];
  EXPECT_NE(lines[0].find("(sh)"), std::string::npos) << "a pid resolves to its program";
  EXPECT_NE(lines[1].find("kill|ESRCH|res=-3(ESRCH) pid=999999999"), std::string::npos) << lines[1];
  EXPECT_NE(lines[1].find("(SIGUSR1)"), std::string::npos) << lines[1];
}

TEST_P(CallsTest, PtraceMemfdPrctl) {
  const Wrapped self =
      RunWrapped(GetParam(), {Program("ptrace_self")}, Report("ptrace", "ptrace_self"));
  ASSERT_FALSE(self.alerts.empty());
  EXPECT_NE(Lines(self)[0].find("request=0(PTRACE_TRACEME)"), std::string::npos) << Lines(self)[0];
  // A program that waits for its tracee must not find that we are in the way.
  const Wrapped child =
      RunWrapped(GetParam(), {Program("ptrace_child"), "traceme", "/etc/hostname"},
                 Report("ptrace", "ptrace_child"));
  if (GetParam() == "notify") {
    EXPECT_EQ(child.run.exit_code, 0) << child.run.err;
    const std::vector<std::string> lines = Lines(child);
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
      return line.rfind("ptrace|SUCCESS|", 0) == 0 && line.find("TRACEME") != std::string::npos;
    }));
  }
  const Wrapped memfd = RunWrapped(GetParam(), {Program("exec_program"), "memfd", "/bin/true"},
                                   Report("memfd_create", "exec_program"));
  ASSERT_EQ(memfd.alerts.size(), 1u);
  EXPECT_EQ(Lines(memfd)[0].rfind("memfd_create|SUCCESS|fd=", 0), 0u) << Lines(memfd)[0];
  EXPECT_NE(Lines(memfd)[0].find("(<m>"), std::string::npos) << Lines(memfd)[0];
  const Wrapped prctl = RunWrapped(GetParam(), {Program("rename_self"), "renamed", "/etc/hostname"},
                                   Report("prctl", "renamed"));
  ASSERT_FALSE(prctl.alerts.empty()) << prctl.run.err;
  EXPECT_NE(Lines(prctl)[0].find("PR_SET_NAME) arg2_str=renamed"), std::string::npos)
      << Lines(prctl)[0];
}

TEST_P(CallsTest, TheKernelAndItsNamespaces) {
  for (const char* call : {"bpf", "setns", "mount", "init_module", "finit_module"}) {
    const std::vector<std::string> command = {Program("privileged_calls"), call};
    const Wrapped w = RunWrapped(GetParam(), command, Report(call, "privileged_call"));
    EXPECT_EQ(w.run.out, Execute(command).out) << call;
    ASSERT_EQ(w.alerts.size(), 1u) << call << w.run.err;
    const std::string result = w.alerts[0]["output_fields"]["evt.res"];
    EXPECT_NE(w.run.out.find(result), std::string::npos) << result << " but " << w.run.out;
  }
}

TEST_P(CallsTest, OtherCallsByName) {
  constexpr char kRules[] = R"(
- rule: generic
  desc: d
  condition: evt.type in (pivot_root, truncate, setxattr, clock_nanosleep, getrandom, sync)
  output: "%evt.type %proc.name"
  priority: DEBUG
)";
  const Wrapped w =
      RunWrapped(GetParam(), {"sh", "-c", "sleep 0.01; truncate -s 5 /dev/null; sync"}, kRules);
  std::set<std::string> types;
  for (const auto& alert : w.alerts) types.insert(alert["output_fields"]["evt.type"]);
  EXPECT_TRUE(types.contains("clock_nanosleep")) << w.run.err;
  EXPECT_TRUE(types.contains("sync"));
}

TEST_P(CallsTest, OtherCallsByNumberWithTheirRegisters) {
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  const std::string script =
      "import ctypes\nc = ctypes.CDLL(None, use_errno=True).syscall\n"
      "c(4000, 17, 0xabc)\nc(448, -1, 5)\nc(469, 1)\n";
  const Wrapped w = RunWrapped(GetParam(), {"python3", "-c", script},
                               Report("syscall_4000, process_mrelease, file_setattr", "python3"));
  const std::vector<std::string> lines = Lines(w);
  ASSERT_EQ(lines.size(), 3u) << w.run.err;
  EXPECT_EQ(
      lines[0].rfind("syscall_4000|ENOSYS|ID=4000(syscall_4000) nativeID=4000 a0=11 a1=ABC", 0), 0u)
      << lines[0];
  EXPECT_EQ(lines[1].rfind("process_mrelease|E", 0), 0u) << lines[1];
  EXPECT_EQ(lines[2].rfind("file_setattr|E", 0), 0u) << lines[2];
}

TEST_P(CallsTest, DirectoriesThatCallsStartFrom) {
  const std::string dir = TempDir();
  const Wrapped w = RunWrapped(
      GetParam(), {Program("change_files"), dir},
      "- rule: at\n  desc: d\n  priority: INFO\n  condition: evt.type in (unlinkat, mkdirat) and "
      "fd.num >= 0 and evt.rawres = 0\n  output: \"%evt.type %fd.name %fd.type %evt.arg.dirfd\"\n");
  ASSERT_FALSE(w.alerts.empty()) << w.run.err;
  for (const auto& alert : w.alerts) {
    const auto& f = alert["output_fields"];
    EXPECT_EQ(f["fd.name"], dir) << alert;
    EXPECT_EQ(f["fd.type"], "directory") << alert;
    EXPECT_EQ(f["evt.arg.dirfd"], "<d>" + dir) << alert;
  }
}

TEST_P(CallsTest, InodesOfWhatIsOpenedAndUsed) {
  const std::string file = WriteFile(TempDir() + "/file", "");
  struct stat st;
  ASSERT_EQ(stat(file.c_str(), &st), 0);
  const Wrapped w = RunWrapped(
      GetParam(), {"dd", "if=/dev/null", "of=" + file},
      "- rule: opened\n  desc: d\n  priority: INFO\n  condition: evt.type in (open, openat, creat) "
      "and fd.ino = " +
          std::to_string(st.st_ino) + " and fd.name = " + file +
          "\n  output: \"%fd.ino %fd.dev.major %fd.dev.minor %evt.arg.ino\"\n"
          "- rule: closed\n  desc: d\n  priority: INFO\n  condition: evt.type in (dup2, dup3, "
          "close) and fd.ino = " +
          std::to_string(st.st_ino) + "\n  output: \"%fd.ino\"\n");
  ASSERT_EQ(Count(w, "opened"), 1) << w.run.err;
  EXPECT_GE(Count(w, "closed"), 1);
  for (const auto& alert : w.alerts) {
    const auto& f = alert["output_fields"];
    EXPECT_EQ(f["fd.ino"], st.st_ino);
    if (alert["rule"] != "opened") continue;
    EXPECT_EQ(f["fd.dev.major"], major(st.st_dev));
    EXPECT_EQ(f["fd.dev.minor"], minor(st.st_dev));
    EXPECT_EQ(f["evt.arg.ino"], std::to_string(st.st_ino));
  }
}

TEST_P(CallsTest, ThirtyTwoBitSocketCalls) {
  const std::vector<std::string> command = {Program("int80_sendto"), "9"};
  const RunResult bare = Execute(command);
  if (bare.exit_code == ENOSYS || bare.exit_code == 128 + SIGSEGV) {
    GTEST_SKIP() << "this kernel has no 32-bit entry";
  }
  const Wrapped w = RunWrapped(GetParam(), command, Report("socket, sendto", "int80_sendto"));
  EXPECT_EQ(w.run.out, bare.out);
  const std::vector<std::string> lines = Lines(w);
  ASSERT_EQ(lines.size(), 2u) << w.run.err;
  EXPECT_EQ(lines[0].rfind("socket|SUCCESS|fd=", 0), 0u) << lines[0];
  EXPECT_EQ(lines[1].rfind("sendto|SUCCESS|res=5 ", 0), 0u) << lines[1];
  EXPECT_NE(lines[1].find("->127.0.0.1:9"), std::string::npos) << lines[1];
}

INSTANTIATE_TEST_SUITE_P(Backends, CallsTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests

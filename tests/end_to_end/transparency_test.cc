// SPDX-License-Identifier: Apache-2.0
// A program does the same wrapped and bare: output, exit status, what its calls return.
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

// Fires for every open and exec, and asks for each outcome: the most that can be done to a
// program.
constexpr char kEverything[] = R"(
- rule: every open
  desc: d
  condition: evt.type in (open, openat, openat2, creat) and evt.rawres >= -4095
  output: "%evt.type %fd.name %evt.res"
  priority: DEBUG
- rule: every exec
  desc: d
  condition: evt.type in (execve, execveat) and evt.rawres >= -4095
  output: "%evt.type %proc.name %evt.res"
  priority: DEBUG
- rule: every other call
  desc: d
  condition: >
    evt.type in (unlink, unlinkat, rename, renameat, renameat2, link, linkat, symlink, symlinkat,
    mkdir, mkdirat, rmdir, chmod, fchmod, fchmodat, dup, dup2, dup3, ptrace, setuid, socket,
    connect) and evt.rawres >= -4095
  output: "%evt.type %evt.args %evt.res"
  priority: DEBUG
)";

struct Case {
  std::string name;
  std::vector<std::string> command;  // "%P" = the mini-programs, "%T" = a fresh directory
};

std::vector<std::string> Expand(std::vector<std::string> command, const std::string& dir) {
  for (std::string& arg : command) {
    for (const auto& [key, value] :
         {std::pair<std::string, std::string>{"%P/", Program("")}, {"%T", dir}}) {
      for (size_t at; (at = arg.find(key)) != std::string::npos;) {
        arg.replace(at, key.size(), value);
      }
    }
  }
  return command;
}

class TransparencyTest : public testing::TestWithParam<std::tuple<std::string, Case>> {};

TEST_P(TransparencyTest, SameOutputAndStatus) {
  const auto& [backend, test_case] = GetParam();
  if (backend != "notify" && test_case.name == "ptrace_child") {
    GTEST_SKIP() << "everything is traced already: nobody else may";
  }
  if (backend == "ptrace_plain" && test_case.name == "own_filter") {
    GTEST_SKIP() << "no filter can be installed there";
  }
  if (backend == "ptrace_plain" && test_case.name.ends_with("_storm")) {
    GTEST_SKIP() << "a timer of 50 us leaves it no time, as under strace";
  }
  const std::string bare_dir = TempDir();
  const std::string wrapped_dir = TempDir();
  const RunResult bare = Execute(Expand(test_case.command, bare_dir));
  for (const std::string& rules : {std::string(kEverything), std::string()}) {
    const std::string dir = rules.empty() ? TempDir() : wrapped_dir;
    const Wrapped wrapped = RunWrapped(backend, Expand(test_case.command, dir), rules);
    EXPECT_EQ(wrapped.run.exit_code, bare.exit_code) << wrapped.run.err;
    EXPECT_EQ(wrapped.run.out, bare.out);
    ASSERT_TRUE(wrapped.summary.is_object()) << wrapped.run.err;
    EXPECT_EQ(wrapped.summary["lost"], 0);
    EXPECT_GT(wrapped.summary["events_seen"], 0);
  }
}

const Case kCases[] = {
    {"exit_status", {"%P/exit_with", "7"}},
    {"exit_255", {"%P/exit_with", "255"}},
    {"killed_by_term", {"%P/die_by_signal", "15"}},
    {"killed_by_kill", {"%P/die_by_signal", "9"}},
    {"killed_by_segv", {"%P/die_by_signal", "11"}},
    {"open", {"%P/open_path", "/etc/passwd"}},
    {"open_missing", {"%P/open_path", "/no/such/file"}},
    {"open_static", {"%P/open_path_static", "/etc/passwd"}},
    {"open_edges", {"%P/open_edge_pointers", "/etc/passwd"}},
    {"exec_failing", {"%P/exec_failing", "%T"}},
    {"exec_from_thread", {"sh", "-c", "%P/exec_from_thread /bin/echo hello | grep -v pid"}},
    {"vfork", {"%P/spawn_program", "vfork", "/bin/echo", "hello"}},
    {"posix_spawn", {"%P/spawn_program", "posix_spawn", "/bin/echo", "hello"}},
    {"memfd", {"%P/exec_program", "memfd", "/bin/true"}},
    {"children", {"%P/fork_children", "50", "/etc/passwd"}},
    {"threads", {"%P/open_concurrently", "20", "50", "/etc/passwd"}},
    {"orphans", {"%P/leave_zombies", "5", "100"}},
    {"signal_storm", {"%P/signal_storm", "14", "500", "/etc/passwd"}},
    {"sigurg_storm", {"%P/signal_storm", "23", "500", "/etc/passwd"}},
    {"ptrace_child", {"%P/ptrace_child", "seize", "/etc/passwd"}},
    {"own_filter", {"%P/own_filter", "/etc/passwd"}},
    {"int80", {"%P/int80_open", "/etc/passwd"}},
    {"shell", {"sh", "-c", "echo out; echo err >&2; ls / | wc -l; exit 3"}},
    {"stdin", {"sh", "-c", "cat; test -z \"$(cat)\""}},
    {"closed_stdout", {"sh", "-c", "exec 1>&-; exit 4"}},
    {"environment", {"sh", "-c", "env -u _ -u SHLVL -u PWD | sort"}},
    {"descriptors", {"sh", "-c", "ls /proc/self/fd | wc -l"}},
    {"limits", {"sh", "-c", "ulimit -n; ulimit -c"}},
    {"signal_dispositions", {"sh", "-c", "grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status"}},
    {"thousand_processes",
     {"sh", "-c", "i=0; while [ $i -lt 1000 ]; do /bin/true; i=$((i+1)); done"}},
};

INSTANTIATE_TEST_SUITE_P(Backends, TransparencyTest,
                         testing::Combine(kAllBackends, testing::ValuesIn(kCases)),
                         [](const auto& info) {
                           return std::get<0>(info.param) + "_" + std::get<1>(info.param).name;
                         });

}  // namespace
}  // namespace falco_run::tests

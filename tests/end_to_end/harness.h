// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_END_TO_END_HARNESS_H_
#define FALCO_RUN_TESTS_END_TO_END_HARNESS_H_

#include <gtest/gtest.h>
#include <sys/types.h>

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Runs the real falco-run on real programs and looks at what came of it.
namespace falco_run::tests {

struct RunResult {
  int exit_code = -1;  // 128 + signal for a killed program, as shells count
  std::string out;     // stdout
  std::string err;     // stderr
};

// Runs `argv` (argv[0] looked up in $PATH) with `input` on its stdin. Fails the test when it
// takes longer than `seconds`; it is killed then.
RunResult Execute(const std::vector<std::string>& argv, const std::string& input = "",
                  int seconds = 60);

// Absolute paths.
std::string FalcoRun();
std::string Program(const std::string& name);  // a mini-program of tests/testcases
std::string TempDir();                         // a new empty directory, removed at exit
std::string WriteFile(const std::string& path, const std::string& content);
std::string ReadFile(const std::string& path);

// The JSON alerts in a file. What is no JSON fails the test; while the file is still being written
// it is passed over.
std::vector<nlohmann::json> ReadAlerts(const std::string& file, bool still_written = false);

struct Wrapped {
  RunResult run;  // stderr: falco-run's summary and the program's
  std::vector<nlohmann::json> alerts;
  nlohmann::json summary;
};

// Suites that hold whatever the backend is: GetParam() is its name. "ptrace_plain" is ptrace where
// no seccomp filter can be installed.
class BackendTest : public testing::TestWithParam<std::string> {};

inline const auto kBackends = testing::Values("notify", "ptrace");
inline const auto kAllBackends = testing::Values("notify", "ptrace", "ptrace_plain");

std::string BackendName(const testing::TestParamInfo<std::string>& info);

// How falco-run is started for a backend; options and the program follow.
std::vector<std::string> FalcoRunWith(const std::string& backend);
std::string FalcoRunLine(const std::string& backend);  // the same in a shell command

// Runs `command` under falco-run with JSON alerts in a file, the given rules text (empty: the
// shipped rules) and further options.
Wrapped RunWrapped(const std::string& backend, const std::vector<std::string>& command,
                   const std::string& rules = "", const std::vector<std::string>& options = {},
                   int seconds = 60);

// How many alerts the rule raised.
int Count(const Wrapped& wrapped, const std::string& rule);

// Processes whose parent is `pid`.
std::vector<pid_t> ChildrenOf(pid_t pid);

// Polls until `predicate()` holds, at most `seconds`. Returns whether it does.
template <typename P>
bool WaitFor(P predicate, int seconds = 10);

void SleepMs(int ms);

template <typename P>
bool WaitFor(P predicate, int seconds) {
  for (int i = 0; i < seconds * 100; ++i) {
    if (predicate()) return true;
    SleepMs(10);
  }
  return predicate();
}

}  // namespace falco_run::tests

#endif  // FALCO_RUN_TESTS_END_TO_END_HARNESS_H_

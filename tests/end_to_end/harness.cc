// SPDX-License-Identifier: Apache-2.0
#include "tests/end_to_end/harness.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace falco_run::tests {
namespace {

namespace fs = std::filesystem;

// Everything is run from the workspace's runfiles.
const std::string& Root() {
  static const auto* const root = new std::string(fs::current_path().string());
  return *root;
}

std::vector<std::string>& TempDirs() {
  static auto* const dirs = [] {
    auto* v = new std::vector<std::string>;
    std::atexit([] {
      std::error_code error;
      for (const std::string& dir : TempDirs()) fs::remove_all(dir, error);
    });
    return v;
  }();
  return *dirs;
}

void Exec(const std::vector<std::string>& argv) {
  std::vector<char*> args;
  for (const std::string& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  execvp(args[0], args.data());
  _exit(127);
}

}  // namespace

void SleepMs(int ms) {
  const timespec t = {ms / 1000, (ms % 1000) * 1'000'000L};
  nanosleep(&t, nullptr);
}

RunResult Execute(const std::vector<std::string>& argv, const std::string& input, int seconds) {
  int in[2], out[2], err[2];
  EXPECT_EQ(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC) | pipe2(err, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    dup2(in[0], 0);
    dup2(out[1], 1);
    dup2(err[1], 2);
    Exec(argv);
  }
  setpgid(child, child);
  close(in[0]);
  close(out[1]);
  close(err[1]);
  (void)!write(in[1], input.data(), input.size());
  close(in[1]);

  RunResult result;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  pollfd fds[2] = {{out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
  std::string* const texts[2] = {&result.out, &result.err};
  int open_ends = 2;
  bool killed = false;
  while (open_ends > 0) {
    poll(fds, 2, 100);
    for (int i = 0; i < 2; ++i) {
      if (fds[i].fd < 0 || fds[i].revents == 0) continue;
      char buffer[65536];
      const ssize_t n = read(fds[i].fd, buffer, sizeof buffer);
      if (n > 0) {
        texts[i]->append(buffer, static_cast<size_t>(n));
      } else {
        fds[i].fd = -1;
        --open_ends;
      }
    }
    if (!killed && std::chrono::steady_clock::now() > deadline) {
      ADD_FAILURE() << argv[0] << " did not end within " << seconds << " s";
      kill(-child, SIGKILL);
      killed = true;
    }
    if (killed && std::chrono::steady_clock::now() > deadline + std::chrono::seconds(2)) break;
  }
  close(out[0]);
  close(err[0]);
  int status = 0;
  waitpid(child, &status, 0);
  result.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result;
}

std::string FalcoRun() { return Root() + "/app/falco-run"; }

std::string Program(const std::string& name) { return Root() + "/tests/testcases/" + name; }

std::string TempDir() {
  std::string path = "/tmp/falco-run-test-XXXXXX";
  EXPECT_NE(mkdtemp(path.data()), nullptr);
  TempDirs().push_back(path);
  return path;
}

std::string WriteFile(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string BackendName(const testing::TestParamInfo<std::string>& info) { return info.param; }

std::vector<std::string> FalcoRunWith(const std::string& backend) {
  if (backend == "ptrace_plain") {
    return {Program("refuse_seccomp"), "all", FalcoRun(), "--backend=ptrace"};
  }
  return {FalcoRun(), "--backend=" + backend};
}

std::string FalcoRunLine(const std::string& backend) {
  std::string line;
  for (const std::string& word : FalcoRunWith(backend)) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::vector<nlohmann::json> ReadAlerts(const std::string& file, bool still_written) {
  std::vector<nlohmann::json> alerts;
  std::istringstream lines(ReadFile(file));
  for (std::string line; std::getline(lines, line);) {
    auto alert = nlohmann::json::parse(line, nullptr, false);
    if (still_written && !alert.is_object()) continue;
    EXPECT_FALSE(alert.is_discarded()) << "not JSON: " << line;
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

Wrapped RunWrapped(const std::string& backend, const std::vector<std::string>& command,
                   const std::string& rules, const std::vector<std::string>& options, int seconds) {
  const std::string dir = TempDir();
  std::vector<std::string> argv = FalcoRunWith(backend);
  argv.insert(argv.end(), {"--json", "--alerts=" + dir + "/alerts"});
  if (!rules.empty()) {
    argv.push_back("-r");
    argv.push_back(WriteFile(dir + "/rules.yaml", rules));
  }
  argv.insert(argv.end(), options.begin(), options.end());
  argv.push_back("--");
  argv.insert(argv.end(), command.begin(), command.end());

  Wrapped wrapped;
  wrapped.run = Execute(argv, "", seconds);
  wrapped.alerts = ReadAlerts(dir + "/alerts");
  // The summary is the last line that is an object with its keys.
  std::istringstream err(wrapped.run.err);
  for (std::string line; std::getline(err, line);) {
    auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_object() && json.contains("events_seen")) wrapped.summary = std::move(json);
  }
  return wrapped;
}

int Count(const Wrapped& wrapped, const std::string& rule) {
  int count = 0;
  for (const auto& alert : wrapped.alerts) count += alert.value("rule", "") == rule;
  return count;
}

std::vector<pid_t> ChildrenOf(pid_t pid) {
  std::vector<pid_t> children;
  std::error_code error;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", error)) {
    std::ifstream in(task.path() / "children");
    for (pid_t child; in >> child;) children.push_back(child);
  }
  return children;
}

}  // namespace falco_run::tests

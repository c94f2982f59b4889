// SPDX-License-Identifier: Apache-2.0
#include "app/command_run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>

namespace falco_run::app {
namespace {

constexpr size_t kMaxOutput = 2000;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Starts argv with stdin empty and everything it prints in a file.
absl::StatusOr<pid_t> Spawn(const std::vector<std::string>& argv, const std::string& output) {
  std::vector<char*> args;
  for (const std::string& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, args.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return absl::InternalError(std::string("falco-run cannot start itself: ") +
                               std::strerror(error));
  }
  return pid;
}

// Waits for the end; false if the time is up and the process was ended.
bool WaitFor(pid_t pid, int seconds) {
  const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  bool ended = true;
  if (fd >= 0) {
    pollfd p = {fd, POLLIN, 0};
    ended = poll(&p, 1, seconds * 1000) > 0;
    if (!ended) kill(pid, SIGKILL);  // takes the command and its descendants with it
    close(fd);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return ended;
}

// falco-run's summary is a line of JSON among what was printed, if it came that far.
bool HasSummary(const std::string& output) {
  return output.find("{\"events_seen\":") != output.npos;
}

}  // namespace

absl::StatusOr<CommandRun> RunCommand(const std::vector<std::string>& command,
                                      const std::vector<std::string>& rules,
                                      const std::vector<std::string>& overrides,
                                      const std::string& directory, int seconds) {
  const std::string alerts = directory + "/alerts";
  const std::string output = directory + "/output";
  CommandRun run;
  run.recording = directory + "/recording";
  std::vector<std::string> argv = {"falco-run", "--json", "--alerts=" + alerts,
                                   "--record=" + run.recording};
  for (const std::string& path : rules) argv.insert(argv.end(), {"-r", path});
  for (const std::string& setting : overrides) argv.insert(argv.end(), {"-o", setting});
  for (const char* part : {"output", "output_fields"}) {
    argv.insert(argv.end(), {"-o", std::string("json_include_") + part + "_property=true"});
  }
  argv.emplace_back("--");
  argv.insert(argv.end(), command.begin(), command.end());

  auto pid = Spawn(argv, output);
  if (!pid.ok()) return pid.status();
  const bool ended = WaitFor(*pid, seconds);
  run.output = ReadFile(output);
  if (!ended) {
    return absl::DeadlineExceededError("the command ran for more than " + std::to_string(seconds) +
                                       " s and was ended");
  }
  if (!HasSummary(run.output)) {
    return absl::InternalError("the command could not be watched: " + run.output);
  }
  if (run.output.size() > kMaxOutput) run.output.erase(0, run.output.size() - kMaxOutput);
  std::ifstream lines(alerts);
  for (std::string line; std::getline(lines, line);) {
    auto alert = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (alert.is_object()) run.alerts.push_back(std::move(alert));
  }
  return run;
}

}  // namespace falco_run::app

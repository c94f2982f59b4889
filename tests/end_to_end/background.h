// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_END_TO_END_BACKGROUND_H_
#define FALCO_RUN_TESTS_END_TO_END_BACKGROUND_H_

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {

inline bool Exists(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(in, line)) return false;
  return line.substr(line.rfind(')') + 2, 1) != "Z";
}

inline char StateOf(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(in, line)) return 0;
  return line[line.rfind(')') + 2];
}

// Everything below `pid`.
inline std::set<pid_t> Descendants(pid_t pid) {
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

struct BackgroundOptions {
  bool terminal = false;             // on one of its own
  std::vector<std::string> options;  // of falco-run
  std::string alerts = "/dev/null";
  bool quiet_stderr = false;
};

// falco-run in the background, in a process group of its own.
class Background {
 public:
  Background(const std::string& backend, const std::vector<std::string>& command,
             const BackgroundOptions& options = {}) {
    std::vector<std::string> argv = FalcoRunWith(backend);
    argv.insert(argv.end(), {"--quiet", "--alerts=" + options.alerts});
    argv.insert(argv.end(), options.options.begin(), options.options.end());
    argv.push_back("--");
    argv.insert(argv.end(), command.begin(), command.end());
    std::vector<char*> args;
    for (const std::string& a : argv) args.push_back(const_cast<char*>(a.c_str()));
    args.push_back(nullptr);
    if (options.terminal) {
      pid_ = forkpty(&terminal_, nullptr, nullptr, nullptr);
    } else {
      pid_ = fork();
    }
    if (pid_ == 0) {
      if (!options.terminal) {
        setpgid(0, 0);
        const int null = open("/dev/null", O_RDWR);
        dup2(null, 1);
        if (options.quiet_stderr) dup2(null, 2);
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

}  // namespace falco_run::tests

#endif  // FALCO_RUN_TESTS_END_TO_END_BACKGROUND_H_

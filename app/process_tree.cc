// SPDX-License-Identifier: Apache-2.0
#include "app/process_tree.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <string_view>

#include "tracer/children.h"
#include "tracer/proc_file.h"
#include "tracer/proc_status.h"

namespace falco_run::app {

std::vector<pid_t> Children() { return tracer::ChildrenOf(getpid()); }

std::vector<pid_t> DescendantsOf(pid_t pid) {
  std::vector<pid_t> all = tracer::ChildrenOf(pid);
  for (size_t i = 0; i < all.size(); ++i) {
    for (const pid_t child : tracer::ChildrenOf(all[i])) all.push_back(child);
  }
  return all;
}

void KillTree() {
  // New orphans appear while their parents die; each round takes what is there.
  for (int empty_rounds = 0; empty_rounds < 1000;) {
    const std::vector<pid_t> children = Children();
    for (const pid_t pid : children) kill(pid, SIGKILL);
    // There are some, as the wait below shows, but they cannot be named without /proc. The init of
    // a container can do without; others leave them to whoever comes next.
    if (children.empty()) ++empty_rounds;
    if (children.empty() && getpid() == 1) kill(-1, SIGKILL);
    int status;
    const pid_t pid = waitpid(-1, &status, __WALL | WNOHANG);
    if (pid > 0) continue;
    if (pid < 0 && errno == ECHILD) return;
    const timespec pause = {0, 1'000'000};
    nanosleep(&pause, nullptr);
  }
}

char StateOf(pid_t pid) {
  char buffer[512];
  const std::string_view text = tracer::ReadProcFile(pid, "stat", buffer);
  const size_t close = text.rfind(')');
  return close == std::string_view::npos || close + 2 >= text.size() ? 0 : text[close + 2];
}

std::optional<bool> IsBelow(pid_t pid, pid_t ancestor) {
  constexpr int kMostGenerations = 1000;
  for (int i = 0; i < kMostGenerations; ++i) {
    if (pid == ancestor) return true;
    if (pid <= 0) return false;  // above the first process, and one that has entered the namespace
    const auto stat = tracer::ReadProcStat(pid);
    if (!stat) break;
    pid = stat->ppid;
  }
  return std::nullopt;
}

bool IsIgnored(int signal) {
  struct sigaction action;
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

void DropSignal(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  const timespec at_once = {0, 0};
  sigtimedwait(&set, nullptr, &at_once);
}

int ExitCodeOf(int wait_status) {
  if (WIFSIGNALED(wait_status)) return 128 + WTERMSIG(wait_status);
  return WEXITSTATUS(wait_status);
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "app/process_tree.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <string>

namespace falco_run::app {

std::vector<pid_t> Children() {
  std::vector<pid_t> children;
  DIR* dir = opendir("/proc/self/task");
  if (dir == nullptr) return children;
  while (const dirent* e = readdir(dir)) {
    if (e->d_name[0] == '.') continue;
    std::ifstream in("/proc/self/task/" + std::string(e->d_name) + "/children");
    pid_t pid;
    while (in >> pid) children.push_back(pid);
  }
  closedir(dir);
  return children;
}

void KillTree() {
  // New orphans appear while their parents die; each round takes what is there.
  while (true) {
    for (const pid_t pid : Children()) kill(pid, SIGKILL);
    int status;
    const pid_t pid = waitpid(-1, &status, __WALL | WNOHANG);
    if (pid > 0) continue;
    if (pid < 0 && errno == ECHILD) return;
    const timespec pause = {0, 1'000'000};
    nanosleep(&pause, nullptr);
  }
}

int ExitCodeOf(int wait_status) {
  if (WIFSIGNALED(wait_status)) return 128 + WTERMSIG(wait_status);
  return WEXITSTATUS(wait_status);
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
// leave_zombies N MILLISECONDS: N children that end at once and are never waited for; after
// that time it counts them in /proc and ends.
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  std::vector<pid_t> children;
  for (int i = 0; i < atoi(argv[1]); ++i) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    children.push_back(child);
  }
  usleep(atoi(argv[2]) * 1000);
  int zombies = 0;
  for (const pid_t child : children) {
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string pid, comm, state;
    stat >> pid >> comm >> state;
    zombies += state == "Z";
  }
  Report("zombies", zombies);
  return zombies == atoi(argv[1]) ? 0 : 1;
}

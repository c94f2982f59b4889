// SPDX-License-Identifier: Apache-2.0
#include "tracer/children.h"

#include <dirent.h>

#include <charconv>
#include <string>
#include <system_error>

#include "tracer/proc_file.h"
#include "tracer/proc_status.h"

namespace falco_run::tracer {
namespace {

// Adds those that thread `tid` has made.
void AddChildren(pid_t pid, const std::string& tid, std::vector<pid_t>& children) {
  const std::string name = "task/" + tid + "/children";
  const std::string text = ReadProcFile(pid, name.c_str(), size_t{1} << 20);
  const char* p = text.data();
  const char* end = p + text.size();
  while (p < end) {
    pid_t child = 0;
    const auto [next, error] = std::from_chars(p, end, child);
    if (error != std::errc()) break;
    children.push_back(child);
    p = next + 1;
  }
}

}  // namespace

std::vector<pid_t> ChildrenOf(pid_t pid) {
  std::vector<pid_t> children;
  if (ThreadCount(pid) == 1) {
    AddChildren(pid, std::to_string(pid), children);
  } else if (DIR* dir = opendir(("/proc/" + std::to_string(pid) + "/task").c_str())) {
    while (const dirent* e = readdir(dir)) {
      if (e->d_name[0] != '.') AddChildren(pid, e->d_name, children);
    }
    closedir(dir);
  }
  return children;
}

}  // namespace falco_run::tracer

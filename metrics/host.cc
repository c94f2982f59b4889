// SPDX-License-Identifier: Apache-2.0
#include "metrics/host.h"

#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace falco_run::metrics {
namespace {

// The number behind `key` in a file of "key number ..." lines; 0 if it is not there.
uint64_t NumberIn(const char* file, const std::string& key) {
  std::ifstream lines(file);
  std::string word;
  while (lines >> word) {
    uint64_t number = 0;
    if (word == key && lines >> number) return number;
    lines.clear();
    std::getline(lines, word);
  }
  return 0;
}

}  // namespace

Usage ReadUsage() {
  Usage usage;
  rusage spent;
  if (getrusage(RUSAGE_SELF, &spent) == 0) {
    for (const timeval& t : {spent.ru_utime, spent.ru_stime}) {
      usage.cpu_seconds += static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    }
  }
  uint64_t pages = 0;
  uint64_t resident = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident) {
    const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    usage.vsz_bytes = pages * page;
    usage.rss_bytes = resident * page;
  }
  usage.pss_bytes = NumberIn("/proc/self/smaps_rollup", "Pss:") * 1024;
  return usage;
}

std::string HostName() {
  if (const char* name = std::getenv("FALCO_HOSTNAME")) return name;
  utsname names;
  return uname(&names) == 0 ? names.nodename : "";
}

Host ReadHost() {
  Host host;
  host.name = HostName();
  utsname names;
  if (uname(&names) == 0) host.kernel_release = names.release;
  host.boot_time_ns = NumberIn("/proc/stat", "btime") * 1'000'000'000;
  host.cpus = static_cast<uint64_t>(sysconf(_SC_NPROCESSORS_ONLN));
  return host;
}

}  // namespace falco_run::metrics

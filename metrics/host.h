// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_METRICS_HOST_H_
#define FALCO_RUN_METRICS_HOST_H_

#include <cstdint>
#include <string>

namespace falco_run::metrics {

// What this process uses.
struct Usage {
  double cpu_seconds = 0;  // user and system, all threads
  uint64_t rss_bytes = 0;
  uint64_t pss_bytes = 0;  // 0 where the kernel does not tell
  uint64_t vsz_bytes = 0;
};

// What it runs on.
struct Host {
  std::string name;  // HostName()
  std::string kernel_release;
  uint64_t boot_time_ns = 0;
  uint64_t cpus = 0;
};

// FALCO_HOSTNAME, or the machine's name.
std::string HostName();

// proc(5), getrusage(2). Some 100 us, most of it for pss.
Usage ReadUsage();
Host ReadHost();

}  // namespace falco_run::metrics

#endif  // FALCO_RUN_METRICS_HOST_H_

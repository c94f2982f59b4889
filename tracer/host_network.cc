// SPDX-License-Identifier: Apache-2.0
#include "tracer/host_network.h"

#include <unistd.h>

#include <charconv>

#include "tracer/proc_file.h"

namespace falco_run::tracer {

std::optional<bool> IsFirstNetwork(std::string_view link, bool everyones, bool the_firsts) {
  constexpr std::string_view kMark = "net:[";
  constexpr unsigned kFirstNet = 0xeffffff9;     // of newer kernels (linux/nsfs.h)
  constexpr unsigned kFirstNumber = 0xf0000000;  // that Linux gives out
  if (!link.starts_with(kMark)) return std::nullopt;
  link.remove_prefix(kMark.size());
  unsigned number = 0;
  const auto [end, error] = std::from_chars(link.data(), link.data() + link.size(), number);
  if (error != std::errc()) return std::nullopt;
  if (number == kFirstNet) return true;
  if (number < kFirstNumber || !everyones) return std::nullopt;
  return the_firsts;
}

std::optional<bool> SharesHostNetwork() {
  // /proc/sys/net shows the settings of the reader's network. How many packets a processor takes
  // at a time is one of the kernel, and is shown in the first only.
  return IsFirstNetwork(ReadProcLink(getpid(), "ns/net"),
                        access("/proc/sys/net/ipv4/conf", F_OK) == 0,
                        access("/proc/sys/net/core/dev_weight", F_OK) == 0);
}

}  // namespace falco_run::tracer

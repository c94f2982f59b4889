// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_HOST_NETWORK_H_
#define FALCO_RUN_TRACER_HOST_NETWORK_H_

#include <optional>
#include <string_view>

namespace falco_run::tracer {

// Whether the network that this process sees is the one that the kernel made first, the host's.
// nullopt where it cannot be told for sure: /proc/sys is hidden, or the kernel is not Linux itself
// (gVisor). Some microseconds.
std::optional<bool> SharesHostNetwork();

// The same from the target of /proc/self/ns/net, and whether these exist: a setting that all
// networks have, and one that only the first has.
std::optional<bool> IsFirstNetwork(std::string_view link, bool everyones, bool the_firsts);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_HOST_NETWORK_H_

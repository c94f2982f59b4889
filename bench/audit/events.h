// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_BENCH_AUDIT_EVENTS_H_
#define FALCO_RUN_BENCH_AUDIT_EVENTS_H_

#include <string>
#include <vector>

namespace falco_run::audit {

// What a cluster at work logs, at level RequestResponse: controllers and kubelets that make pods,
// report their state and renew leases, now and then a person. Of 2 to 4 KiB each; always the same.
std::vector<std::string> MakeEvents(size_t count);

// An EventList of them.
std::string MakeBody(const std::vector<std::string>& events, size_t first, size_t count);

}  // namespace falco_run::audit

#endif  // FALCO_RUN_BENCH_AUDIT_EVENTS_H_

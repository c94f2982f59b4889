// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_BENCH_ENGINE_MIX_H_
#define FALCO_RUN_BENCH_ENGINE_MIX_H_

#include <string>
#include <vector>

#include "proto/record.pb.h"

namespace falco_run::engine {

// What real programs opened, recorded by record_mix.py.
struct Mix {
  std::vector<proto::Process> processes;   // parents first
  std::vector<proto::SyscallEvent> opens;  // openat, as made: no outcome
};

// Reads mix.tsv. Empty if it cannot be read.
Mix ReadMix(const std::string& path);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_BENCH_ENGINE_MIX_H_

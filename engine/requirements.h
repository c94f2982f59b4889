// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_REQUIREMENTS_H_
#define FALCO_RUN_ENGINE_REQUIREMENTS_H_

#include <cstdint>
#include <set>
#include <string>

#include "proto/event_type.pb.h"

namespace falco_run::engine {

// What the enabled rules need from the event source; the tracer collects no more.
struct Requirements {
  // Parts of proto::Process that cost extra reads of /proc. Bits of process_facets.
  enum Facet : uint32_t {
    kEnv = 1 << 0,
    kCwd = 1 << 1,
    kCapabilities = 1 << 2,
    kLoginUid = 1 << 3,
    kUserNames = 1 << 4,
    kExeFile = 1 << 5,
    kCgroups = 1 << 6,
    kStdin = 1 << 7,  // kStdin << N: standard descriptor N
    kStdout = 1 << 8,
    kStderr = 1 << 9,
    kStdio = kStdin | kStdout | kStderr,
    kPidNamespace = 1 << 10,  // vpid, vpgid, pidns_init_time_ns
    kSession = 1 << 11,       // sid, pgid, tty
    kTrust = 1 << 12,         // SyscallEvent.trust
    kOpenedFile = 1 << 13,    // SyscallEvent.fd of opens: device and inode
    kUsage = 1 << 14,         // threads, memory, descriptors, page faults
    kProcessGroup = 1 << 15,  // pgid, also after setpgid(2)
    kCreatedFile = 1 << 16,   // SyscallEvent.created
    kAllFacets = (1 << 17) - 1,
    // What SyscallEvent.process_left_out stands for.
    kMayBeLeftOut = kCwd | kStdio | kCapabilities | kCgroups,
  };

  bool all_events = false;  // some rule has no event-type restriction
  std::set<proto::EventType> events;
  std::set<std::string> generic_syscalls;  // names without an EventType of their own
  uint32_t process_facets = 0;
  bool fd_details = false;  // SyscallEvent.fd of events that use a descriptor
  bool data = false;        // the bytes that calls move, and what else costs a look at memory
  // Of `events`, those in which no rule can hold unless the call passes a socket address.
  std::set<proto::EventType> only_with_address;
  // Names whose addresses rules compare with (fd.sip.name = ...): EngineOptions::host_names is to
  // know them.
  std::set<std::string> host_names;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_REQUIREMENTS_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_EVENT_BUILDER_H_
#define FALCO_RUN_TRACER_EVENT_BUILDER_H_

#include <linux/seccomp.h>
#include <sys/types.h>

#include <cstdint>

#include "proto/record.pb.h"
#include "tracer/datagram_peers.h"
#include "tracer/decoder.h"
#include "tracer/fd_inspector.h"
#include "tracer/process_table.h"
#include "tracer/syscall_table.h"

namespace falco_run::tracer {

// Makes the event of a call: at its entry, and completed when it has returned. Not thread-safe.
class EventBuilder {
 public:
  explicit EventBuilder(const WatchOptions& options)
      : fd_details_(options.fd_details),
        fd_when_asked_(options.fd_when_asked),
        data_(options.data),
        opened_file_(options.opened_file),
        trust_(options.trust || options.verify_paths),
        decoder_(options.data) {}

  // Fills `event` (all but seq) while the caller waits at the entry. False when memory of the
  // process may not be read.
  bool Build(pid_t tid, const seccomp_data& data, const SyscallNumbers::Entry& entry,
             TrackedProcess& process, proto::SyscallEvent& event);

  // Adds the descriptor, if Build has left it out. As Build.
  void AddDescriptor(const seccomp_data& data, const SyscallNumbers::Entry& entry,
                     TrackedProcess& process, proto::SyscallEvent& event);

  // Adds what the call has written and made. The caller must stand at its return. Returns as
  // Build.
  bool Complete(const seccomp_data& data, const SyscallNumbers::Entry& entry,
                TrackedProcess& process, int64_t result, proto::SyscallEvent& event);

  // How many messages the call is to send or receive; 1 for what moves none. No more than
  // the kernel takes.
  static uint32_t MessagesOf(const seccomp_data& data, const SyscallNumbers::Entry& entry);

  // Makes `event`, for message `message` (from 1) of a call that moves several, of that for its
  // first. As Build while the caller waits (result < 0) or as Complete.
  bool BuildMessage(uint32_t message, const proto::SyscallEvent& first, const seccomp_data& data,
                    const SyscallNumbers::Entry& entry, TrackedProcess& process, int64_t result,
                    proto::SyscallEvent& event);

  // Adds the peer that is known by now to a message's event.
  void CompletePeer(proto::SyscallEvent& event) const;

  // The call was let run; whether it fails is not known. Notes whom a datagram goes to.
  void NotePeer(const proto::SyscallEvent& event);

  // The call has succeeded: who serves on a socket is known, too.
  void NoteDone(const proto::SyscallEvent& event);

 private:
  using Role = DescriptorInspector::Role;
  void InspectIn(pid_t pid, int fd, Role role, proto::SyscallEvent& event);
  static void SettleFamily(proto::SyscallEvent& event);
  void Inspect(const seccomp_data& data, const SyscallNumbers::Entry& entry,
               TrackedProcess& process, proto::SyscallEvent& event);
  static void FillConnection(bool name_changed, proto::SyscallEvent& event);
  void FillQueue(pid_t pid, int listener, proto::SyscallEvent& event);

  const bool fd_details_;
  const bool fd_when_asked_;
  const bool data_;
  const bool opened_file_;
  const bool trust_;
  Decoder decoder_;
  DescriptorInspector inspector_;
  DatagramPeers peers_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_EVENT_BUILDER_H_

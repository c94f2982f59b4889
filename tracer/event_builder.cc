// SPDX-License-Identifier: Apache-2.0
#include "tracer/event_builder.h"

#include <errno.h>
#include <fcntl.h>

#include <algorithm>

#include "tracer/clock.h"
#include "tracer/fd_inspector.h"
#include "tracer/trust.h"

namespace falco_run::tracer {
namespace {

using Fd = proto::FileDescriptor;

bool IsAccept(proto::EventType type) {
  return type == proto::EVENT_ACCEPT || type == proto::EVENT_ACCEPT4;
}

bool Sends(proto::EventType type) {
  return type == proto::EVENT_SENDTO || type == proto::EVENT_SENDMSG ||
         type == proto::EVENT_SENDMMSG;
}

bool Receives(proto::EventType type) {
  return type == proto::EVENT_RECVFROM || type == proto::EVENT_RECVMSG ||
         type == proto::EVENT_RECVMMSG;
}

// All there is of a call without an event of its own.
void AddRegisters(const seccomp_data& data, proto::SyscallEvent& event) {
  const auto add = [&](proto::Param param, uint64_t value) {
    proto::Argument& arg = *event.add_args();
    arg.set_param(param);
    arg.set_number(static_cast<int64_t>(value));
  };
  add(proto::PARAM_GENERIC_ID, static_cast<uint32_t>(data.nr));
  add(proto::PARAM_GENERIC_NATIVEID, static_cast<uint32_t>(data.nr));
  int param = proto::PARAM_A0;
  for (const uint64_t value : data.args) add(static_cast<proto::Param>(param++), value);
}

// Who calls what is of which side of a connection.
Fd::Role RoleBy(proto::EventType type) {
  switch (type) {
    case proto::EVENT_CONNECT:
      return Fd::CLIENT;
    case proto::EVENT_LISTEN:
    case proto::EVENT_ACCEPT:
    case proto::EVENT_ACCEPT4:
      return Fd::SERVER;
    default:
      return Fd::NONE;
  }
}

// The address that was passed to the call or filled in by it.
const proto::SocketAddress* AddressOf(const proto::SyscallEvent& event) {
  for (const auto& arg : event.args()) {
    if (arg.has_address() && !arg.address().ip().empty()) return &arg.address();
  }
  return nullptr;
}

}  // namespace

bool EventBuilder::Build(pid_t tid, const seccomp_data& data, const SyscallNumbers::Entry& entry,
                         TrackedProcess& process, proto::SyscallEvent& event) {
  event.Clear();
  event.set_time_ns(NowNs());
  event.set_process_id(process.snapshot.id());
  event.set_tid(tid);
  event.set_nr(static_cast<uint32_t>(data.nr));
  event.set_arch(data.arch);
  if (entry.spec == nullptr) {
    event.set_type(proto::EVENT_GENERIC);
    event.set_name(entry.name);
    AddRegisters(data, event);
    return true;
  }
  // What succeeds is reported as execve whatever the call; a failure names the call.
  event.set_type(entry.type);
  if (entry.type == proto::EVENT_EXECVEAT) {
    event.set_type(proto::EVENT_EXECVE);
    event.set_name(entry.name);
  }
  const bool permitted = decoder_.Decode(*entry.spec, {data, tid, process.memory}, event);
  if (trust_) event.set_trust(GradeTrust(process.pid, event));
  if (entry.spec->fd_reg < 0 || !fd_details_) return permitted;
  if (static_cast<int>(data.args[entry.spec->fd_reg]) == AT_FDCWD) return permitted;
  // Peers of datagrams are remembered, and what waits to be accepted is of now.
  const bool now = Sends(entry.type) || Receives(entry.type) || IsAccept(entry.type);
  if (fd_when_asked_ && !now) {
    event.set_fd_left_out(true);
  } else {
    Inspect(data, entry, process, event);
    if (data_ && IsAccept(entry.type)) {
      FillQueue(process.pid, static_cast<int>(event.fd().num()), event);
    }
  }
  return permitted;
}

// A leader that has ended has no descriptors any more; its threads have.
void EventBuilder::InspectIn(pid_t pid, int fd, Role role, proto::SyscallEvent& event) {
  inspector_.Inspect(pid, fd, *event.mutable_fd(), role);
  if (event.tid() == pid || fd < 0 || !event.fd().name().empty()) return;
  inspector_.Inspect(event.tid(), fd, *event.mutable_fd(), role);
}

// To send to an address of no family is to send to an IPv4 address, or, from an IPv6 socket, to
// the peer that it has (udp(7), net/ipv6/udp.c).
void EventBuilder::SettleFamily(proto::SyscallEvent& event) {
  for (proto::Argument& arg : *event.mutable_args()) {
    if (arg.param() != proto::PARAM_TUPLE || !arg.has_address()) continue;
    if (arg.address().family() != AF_UNSPEC || arg.address().ip().empty()) continue;
    if (event.fd().type() == proto::FileDescriptor::IPV4) {
      arg.mutable_address()->set_family(AF_INET);
    } else {
      arg.clear_address();
    }
  }
}

void EventBuilder::AddDescriptor(const seccomp_data& data, const SyscallNumbers::Entry& entry,
                                 TrackedProcess& process, proto::SyscallEvent& event) {
  if (!event.fd_left_out()) return;
  event.clear_fd_left_out();
  Inspect(data, entry, process, event);
}

void EventBuilder::Inspect(const seccomp_data& data, const SyscallNumbers::Entry& entry,
                           TrackedProcess& process, proto::SyscallEvent& event) {
  const int fd = static_cast<int>(data.args[entry.spec->fd_reg]);
  const bool name_changed = event.fd().name_changed();
  event.clear_fd();
  // Who connects is the client, whatever the socket was before.
  const bool connects = entry.type == proto::EVENT_CONNECT;
  InspectIn(process.pid, fd, connects ? Role::kLeftOut : Role::kGuessed, event);
  if (connects) FillConnection(name_changed, event);
  if (Sends(entry.type)) SettleFamily(event);
  if (Sends(entry.type) || Receives(entry.type)) peers_.Complete(*event.mutable_fd());
}

// The socket as it will be when the connect is under way.
void EventBuilder::FillConnection(bool name_changed, proto::SyscallEvent& event) {
  auto& fd = *event.mutable_fd();
  for (const auto& arg : event.args()) {
    if (arg.param() != proto::PARAM_ADDR || !arg.has_address()) continue;
    // Called again when the socket has its peer: what the call has changed stays said.
    const bool changed = !fd.has_peer() || fd.peer().ip() != arg.address().ip() ||
                         fd.peer().port() != arg.address().port();
    *fd.mutable_peer() = arg.address();
    fd.set_name_changed(changed || name_changed);
  }
  fd.set_role(proto::FileDescriptor::CLIENT);
  fd.set_connected(true);
}

// The connections that wait for accept(2).
void EventBuilder::FillQueue(pid_t pid, int listener, proto::SyscallEvent& event) {
  const UniqueFd socket = DuplicateDescriptor(pid, listener);
  const auto queue = socket.valid() ? ReadAcceptQueue(socket.get()) : std::nullopt;
  if (!queue) return;
  const uint32_t percent =
      queue->limit == 0 ? 0 : std::min(queue->length * 100 / queue->limit, 100u);
  const struct {
    proto::Param param;
    uint32_t value;
  } parts[] = {{proto::PARAM_QUEUEPCT, percent},
               {proto::PARAM_QUEUELEN, queue->length},
               {proto::PARAM_QUEUEMAX, queue->limit}};
  for (const auto& part : parts) {
    proto::Argument& arg = *event.add_args();
    arg.set_param(part.param);
    arg.set_number(part.value);
  }
}

bool EventBuilder::Complete(const seccomp_data& data, const SyscallNumbers::Entry& entry,
                            TrackedProcess& process, int64_t result, proto::SyscallEvent& event) {
  if (entry.type == proto::EVENT_CONNECT && (result == 0 || result == -EINPROGRESS)) {
    // Now it has a local address.
    if (fd_details_) Inspect(data, entry, process, event);
    return true;
  }
  if (entry.spec == nullptr || result < 0) return true;
  const bool permitted =
      decoder_.DecodeOutput(*entry.spec, {data, event.tid(), process.memory}, result, event);
  const int fd = static_cast<int>(result);
  switch (entry.type) {
    case proto::EVENT_ACCEPT:
    case proto::EVENT_ACCEPT4:
    case proto::EVENT_PIDFD_GETFD:
      event.clear_fd();
      InspectIn(process.pid, fd, Role::kGuessed, event);
      break;
    case proto::EVENT_OPEN:
    case proto::EVENT_OPENAT:
    case proto::EVENT_OPENAT2:
    case proto::EVENT_CREAT:
      if (opened_file_) InspectIn(process.pid, fd, Role::kGuessed, event);
      break;
    case proto::EVENT_OPEN_BY_HANDLE_AT: {
      // Nothing else tells the path.
      InspectIn(process.pid, fd, Role::kGuessed, event);
      proto::Argument& path = *event.add_args();
      path.set_param(proto::PARAM_PATH);
      path.set_text(event.fd().name());
      path.set_path(event.fd().name());
      break;
    }
    case proto::EVENT_BIND:  // the port may have been left to the kernel
    case proto::EVENT_LISTEN:
    case proto::EVENT_SENDTO:
    case proto::EVENT_SENDMSG:
    case proto::EVENT_SENDMMSG:
      if (fd_details_ && event.has_fd() && event.fd().local().port() == 0) {
        Inspect(data, entry, process, event);
      }
      break;
    default:
      break;
  }
  return permitted;
}

uint32_t EventBuilder::MessagesOf(const seccomp_data& data, const SyscallNumbers::Entry& entry) {
  if (entry.type != proto::EVENT_SENDMMSG && entry.type != proto::EVENT_RECVMMSG) return 1;
  constexpr uint32_t kMost = 1024;
  return std::clamp(static_cast<uint32_t>(data.args[2]), 1u, kMost);
}

bool EventBuilder::BuildMessage(uint32_t message, const proto::SyscallEvent& first,
                                const seccomp_data& data, const SyscallNumbers::Entry& entry,
                                TrackedProcess& process, int64_t result,
                                proto::SyscallEvent& event) {
  event = first;
  event.clear_args();
  event.clear_seq();
  const Decoder::Call call = {data, event.tid(), process.memory, message};
  bool permitted = decoder_.Decode(*entry.spec, call, event);
  if (result >= 0) permitted &= decoder_.DecodeOutput(*entry.spec, call, result, event);
  if (fd_details_ && event.has_fd()) {
    event.clear_fd();
    InspectIn(process.pid, static_cast<int>(data.args[entry.spec->fd_reg]), Role::kGuessed, event);
    SettleFamily(event);
  }
  return permitted;
}

void EventBuilder::CompletePeer(proto::SyscallEvent& event) const {
  if (fd_details_ && event.has_fd()) peers_.Complete(*event.mutable_fd());
}

void EventBuilder::NoteDone(const proto::SyscallEvent& event) {
  if (const Fd::Role role = RoleBy(event.type()); role != Fd::NONE) {
    if (event.has_fd()) inspector_.NoteRole(event.fd(), role);
  } else {
    NotePeer(event);
  }
}

void EventBuilder::NotePeer(const proto::SyscallEvent& event) {
  if (!event.has_fd()) return;
  const bool sent = Sends(event.type());
  if (!sent && !Receives(event.type())) return;
  if (const proto::SocketAddress* peer = AddressOf(event)) peers_.Note(event.fd(), *peer, sent);
}

}  // namespace falco_run::tracer

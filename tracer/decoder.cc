// SPDX-License-Identifier: Apache-2.0
#include "tracer/decoder.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/io_uring.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <vector>

#include "tracer/fd_inspector.h"
#include "tracer/path_resolver.h"
#include "tracer/x32.h"

namespace falco_run::tracer {
namespace {

// As much of a command line as Falco keeps.
constexpr size_t kMaxArgvItems = 512;
constexpr size_t kMaxArgvBytes = 4096;

// As many bytes of what a call moves as Falco shows.
constexpr size_t kMaxData = 80;

// The size of a 32-bit program's struct msghdr.
constexpr uint64_t kNarrowMessage = 7 * sizeof(uint32_t);

// Whether structures that the call takes are those of a 32-bit program. x32 has numbers of its own
// for such calls.
bool IsNarrow(const seccomp_data& data) {
  constexpr int kFirst = kX32Bit | 512;
  constexpr int kLast = kX32Bit | 547;
  if (data.arch == AUDIT_ARCH_I386 || data.arch == AUDIT_ARCH_ARM) return true;
  return data.arch == AUDIT_ARCH_X86_64 && data.nr >= kFirst && data.nr <= kLast;
}
int PointerSize(const seccomp_data& data) { return IsNarrow(data) ? 4 : 8; }

proto::Argument& Add(proto::SyscallEvent& event, proto::Param param) {
  proto::Argument& out = *event.add_args();
  out.set_param(param);
  return out;
}

void AddNumber(proto::SyscallEvent& event, proto::Param param, int64_t number) {
  Add(event, param).set_number(number);
}

proto::Argument& FindOrAdd(proto::SyscallEvent& event, proto::Param param) {
  for (proto::Argument& arg : *event.mutable_args()) {
    if (arg.param() == param) return arg;
  }
  return Add(event, param);
}

// The calls of socketcall(2), by the numbers of linux/net.h.
constexpr struct {
  std::string_view name;
  uint8_t args;
} kSocketcalls[] = {
    {"", 0},           {"socket", 3},      {"bind", 3},        {"connect", 3},    {"listen", 2},
    {"accept", 3},     {"getsockname", 3}, {"getpeername", 3}, {"socketpair", 4}, {"send", 4},
    {"recv", 4},       {"sendto", 6},      {"recvfrom", 6},    {"shutdown", 2},   {"setsockopt", 5},
    {"getsockopt", 5}, {"sendmsg", 3},     {"recvmsg", 3},     {"accept4", 4},    {"recvmmsg", 5},
    {"sendmmsg", 4},
};

// Marks what could not be read; a fault is the caller's problem, a refusal is ours.
bool Failed(RemoteMemory::Read result, proto::Argument& out) {
  if (result == RemoteMemory::Read::kOk || result == RemoteMemory::Read::kTruncated) return false;
  out.set_unreadable(true);
  return true;
}

}  // namespace

bool Decoder::Decode(const SyscallSpec& spec, const Call& call, proto::SyscallEvent& event) {
  bool permitted = true;
  for (const ArgSpec& arg : spec.args) {
    if (arg.kind == ArgKind::kNone) break;
    if (!DecodeOne(arg, call, event)) permitted = false;
  }
  return permitted;
}

bool Decoder::DecodeOutput(const SyscallSpec& spec, const Call& call, int64_t result,
                           proto::SyscallEvent& event) {
  if (result < 0) return true;
  bool permitted = true;
  for (const ArgSpec& arg : spec.args) {
    if (arg.kind == ArgKind::kNone) break;
    if (IsOutput(arg.kind) && !DecodeOneOutput(arg, call, result, event)) permitted = false;
  }
  return permitted;
}

bool Decoder::DecodeOne(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event) {
  const uint64_t value = call.data.args[arg.reg];
  const uint64_t second = call.data.args[arg.aux];
  switch (arg.kind) {
    case ArgKind::kInt:
      AddNumber(event, arg.param, static_cast<int32_t>(value));
      return true;
    case ArgKind::kUint:
      AddNumber(event, arg.param, static_cast<uint32_t>(value));
      return true;
    case ArgKind::kLong:
      AddNumber(event, arg.param, static_cast<int64_t>(value));
      return true;
    case ArgKind::kPath:
    case ArgKind::kPathAt:
      return ReadPath(arg, call, Add(event, arg.param));
    case ArgKind::kText: {
      proto::Argument& out = Add(event, arg.param);
      if (value == 0) return true;
      const auto result = call.memory.ReadString(value, PATH_MAX, text_);
      if (!Failed(result, out)) out.set_text(text_);
      return result != RemoteMemory::Read::kNoAccess;
    }
    case ArgKind::kAddress:
      return ReadAddress(value, static_cast<uint32_t>(second), call.memory, Add(event, arg.param));
    case ArgKind::kArgv:
      return ReadArgv(arg, call, Add(event, arg.param));
    case ArgKind::kData:
      return !data_ || ReadData(value, second, call.memory, event, arg.param);
    case ArgKind::kVector:
      return !data_ || ReadVectors(value, second, UINT64_MAX, call, event);
    case ArgKind::kOpenHow:
      return ReadOpenHow(arg, call, event);
    case ArgKind::kCloneArgs:
      return ReadCloneArgs(arg, call, event);
    case ArgKind::kUringParams:
      return ReadUringParams(arg, call, event);
    case ArgKind::kPrctl:
      return ReadPrctl(arg, call, event);
    case ArgKind::kMessage:
      return ReadMessage(value, call, event);
    case ArgKind::kMessages:
      return ReadMessage(MessageAt(value, call), call, event);
    case ArgKind::kMessageOut:
    case ArgKind::kMessagesOut: {  // begins with a message
      MessageReader::Message message;
      const auto result =
          MessageReader(call.memory, IsNarrow(call.data)).ReadMessage(value, message);
      if (result == RemoteMemory::Read::kOk && message.name != 0) Add(event, proto::PARAM_TUPLE);
      return result != RemoteMemory::Read::kNoAccess;
    }
    case ArgKind::kAddressOut:
      // There will be one, and the event says so.
      if (value != 0) Add(event, arg.param);
      return true;
    case ArgKind::kNone:
    case ArgKind::kDataOut:
    case ArgKind::kVectorOut:
    case ArgKind::kPairOut:
    case ArgKind::kUringParamsOut:
      break;
  }
  return true;
}

bool Decoder::DecodeOneOutput(const ArgSpec& arg, const Call& call, int64_t result,
                              proto::SyscallEvent& event) {
  const uint64_t value = call.data.args[arg.reg];
  const uint64_t second = call.data.args[arg.aux];
  const auto bytes = static_cast<uint64_t>(result);
  switch (arg.kind) {
    case ArgKind::kAddressOut: {
      if (value == 0 || second == 0) return true;
      uint32_t length = 0;
      const auto read = call.memory.ReadBytes(second, &length, sizeof length);
      if (read != RemoteMemory::Read::kOk) return read != RemoteMemory::Read::kNoAccess;
      return ReadAddress(value, length, call.memory, FindOrAdd(event, arg.param));
    }
    case ArgKind::kDataOut:
      return !data_ || ReadData(value, bytes, call.memory, event, arg.param);
    case ArgKind::kVectorOut:
      return !data_ || ReadVectors(value, second, bytes, call, event);
    case ArgKind::kMessageOut:
      return ReadReceived(value, bytes, call, event);
    case ArgKind::kMessagesOut: {
      if (result <= static_cast<int64_t>(call.message)) return true;
      // struct mmsghdr: a message, then how many bytes it has.
      const uint64_t message = MessageAt(value, call);
      const uint64_t size = IsNarrow(call.data) ? kNarrowMessage : sizeof(msghdr);
      uint32_t length = 0;
      const auto read = call.memory.ReadBytes(message + size, &length, sizeof length);
      if (read != RemoteMemory::Read::kOk) return read != RemoteMemory::Read::kNoAccess;
      return ReadReceived(message, length, call, event);
    }
    case ArgKind::kPairOut: {
      int32_t pair[2] = {-1, -1};
      const auto read = call.memory.ReadBytes(value, pair, sizeof pair);
      if (read != RemoteMemory::Read::kOk) return read != RemoteMemory::Read::kNoAccess;
      AddNumber(event, proto::PARAM_FD1, pair[0]);
      AddNumber(event, proto::PARAM_FD2, pair[1]);
      return true;
    }
    case ArgKind::kUringParamsOut: {
      io_uring_params params = {};
      const auto read = call.memory.ReadBytes(value, &params, sizeof params);
      if (read != RemoteMemory::Read::kOk) return read != RemoteMemory::Read::kNoAccess;
      AddNumber(event, proto::PARAM_SQ_ENTRIES, params.sq_entries);
      AddNumber(event, proto::PARAM_CQ_ENTRIES, params.cq_entries);
      AddNumber(event, proto::PARAM_FEATURES, params.features);
      return true;
    }
    default:
      return true;
  }
}

bool Decoder::ReadPath(const ArgSpec& arg, const Call& call, proto::Argument& out) {
  // Longer paths fail with ENAMETOOLONG; their beginning is still worth reporting.
  const auto result = call.memory.ReadString(call.data.args[arg.reg], PATH_MAX, text_);
  if (Failed(result, out)) return result != RemoteMemory::Read::kNoAccess;
  const int dirfd =
      arg.kind == ArgKind::kPathAt ? static_cast<int>(call.data.args[arg.aux]) : AT_FDCWD;
  ResolvePath(call.tid, dirfd, text_, path_);
  out.set_text(text_);
  out.set_path(path_);
  return true;
}

bool Decoder::ReadAddress(uint64_t pointer, uint64_t length, RemoteMemory& memory,
                          proto::Argument& out) {
  if (pointer == 0 || length == 0) return true;
  sockaddr_storage address = {};
  const size_t size = std::min<size_t>(length, sizeof address);
  const auto result = memory.ReadBytes(pointer, &address, size);
  if (!Failed(result, out)) {
    // What it is depends on the socket, see EventBuilder::SettleFamily.
    const bool open = address.ss_family == AF_UNSPEC && out.param() == proto::PARAM_TUPLE &&
                      size >= sizeof(sockaddr_in);
    if (open) address.ss_family = AF_INET;
    FillAddress(address, static_cast<socklen_t>(size), *out.mutable_address());
    if (open) out.mutable_address()->set_family(AF_UNSPEC);
  }
  return result != RemoteMemory::Read::kNoAccess;
}

bool Decoder::ReadData(uint64_t pointer, uint64_t size, RemoteMemory& memory,
                       proto::SyscallEvent& event, proto::Param param) {
  proto::Argument& out = FindOrAdd(event, param);
  text_.resize(std::min<uint64_t>(size, kMaxData));
  if (text_.empty()) return true;
  const auto result = memory.ReadBytes(pointer, text_.data(), text_.size());
  if (!Failed(result, out)) out.set_text(text_);
  return result != RemoteMemory::Read::kNoAccess;
}

// `limit`: how many of the bytes were moved.
bool Decoder::ReadVectors(uint64_t pointer, uint64_t count, uint64_t limit, const Call& call,
                          proto::SyscallEvent& event) {
  MessageReader reader(call.memory, IsNarrow(call.data));
  auto result = reader.ReadVectors(pointer, count, vectors_);
  if (result == RemoteMemory::Read::kOk) {
    uint64_t size = 0;
    for (const MessageReader::Vector& vector : vectors_) size += vector.size;
    FindOrAdd(event, proto::PARAM_SIZE).set_number(static_cast<int64_t>(size));
  }
  proto::Argument& out = FindOrAdd(event, proto::PARAM_DATA);
  if (result == RemoteMemory::Read::kOk) {
    result = reader.Gather(vectors_, std::min<uint64_t>(limit, kMaxData), text_);
  }
  if (!Failed(result, out)) out.set_text(text_);
  return result != RemoteMemory::Read::kNoAccess;
}

// Of an array of struct mmsghdr.
uint64_t Decoder::MessageAt(uint64_t messages, const Call& call) {
  const uint64_t size = IsNarrow(call.data) ? kNarrowMessage + sizeof(uint32_t) : sizeof(mmsghdr);
  return messages + call.message * size;
}

bool Decoder::ReadMessage(uint64_t pointer, const Call& call, proto::SyscallEvent& event) {
  MessageReader::Message message;
  proto::Argument& tuple = Add(event, proto::PARAM_TUPLE);
  const auto result = MessageReader(call.memory, IsNarrow(call.data)).ReadMessage(pointer, message);
  if (Failed(result, tuple)) return result != RemoteMemory::Read::kNoAccess;
  bool permitted = ReadAddress(message.name, message.name_size, call.memory, tuple);
  if (data_) {
    permitted &= ReadVectors(message.vectors, message.vector_count, UINT64_MAX, call, event);
  }
  return permitted;
}

bool Decoder::ReadReceived(uint64_t pointer, uint64_t bytes, const Call& call,
                           proto::SyscallEvent& event) {
  MessageReader::Message message;
  const auto result = MessageReader(call.memory, IsNarrow(call.data)).ReadMessage(pointer, message);
  if (result != RemoteMemory::Read::kOk) return result != RemoteMemory::Read::kNoAccess;
  bool permitted = true;
  if (message.name != 0) {
    permitted = ReadAddress(message.name, message.name_size, call.memory,
                            FindOrAdd(event, proto::PARAM_TUPLE));
  }
  if (data_) {
    permitted &= ReadVectors(message.vectors, message.vector_count, bytes, call, event);
  }
  return permitted;
}

bool Decoder::ReadOpenHow(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event) {
  open_how how = {};
  const size_t size = std::min<size_t>(call.data.args[arg.reg + 1], sizeof how);
  const auto result = call.memory.ReadBytes(call.data.args[arg.reg], &how, size);
  const bool ok = result == RemoteMemory::Read::kOk;
  const struct {
    proto::Param param;
    uint64_t value;
  } parts[] = {{proto::PARAM_FLAGS, how.flags},
               {proto::PARAM_MODE, how.mode},
               {proto::PARAM_RESOLVE, how.resolve}};
  for (const auto& part : parts) {
    proto::Argument& out = *event.add_args();
    out.set_param(part.param);
    out.set_number(static_cast<int64_t>(part.value));
    out.set_unreadable(!ok);
  }
  if ((how.resolve & RESOLVE_IN_ROOT) != 0) StayBelow(call, event);
  return result != RemoteMemory::Read::kNoAccess;
}

// With RESOLVE_IN_ROOT neither "/" nor ".." leads out of the directory.
void Decoder::StayBelow(const Call& call, proto::SyscallEvent& event) {
  proto::Argument& name = FindOrAdd(event, proto::PARAM_NAME);
  if (name.unreadable()) return;
  ResolvePath(call.tid, static_cast<int>(call.data.args[0]), ".", path_);
  if (path_ == "/") path_.clear();
  NormalizePath("/", "/" + name.text(), text_);
  name.set_path(path_ + text_);
}

bool Decoder::ReadCloneArgs(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event) {
  proto::Argument& out = Add(event, arg.param);
  uint64_t flags = 0;  // the first member
  const auto result = call.memory.ReadBytes(call.data.args[arg.reg], &flags, sizeof flags);
  if (!Failed(result, out)) out.set_number(static_cast<int64_t>(flags));
  return result != RemoteMemory::Read::kNoAccess;
}

bool Decoder::ReadUringParams(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event) {
  io_uring_params params = {};
  const auto result = call.memory.ReadBytes(call.data.args[arg.reg], &params, sizeof params);
  if (result != RemoteMemory::Read::kOk) return result != RemoteMemory::Read::kNoAccess;
  AddNumber(event, proto::PARAM_FLAGS, params.flags);
  AddNumber(event, proto::PARAM_SQ_THREAD_CPU, params.sq_thread_cpu);
  AddNumber(event, proto::PARAM_SQ_THREAD_IDLE, params.sq_thread_idle);
  return true;
}

bool Decoder::ReadPrctl(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event) {
  const uint64_t value = call.data.args[arg.reg];
  if (static_cast<int>(call.data.args[0]) != PR_SET_NAME) {
    AddNumber(event, proto::PARAM_ARG2_INT, static_cast<int64_t>(value));
    return true;
  }
  constexpr size_t kNameSize = 16;
  proto::Argument& out = Add(event, proto::PARAM_ARG2_STR);
  const auto result = call.memory.ReadString(value, kNameSize - 1, text_);
  if (!Failed(result, out)) out.set_text(text_);
  return result != RemoteMemory::Read::kNoAccess;
}

bool Decoder::ReadArgv(const ArgSpec& arg, const Call& call, proto::Argument& out) {
  const uint64_t pointer = call.data.args[arg.reg];
  if (pointer == 0) return true;
  std::vector<std::string> items;
  const auto result = call.memory.ReadStringArray(pointer, PointerSize(call.data), kMaxArgvItems,
                                                  kMaxArgvBytes, items);
  Failed(result, out);
  for (std::string& item : items) out.add_list(std::move(item));
  return result != RemoteMemory::Read::kNoAccess;
}

std::optional<uint32_t> SocketcallNumber(std::string_view name) {
  for (uint32_t i = 1; i < std::size(kSocketcalls); ++i) {
    if (kSocketcalls[i].name == name) return i;
  }
  return std::nullopt;
}

bool UnpackSocketcall(RemoteMemory& memory, seccomp_data& data) {
  const uint64_t which = data.args[0];
  if (which == 0 || which >= std::size(kSocketcalls)) return false;
  uint32_t args[6] = {};
  const size_t size = kSocketcalls[which].args * sizeof(uint32_t);
  if (memory.ReadBytes(data.args[1], args, size) != RemoteMemory::Read::kOk) return false;
  std::copy(std::begin(args), std::end(args), data.args);
  data.nr = seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, kSocketcalls[which].name.data());
  return true;
}

}  // namespace falco_run::tracer

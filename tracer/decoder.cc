// SPDX-License-Identifier: Apache-2.0
#include "tracer/decoder.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/openat2.h>
#include <seccomp.h>
#include <sys/socket.h>

#include <algorithm>
#include <vector>

#include "tracer/fd_inspector.h"
#include "tracer/path_resolver.h"

namespace falco_run::tracer {
namespace {

// As much of a command line as Falco keeps.
constexpr size_t kMaxArgvItems = 512;
constexpr size_t kMaxArgvBytes = 4096;

int PointerSize(uint32_t arch) { return arch == AUDIT_ARCH_I386 || arch == AUDIT_ARCH_ARM ? 4 : 8; }

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

bool Decoder::DecodeOne(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event) {
  const uint64_t value = call.data.args[arg.reg];
  if (arg.kind == ArgKind::kOpenHow) return ReadOpenHow(arg, call, event);
  proto::Argument& out = *event.add_args();
  out.set_param(arg.param);
  switch (arg.kind) {
    case ArgKind::kInt:
      out.set_number(static_cast<int32_t>(value));
      return true;
    case ArgKind::kLong:
      out.set_number(static_cast<int64_t>(value));
      return true;
    case ArgKind::kPath:
    case ArgKind::kPathAt:
      return ReadPath(arg, call, out);
    case ArgKind::kText: {
      if (value == 0) return true;
      const auto result = call.memory.ReadString(value, PATH_MAX, text_);
      if (!Failed(result, out)) out.set_text(text_);
      return result != RemoteMemory::Read::kNoAccess;
    }
    case ArgKind::kAddress:
      return ReadAddress(arg, call, out);
    case ArgKind::kArgv:
      return ReadArgv(arg, call, out);
    case ArgKind::kNone:
    case ArgKind::kOpenHow:
      break;
  }
  return true;
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

bool Decoder::ReadAddress(const ArgSpec& arg, const Call& call, proto::Argument& out) {
  const uint64_t pointer = call.data.args[arg.reg];
  const auto length = static_cast<uint32_t>(call.data.args[arg.aux]);
  if (pointer == 0 || length == 0) return true;
  sockaddr_storage address = {};
  const size_t size = std::min<size_t>(length, sizeof address);
  const auto result = call.memory.ReadBytes(pointer, &address, size);
  if (!Failed(result, out)) {
    FillAddress(address, static_cast<socklen_t>(size), *out.mutable_address());
  }
  return result != RemoteMemory::Read::kNoAccess;
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
  return result != RemoteMemory::Read::kNoAccess;
}

bool Decoder::ReadArgv(const ArgSpec& arg, const Call& call, proto::Argument& out) {
  const uint64_t pointer = call.data.args[arg.reg];
  if (pointer == 0) return true;
  std::vector<std::string> items;
  const auto result = call.memory.ReadStringArray(pointer, PointerSize(call.data.arch),
                                                  kMaxArgvItems, kMaxArgvBytes, items);
  Failed(result, out);
  for (std::string& item : items) out.add_list(std::move(item));
  return result != RemoteMemory::Read::kNoAccess;
}

bool UnpackSocketcall(RemoteMemory& memory, seccomp_data& data) {
  // The numbers of linux/net.h.
  static constexpr const char* kNames[] = {nullptr, "socket", "bind", "connect", "listen"};
  static constexpr int kCounts[] = {0, 3, 3, 3, 2};
  const uint64_t which = data.args[0];
  if (which == 0 || which >= std::size(kNames)) return false;
  uint32_t args[3] = {};
  const size_t size = static_cast<size_t>(kCounts[which]) * sizeof(uint32_t);
  if (memory.ReadBytes(data.args[1], args, size) != RemoteMemory::Read::kOk) return false;
  std::copy(std::begin(args), std::end(args), data.args);
  data.nr = seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, kNames[which]);
  return true;
}

}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#include "engine/events/name_table.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <array>

namespace falco_run::engine {
namespace {

// Bits of the rule language's own encoding of open(2) flags.
enum RuleOpenFlag : uint64_t {
  kRdOnly = 1,
  kWrOnly = 2,
  kCreat = 1 << 2,
  kAppend = 1 << 3,
  kDsync = 1 << 4,
  kExcl = 1 << 5,
  kNonblock = 1 << 6,
  kSync = 1 << 7,
  kTrunc = 1 << 8,
  kDirect = 1 << 9,
  kDirectory = 1 << 10,
  kLargeFile = 1 << 11,
  kCloexec = 1 << 12,
  kTmpfile = 1 << 13,
};

// x86-64's kernel value; glibc defines O_LARGEFILE as 0 there.
constexpr uint64_t kKernelLargeFile = 0100000;

void Append(std::string& out, size_t start, const char* name) {
  if (out.size() != start) out += '|';
  out += name;
}

}  // namespace

void AppendFlagNames(NameTable table, uint64_t value, std::string& out) {
  const size_t start = out.size();
  uint64_t rest = value;
  for (const NamedValue& n : GetNames(table)) {
    if (n.value == value) return Append(out, start, n.name);
    if (n.value != 0 && (rest & n.value) == n.value) {
      Append(out, start, n.name);
      rest &= ~n.value;
    }
  }
}

void AppendEnumNames(NameTable table, uint64_t value, std::string& out) {
  const size_t start = out.size();
  for (const NamedValue& n : GetNames(table)) {
    if (n.value == value) Append(out, start, n.name);
  }
  if (out.size() == start && table == NameTable::kPtraceRequests) out += "PTRACE_UNKNOWN";
}

uint64_t RuleFileFlags(uint64_t f) {
  uint64_t r = 0;
  switch (f & O_ACCMODE) {
    case O_RDONLY:
      r = kRdOnly;
      break;
    case O_WRONLY:
      r = kWrOnly;
      break;
    default:
      r = kRdOnly | kWrOnly;
  }
  if (f & O_CREAT) r |= kCreat;
  if (f & O_APPEND) r |= kAppend;
  if (f & O_DSYNC) r |= kDsync;
  if (f & O_EXCL) r |= kExcl;
  if (f & O_NONBLOCK) r |= kNonblock;
  if ((f & O_SYNC) == O_SYNC) r |= kSync;
  if (f & O_TRUNC) r |= kTrunc;
  if (f & O_DIRECT) r |= kDirect;
  if (f & O_DIRECTORY) r |= kDirectory;
  if (f & kKernelLargeFile) r |= kLargeFile;
  if (f & O_CLOEXEC) r |= kCloexec;
  if ((f & O_TMPFILE) == O_TMPFILE) r |= kTmpfile;
  return r;
}

std::string_view ErrnoName(int64_t error) {
  if (error <= 0 || error > 4095) return {};
  if (error == EAGAIN) return "EAGAIN";
  const char* name = strerrorname_np(static_cast<int>(error));
  return name ? std::string_view(name) : std::string_view();
}

std::string_view SignalName(int64_t signal) {
  static constexpr std::array<const char*, 32> kNames = {
      "",          "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
      "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
      "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
      "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS",
  };
  if (signal <= 0 || signal >= 32) return {};
  return kNames[static_cast<size_t>(signal)];
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "tracer/process_snapshot.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include "tracer/clock.h"
#include "tracer/fd_inspector.h"
#include "tracer/proc_file.h"
#include "tracer/proc_status.h"

namespace falco_run::tracer {
namespace {

// As in Falco's driver: arguments and environment are cut at 4,096 bytes each.
constexpr size_t kMaxArgBytes = 4096;

// Splits NUL-terminated strings, the form of cmdline and environ.
template <typename F>
void ForEachString(std::string_view text, F f) {
  while (!text.empty()) {
    const size_t nul = text.find('\0');
    f(text.substr(0, nul));
    text.remove_prefix(nul == std::string_view::npos ? text.size() : nul + 1);
  }
}

bool Writable(const struct statx& st, uid_t uid, gid_t gid) {
  if (uid == 0) return true;
  if (st.stx_uid == uid) return (st.stx_mode & S_IWUSR) != 0;
  if (st.stx_gid == gid) return (st.stx_mode & S_IWGRP) != 0;
  return (st.stx_mode & S_IWOTH) != 0;
}

uint64_t ToNs(const struct statx_timestamp& t) {
  return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000u + t.tv_nsec;
}

}  // namespace

SnapshotReader::SnapshotReader(uint32_t parts, bool when_asked)
    : parts_(parts), when_asked_(when_asked ? parts & kPartsWhenAsked : 0) {
  boot_time_ns_ = NowNs() - ReadClockNs(CLOCK_BOOTTIME);
  ns_per_tick_ = 1'000'000'000u / static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
  if (parts_ & kPartPidNamespace) own_pid_namespace_ = ReadProcLink(getpid(), "ns/pid");
}

uint64_t SnapshotReader::InitTimeNs() {
  if (!init_time_ns_) {
    const auto init = ReadProcStat(1);
    init_time_ns_ = init ? TicksToEpochNs(init->start_ticks) : 0;
  }
  return *init_time_ns_;
}

uint64_t SnapshotReader::TicksToEpochNs(uint64_t ticks) const {
  return boot_time_ns_ + TicksToBootNs(ticks);
}

bool SnapshotReader::Read(pid_t pid, proto::Process& out) {
  // The ids first: whether the image can be written depends on them.
  if (!ReadStatFile(pid, out) || !ReadIds(pid, out)) return false;
  ReadImage(pid, nullptr, out);
  ReadStdio(pid, out);
  ReadCwd(pid, out);
  out.set_clone_time_ns(TicksToEpochNs(out.start_ticks()));
  ReadUsage(pid, out);
  return true;
}

void SnapshotReader::ReadForked(pid_t pid, const ProcStat& stat, proto::Process& out) {
  FillStat(pid, stat, out);
  out.set_clone_time_ns(TicksToEpochNs(out.start_ticks()));
  out.clear_exec_time_ns();
  out.set_threads(1);
  if (!(parts_ & kPartPidNamespace)) return;
  if (InOwnPidNamespace(pid)) {
    out.set_vpid(pid);
    out.set_vpgid(stat.pgid);
  } else {
    ReadIds(pid, out);
  }
}

bool SnapshotReader::InOwnPidNamespace(pid_t pid) const {
  return !own_pid_namespace_.empty() && ReadProcLink(pid, "ns/pid") == own_pid_namespace_;
}

void SnapshotReader::FillStat(pid_t pid, const ProcStat& stat, proto::Process& out) {
  out.set_pid(pid);
  out.set_ppid(stat.ppid);
  out.set_comm(stat.comm);
  out.set_pgid(stat.pgid);
  out.set_sid(stat.sid);
  out.set_tty(stat.tty);
  out.set_start_ticks(stat.start_ticks);
}

bool SnapshotReader::ReadStatFile(pid_t pid, proto::Process& out) {
  const auto stat = ReadProcStat(pid);
  if (stat) FillStat(pid, *stat, out);
  return stat.has_value();
}

bool SnapshotReader::IdsMayDiffer(pid_t pid, bool fresh, const proto::Process& out) const {
  uint32_t always = (kPartCapabilities | kPartCgroups) & ~when_asked_;
  if (!fresh) always |= kPartPidNamespace;
  if (loginuid_opened_) always |= kPartLoginUid;
  if (exe_sets_ids_ || (parts_ & always) != 0) return true;
  // /proc/PID belongs to the effective ids (to root where the process may not be dumped).
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d", pid);
  struct stat st;
  return ::stat(path, &st) != 0 || st.st_uid != out.uid() || st.st_gid != out.gid();
}

bool SnapshotReader::ReadNewImage(pid_t pid, const InitialStack* stack, bool fresh,
                                  proto::Process& out) {
  // The rest of `stat` costs twice as much as the name, and an exec does not change it.
  if ((parts_ & kPartSession) && !fresh) {
    if (!ReadStatFile(pid, out)) return false;
  } else if (stack != nullptr && !stack->name().empty()) {
    out.set_comm(stack->name().data(), stack->name().size());
  } else if (!ReadComm(pid, out)) {
    return false;
  }
  ReadImage(pid, stack, out);
  if (!leaves_out()) {
    ReadStdio(pid, out);
    ReadCwd(pid, out);
  }
  return !IdsMayDiffer(pid, fresh, out) || ReadIds(pid, out);
}

void SnapshotReader::SetCommandLine(std::string_view text, proto::Process& out) {
  out.clear_exe();
  out.clear_args();
  bool first = true;
  ForEachString(text.substr(0, kMaxArgBytes), [&](std::string_view arg) {
    if (first) {
      out.set_exe(arg.data(), arg.size());
    } else {
      out.add_args(arg.data(), arg.size());
    }
    first = false;
  });
}

void SnapshotReader::ReadImage(pid_t pid, const InitialStack* stack, proto::Process& out) {
  std::array<char, kMaxArgBytes> buffer;
  SetCommandLine(stack != nullptr ? stack->arguments() : ReadCommandLine(pid, buffer), out);
  ReadExe(pid, out);
  if (parts_ & kPartEnv) {
    out.clear_env();
    ForEachString(ReadProcFile(pid, "environ", buffer),
                  [&](std::string_view e) { out.add_env(e.data(), e.size()); });
  }
}

void SnapshotReader::ReadLeftOut(pid_t pid, proto::Process& out) {
  ReadStdio(pid, out);
  ReadCwd(pid, out);
  if (parts_ & (kPartCapabilities | kPartCgroups)) ReadIds(pid, out);
}

void SnapshotReader::ReadExe(pid_t pid, proto::Process& out) {
  std::string exe = ReadProcLink(pid, "exe");
  const bool from_memfd = exe.starts_with("/memfd:");
  out.set_exe_path(std::move(exe));
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/exe", pid);
  // Without asking a file server, which may wait for us.
  struct statx st;
  const bool found =
      statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_BASIC_STATS | STATX_MNT_ID, &st) == 0;
  exe_sets_ids_ = !found || (st.stx_mode & (S_ISUID | S_ISGID)) != 0;
  if (!(parts_ & kPartExeFile)) return;
  auto& file = *out.mutable_exe_file();
  file.Clear();
  file.set_from_memfd(from_memfd);
  if (found) {
    file.set_ino(st.stx_ino);
    file.set_ctime_ns(ToNs(st.stx_ctime));
    file.set_mtime_ns(ToNs(st.stx_mtime));
    file.set_writable(Writable(st, out.uid(), out.gid()));
    const auto layer = layers_.Of(pid, path, st, InitTimeNs());
    if (layer) {
      file.set_upper_layer(*layer == Layer::kUpper);
      file.set_lower_layer(*layer == Layer::kLower);
    }
  }
}

void SnapshotReader::ReadUsage(pid_t pid, proto::Process& out) {
  if (!reads_usage()) return;
  auto& usage = *out.mutable_usage();
  if (const auto status = ReadProcStatus(pid)) {
    out.set_threads(status->threads);
    usage.set_vm_size_kb(status->vm_size_kb);
    usage.set_vm_rss_kb(status->vm_rss_kb);
    usage.set_vm_swap_kb(status->vm_swap_kb);
  }
  if (const auto stat = ReadProcStat(pid)) {
    usage.set_page_faults_major(stat->major_faults);
    usage.set_page_faults_minor(stat->minor_faults);
  }
  usage.set_open_fds(CountDescriptors(pid));
  rlimit limit;
  if (prlimit(pid, RLIMIT_NOFILE, nullptr, &limit) == 0) {
    usage.set_fd_limit(limit.rlim_cur == RLIM_INFINITY ? -1 : static_cast<int64_t>(limit.rlim_cur));
  }
}

bool SnapshotReader::ReadIds(pid_t pid, proto::Process& out) {
  const auto status = ReadProcStatus(pid);
  if (!status) return false;
  out.set_uid(status->euid);
  out.set_gid(status->egid);
  out.set_threads(status->threads);
  if (parts_ & kPartPidNamespace) {
    out.set_vpid(status->ns_tgid);
    out.set_vpgid(status->ns_pgid);
    out.set_sid(status->ns_sid);
    // The init of a namespace further down is not known.
    if (InOwnPidNamespace(pid)) {
      out.set_pidns_init_time_ns(InitTimeNs());
    } else {
      out.clear_pidns_init_time_ns();
    }
  }
  if (parts_ & kPartCapabilities) {
    out.set_cap_inheritable(status->cap_inheritable);
    out.set_cap_permitted(status->cap_permitted);
    out.set_cap_effective(status->cap_effective);
  }
  if (parts_ & kPartLoginUid) {
    std::array<char, 32> buffer;
    const std::string_view text = ReadProcFile(pid, "loginuid", buffer);
    uint32_t loginuid = 0xffffffff;
    if (!text.empty()) std::from_chars(text.data(), text.data() + text.size(), loginuid);
    out.set_loginuid(loginuid);
  }
  if (parts_ & kPartCgroups) {
    out.clear_cgroups();
    std::array<char, 4096> buffer;
    std::string_view text = ReadProcFile(pid, "cgroup", buffer);
    while (!text.empty()) {
      const size_t eol = text.find('\n');
      const std::string_view line = text.substr(0, eol);
      text.remove_prefix(eol == std::string_view::npos ? text.size() : eol + 1);
      const size_t a = line.find(':');
      const size_t b = line.find(':', a + 1);
      if (a == std::string_view::npos || b == std::string_view::npos) continue;
      std::string entry(line.substr(a + 1, b - a - 1));
      entry.append("=").append(line.substr(b + 1));
      out.add_cgroups(std::move(entry));
    }
  }
  if (parts_ & kPartUserNames) {
    UserNames& users = other_users_.IsOwnRoot(pid) ? users_ : other_users_.Of(pid);
    const UserNames::User* user = users.FindUser(out.uid());
    out.set_user_name(user ? user->name : "");
    out.set_user_home(user ? user->home : "");
    out.set_user_shell(user ? user->shell : "");
    const std::string* group = users.FindGroup(out.gid());
    out.set_group_name(group ? *group : "");
    const UserNames::User* login = out.has_loginuid() && out.loginuid() != 0xffffffff
                                       ? users.FindUser(out.loginuid())
                                       : nullptr;
    out.set_login_name(login ? login->name : "");
  }
  return true;
}

bool SnapshotReader::ReadComm(pid_t pid, proto::Process& out) {
  std::array<char, 64> buffer;
  std::string_view comm = ReadProcFile(pid, "comm", buffer);
  if (comm.empty()) return false;
  if (comm.back() == '\n') comm.remove_suffix(1);
  out.set_comm(comm.data(), comm.size());
  return true;
}

void SnapshotReader::ReadCwd(pid_t pid, proto::Process& out) {
  if (parts_ & kPartCwd) out.set_cwd(ReadProcLink(pid, "cwd"));
}

void SnapshotReader::ReadSession(pid_t pid, proto::Process& out) {
  if (parts_ & kPartSession) ReadStatFile(pid, out);
  if (parts_ & kPartPidNamespace) ReadIds(pid, out);
}

void SnapshotReader::ReadStdio(pid_t pid, proto::Process& out) {
  out.clear_stdio();
  for (int fd = 0; fd < 3; ++fd) {
    if (!(parts_ & kPartStdin << fd)) continue;
    auto& entry = *out.add_stdio();
    inspector_.Describe(pid, fd, entry);
    if (entry.name().empty()) out.mutable_stdio()->RemoveLast();
  }
}

}  // namespace falco_run::tracer

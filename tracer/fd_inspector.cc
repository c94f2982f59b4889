// SPDX-License-Identifier: Apache-2.0
#include "tracer/fd_inspector.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "tracer/proc_file.h"

namespace falco_run::tracer {
namespace {

using Fd = proto::FileDescriptor;

// Enough for a server's connections.
constexpr size_t kMostRoles = 16384;

struct AnonType {
  std::string_view name;
  Fd::Type type;
};
constexpr AnonType kAnonTypes[] = {
    {"[eventfd]", Fd::EVENT},
    {"[signalfd]", Fd::SIGNALFD},
    {"[eventpoll]", Fd::EVENTPOLL},
    {"inotify", Fd::INOTIFY},
    {"[timerfd]", Fd::TIMERFD},
    {"bpf-", Fd::BPF},
    {"[userfaultfd]", Fd::USERFAULTFD},
    {"[io_uring]", Fd::IO_URING},
    {"[pidfd]", Fd::PIDFD},
};

Fd::Type TypeOfLink(std::string_view link) {
  if (link.starts_with("/memfd:")) return Fd::MEMFD;
  if (link.starts_with("/")) return Fd::FILE;
  if (link.starts_with("pipe:")) return Fd::PIPE;
  if (link.starts_with("anon_inode:")) {
    link.remove_prefix(sizeof("anon_inode:") - 1);
    for (const AnonType& t : kAnonTypes) {
      if (link.starts_with(t.name)) return t.type;
    }
  }
  return Fd::UNKNOWN;
}

Fd::Type TypeOfFamily(int family) {
  switch (family) {
    case AF_INET:
      return Fd::IPV4;
    case AF_INET6:
      return Fd::IPV6;
    case AF_UNIX:
      return Fd::UNIX;
    case AF_NETLINK:
      return Fd::NETLINK;
    default:
      return Fd::UNKNOWN;
  }
}

int IntOption(int socket, int option) {
  int value = 0;
  socklen_t length = sizeof value;
  return getsockopt(socket, SOL_SOCKET, option, &value, &length) == 0 ? value : 0;
}

// Protocols that socket(2) was asked for as 0.
uint32_t DefaultProtocol(int family, int type) {
  if (family != AF_INET && family != AF_INET6) return 0;
  if (type == SOCK_STREAM) return IPPROTO_TCP;
  if (type == SOCK_DGRAM) return IPPROTO_UDP;
  return 0;
}

// From here on the kernel takes ports for those who do not ask for one.
uint32_t FirstEphemeralPort() {
  static const uint32_t first = [] {
    uint32_t value = 32768;
    if (std::FILE* file = std::fopen("/proc/sys/net/ipv4/ip_local_port_range", "re")) {
      if (std::fscanf(file, "%u", &value) != 1) value = 32768;
      std::fclose(file);
    }
    return value;
  }();
  return first;
}

struct DirectoryCloser {
  void operator()(DIR* d) const { closedir(d); }
};

// Who serves on an existing connection: servers choose their ports, and let them be taken again.
Fd::Role GuessRole(const Fd& fd, bool reuses_address) {
  const bool here = fd.local().port() < FirstEphemeralPort();
  const bool there = fd.peer().port() < FirstEphemeralPort();
  if (here != there) return here ? Fd::SERVER : Fd::CLIENT;
  return reuses_address ? Fd::SERVER : Fd::CLIENT;
}

// Also of a thread that is no leader (Linux 6.9).
UniqueFd OpenProcess(pid_t pid) {
  UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  constexpr unsigned kThread = O_EXCL;  // PIDFD_THREAD
  if (!process.valid()) process.reset(static_cast<int>(syscall(SYS_pidfd_open, pid, kThread)));
  return process;
}

UniqueFd GetDescriptor(const UniqueFd& process, int fd) {
  return UniqueFd(static_cast<int>(syscall(SYS_pidfd_getfd, process.get(), fd, 0)));
}

}  // namespace

UniqueFd DescriptorInspector::Duplicate(pid_t pid, int fd) {
  if (pid == pid_ && process_.valid()) {
    UniqueFd copy = GetDescriptor(process_, fd);
    if (copy.valid() || errno != ESRCH) return copy;
    // Another process has the number now.
  }
  pid_ = pid;
  process_ = OpenProcess(pid);
  return process_.valid() ? GetDescriptor(process_, fd) : UniqueFd();
}

bool DescriptorInspector::LookAtSocket(pid_t pid, int fd, Role role, Fd& out) {
  socket_.fd = -1;
  const UniqueFd copy = Duplicate(pid, fd);
  const int s = copy.get();
  struct stat st;
  if (!copy.valid() || fstat(s, &st) != 0 || !S_ISSOCK(st.st_mode)) return false;
  if (socket_.inode != st.st_ino) {
    socket_.inode = st.st_ino;
    socket_.family = IntOption(s, SO_DOMAIN);
    socket_.type = IntOption(s, SO_TYPE);
    socket_.protocol = IntOption(s, SO_PROTOCOL);
  }
  socket_.fd = fd;
  out.set_name("socket:[" + std::to_string(st.st_ino) + "]");
  out.set_ino(st.st_ino);
  out.set_dev(st.st_dev);
  out.set_type(TypeOfFamily(socket_.family));
  const bool is_ip = socket_.family == AF_INET || socket_.family == AF_INET6;
  if (is_ip && socket_.type == SOCK_RAW) {
    out.set_protocol(IPPROTO_RAW);  // whatever it carries
  } else {
    out.set_protocol(socket_.protocol != 0 ? static_cast<uint32_t>(socket_.protocol)
                                           : DefaultProtocol(socket_.family, socket_.type));
  }
  sockaddr_storage address = {};
  socklen_t length = sizeof address;
  if (getsockname(s, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    FillAddress(address, length, *out.mutable_local());
  }
  length = sizeof address;
  if (getpeername(s, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
    FillAddress(address, length, *out.mutable_peer());
    out.set_connected(true);
  }
  if (role == Role::kLeftOut) return true;
  if (const auto known = roles_.find(st.st_ino); known != roles_.end()) {
    out.set_role(known->second);
  } else if (IntOption(s, SO_ACCEPTCONN) != 0) {
    out.set_role(Fd::SERVER);
  } else if (out.connected() && out.has_local()) {
    out.set_role(GuessRole(out, IntOption(s, SO_REUSEADDR) != 0));
  }
  return true;
}

void DescriptorInspector::LookAtFile(pid_t pid, int fd, Fd& out) {
  char path[48];
  std::snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd);
  // Without asking a file server, which may wait for us.
  struct statx st;
  if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, &st) != 0) return;
  out.set_ino(st.stx_ino);
  out.set_dev(makedev(st.stx_dev_major, st.stx_dev_minor));
  if (S_ISDIR(st.stx_mode)) out.set_type(Fd::DIRECTORY);
}

// False when there is no such descriptor.
bool DescriptorInspector::Look(pid_t pid, int fd, Role role, Fd& out) {
  out.set_num(fd);
  if (fd < 0) return false;
  // What was a socket mostly still is one, and /proc is slow.
  if (pid == pid_ && fd == socket_.fd && LookAtSocket(pid, fd, role, out)) return true;
  char name[32];
  std::snprintf(name, sizeof name, "fd/%d", fd);
  std::string link = ReadProcLink(pid, name);
  if (link.empty()) return false;
  if (link.starts_with("socket:")) {
    if (LookAtSocket(pid, fd, role, out)) return true;
  } else {
    out.set_type(TypeOfLink(link));
  }
  out.set_name(std::move(link));
  return true;
}

void FillAddress(const sockaddr_storage& from, socklen_t length, proto::SocketAddress& to) {
  to.Clear();
  if (length < sizeof(sa_family_t)) return;
  to.set_family(from.ss_family);
  if (from.ss_family == AF_INET && length >= sizeof(sockaddr_in)) {
    const auto& in = reinterpret_cast<const sockaddr_in&>(from);
    to.set_ip(&in.sin_addr, 4);
    to.set_port(ntohs(in.sin_port));
  } else if (from.ss_family == AF_INET6 && length >= sizeof(sockaddr_in6) - 4) {
    const auto& in6 = reinterpret_cast<const sockaddr_in6&>(from);
    to.set_port(ntohs(in6.sin6_port));
    if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr)) {
      to.set_family(AF_INET);
      to.set_ip(in6.sin6_addr.s6_addr + 12, 4);
    } else {
      to.set_ip(&in6.sin6_addr, 16);
    }
  } else if (from.ss_family == AF_UNIX) {
    const auto& un = reinterpret_cast<const sockaddr_un&>(from);
    const size_t size =
        std::min<size_t>(length - offsetof(sockaddr_un, sun_path), sizeof un.sun_path);
    if (length <= offsetof(sockaddr_un, sun_path)) return;  // unnamed
    std::string path(un.sun_path, size);
    if (path[0] == '\0') {
      path[0] = '@';
    } else if (const size_t nul = path.find('\0'); nul != std::string::npos) {
      path.resize(nul);
    }
    to.set_path(std::move(path));
  }
}

void DescriptorInspector::Describe(pid_t pid, int fd, proto::FileDescriptor& out) {
  if (!Look(pid, fd, Role::kGuessed, out)) return;
  // Devices are what standard descriptors mostly are.
  if (out.type() != Fd::FILE || out.name().starts_with("/dev/")) return;
  LookAtFile(pid, fd, out);
}

void DescriptorInspector::Inspect(pid_t pid, int fd, proto::FileDescriptor& out, Role role) {
  if (!Look(pid, fd, role, out)) return;
  if (out.type() == Fd::FILE) out.set_flags(ReadDescriptorFlags(pid, fd));
  if (out.ino() == 0) LookAtFile(pid, fd, out);
}

void DescriptorInspector::NoteRole(const Fd& fd, Fd::Role role) {
  if (fd.ino() == 0 || fd.protocol() != IPPROTO_TCP) return;
  if (roles_.size() >= kMostRoles) roles_.clear();
  roles_[fd.ino()] = role;
}

UniqueFd DuplicateDescriptor(pid_t pid, int fd) {
  const UniqueFd process = OpenProcess(pid);
  return process.valid() ? GetDescriptor(process, fd) : UniqueFd();
}

uint32_t ReadDescriptorFlags(pid_t pid, int fd) {
  char name[32];
  std::snprintf(name, sizeof name, "fdinfo/%d", fd);
  char buffer[256];
  const std::string_view text = ReadProcFile(pid, name, buffer);
  const size_t at = text.find("flags:");
  if (at == std::string_view::npos) return 0;
  const char* p = text.data() + at + 6;
  const char* end = text.data() + text.size();
  while (p < end && (*p == ' ' || *p == '\t')) ++p;
  uint32_t flags = 0;
  std::from_chars(p, end, flags, 8);
  return flags;
}

uint64_t CountDescriptors(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/fd";
  struct stat st;
  // Since Linux 6.2 the directory's size is their number.
  if (stat(path.c_str(), &st) == 0 && st.st_size > 0) return static_cast<uint64_t>(st.st_size);
  const std::unique_ptr<DIR, DirectoryCloser> directory(opendir(path.c_str()));
  uint64_t count = 0;
  while (directory != nullptr && readdir(directory.get()) != nullptr) ++count;
  constexpr uint64_t kDots = 2;
  return count > kDots ? count - kDots : 0;
}

bool IsSocket(pid_t pid, int fd) {
  char name[32];
  std::snprintf(name, sizeof name, "fd/%d", fd);
  return ReadProcLink(pid, name).starts_with("socket:");
}

std::optional<AcceptQueue> ReadAcceptQueue(int socket) {
  if (IntOption(socket, SO_ACCEPTCONN) == 0) return std::nullopt;
  tcp_info info = {};
  socklen_t length = sizeof info;
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return std::nullopt;
  // What these two mean for a listening socket.
  return AcceptQueue{info.tcpi_unacked, info.tcpi_sacked};
}

}  // namespace falco_run::tracer

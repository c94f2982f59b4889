// SPDX-License-Identifier: Apache-2.0
// Values are the Linux ABI (x86-64), written as numbers so that the table does not depend on
// the build machine's kernel headers.
#include "engine/events/name_table.h"

namespace falco_run::engine {
namespace {

// clang-format off
constexpr NamedValue kFileFlags[] = {
    {"O_LARGEFILE", 0x800}, {"O_DIRECTORY", 0x400}, {"O_DIRECT", 0x200}, {"O_TRUNC", 0x100},
    {"O_SYNC", 0x80}, {"O_NONBLOCK", 0x40}, {"O_EXCL", 0x20}, {"O_DSYNC", 0x10}, {"O_APPEND", 8},
    {"O_CREAT", 4}, {"O_RDWR", 3}, {"O_WRONLY", 2}, {"O_RDONLY", 1}, {"O_CLOEXEC", 0x1000},
    {"O_NONE", 0}, {"O_TMPFILE", 0x2000}, {"O_F_CREATED", 0x4000}, {"FD_UPPER_LAYER", 0x8000},
    {"FD_LOWER_LAYER", 0x10000},
};

constexpr NamedValue kExecveFlags[] = {
    {"EXE_WRITABLE", 1}, {"EXE_UPPER_LAYER", 2}, {"EXE_FROM_MEMFD", 4}, {"EXE_LOWER_LAYER", 8},
};

constexpr NamedValue kAccessFlags[] = {
    {"F_OK", 0}, {"R_OK", 4}, {"W_OK", 2}, {"X_OK", 1},
};

constexpr NamedValue kChmodMode[] = {
    {"S_IXOTH", 1}, {"S_IWOTH", 2}, {"S_IROTH", 4}, {"S_IXGRP", 8}, {"S_IWGRP", 0x10},
    {"S_IRGRP", 0x20}, {"S_IXUSR", 0x40}, {"S_IWUSR", 0x80}, {"S_IRUSR", 0x100}, {"S_ISVTX", 0x200},
    {"S_ISGID", 0x400}, {"S_ISUID", 0x800},
};

constexpr NamedValue kMknodMode[] = {
    {"S_IXOTH", 1}, {"S_IWOTH", 2}, {"S_IROTH", 4}, {"S_IXGRP", 8}, {"S_IWGRP", 0x10},
    {"S_IRGRP", 0x20}, {"S_IXUSR", 0x40}, {"S_IWUSR", 0x80}, {"S_IRUSR", 0x100}, {"S_ISVTX", 0x200},
    {"S_ISGID", 0x400}, {"S_ISUID", 0x800}, {"S_IFREG", 0x8000}, {"S_IFCHR", 0x2000},
    {"S_IFBLK", 0x6000}, {"S_IFIFO", 0x1000}, {"S_IFSOCK", 0xc000},
};

constexpr NamedValue kCloneFlags[] = {
    {"CLONE_FILES", 0x400}, {"CLONE_FS", 0x200}, {"CLONE_IO", 0x80000000u},
    {"CLONE_NEWIPC", 0x8000000}, {"CLONE_NEWNET", 0x40000000}, {"CLONE_NEWNS", 0x20000},
    {"CLONE_NEWPID", 0x20000000}, {"CLONE_NEWUTS", 0x4000000}, {"CLONE_PARENT", 0x8000},
    {"CLONE_PARENT_SETTID", 0x100000}, {"CLONE_PTRACE", 0x2000}, {"CLONE_SIGHAND", 0x800},
    {"CLONE_SYSVSEM", 0x40000}, {"CLONE_THREAD", 0x10000}, {"CLONE_UNTRACED", 0x800000},
    {"CLONE_VM", 0x100}, {"CLONE_NEWUSER", 0x10000000}, {"CLONE_CHILD_CLEARTID", 0x200000},
    {"CLONE_CHILD_SETTID", 0x1000000}, {"CLONE_SETTLS", 0x80000}, {"CLONE_VFORK", 0x4000},
    {"CLONE_NEWCGROUP", 0x2000000},
};

constexpr NamedValue kCloseRangeFlags[] = {
    {"CLOSE_RANGE_UNSHARE", 2}, {"CLOSE_RANGE_CLOEXEC", 4},
};

constexpr NamedValue kDeleteModuleFlags[] = {
    {"O_NONBLOCK", 0x800}, {"O_TRUNC", 0x200},
};

constexpr NamedValue kEpollCreate1Flags[] = {
    {"EPOLL_CLOEXEC", 0x80000},
};

constexpr NamedValue kFchownatFlags[] = {
    {"AT_SYMLINK_NOFOLLOW", 0x100}, {"AT_EMPTY_PATH", 0x1000},
};

constexpr NamedValue kFcntlCommands[] = {
    {"F_DUPFD", 0}, {"F_GETFD", 1}, {"F_SETFD", 2}, {"F_GETFL", 3}, {"F_SETFL", 4}, {"F_GETLK", 5},
    {"F_SETLK", 6}, {"F_SETLKW", 7}, {"F_SETOWN", 8}, {"F_GETOWN", 9}, {"F_SETSIG", 0xa},
    {"F_GETSIG", 0xb}, {"F_SETOWN_EX", 0xf}, {"F_GETOWN_EX", 0x10}, {"F_SETLEASE", 0x400},
    {"F_GETLEASE", 0x401}, {"F_NOTIFY", 0x402}, {"F_DUPFD_CLOEXEC", 0x406}, {"F_SETPIPE_SZ", 0x407},
    {"F_GETPIPE_SZ", 0x408}, {"F_OFD_GETLK", 0x24}, {"F_OFD_SETLK", 0x25}, {"F_OFD_SETLKW", 0x26},
};

constexpr NamedValue kFinitModuleFlags[] = {
    {"MODULE_INIT_IGNORE_MODVERSIONS", 1}, {"MODULE_INIT_IGNORE_VERMAGIC", 2},
};

constexpr NamedValue kFlockFlags[] = {
    {"LOCK_SH", 1}, {"LOCK_EX", 2}, {"LOCK_NB", 4}, {"LOCK_UN", 8},
};

constexpr NamedValue kFsconfigCmds[] = {
    {"FSCONFIG_SET_FLAG", 0}, {"FSCONFIG_SET_STRING", 1}, {"FSCONFIG_SET_BINARY", 2},
    {"FSCONFIG_SET_PATH", 3}, {"FSCONFIG_SET_PATH_EMPTY", 4}, {"FSCONFIG_SET_FD", 5},
    {"FSCONFIG_CMD_CREATE", 6}, {"FSCONFIG_CMD_RECONFIGURE", 7},
};

constexpr NamedValue kFutexOperations[] = {
    {"FUTEX_WAIT", 0}, {"FUTEX_WAKE", 1}, {"FUTEX_FD", 2}, {"FUTEX_REQUEUE", 3},
    {"FUTEX_CMP_REQUEUE", 4}, {"FUTEX_WAKE_OP", 5}, {"FUTEX_LOCK_PI", 6}, {"FUTEX_UNLOCK_PI", 7},
    {"FUTEX_TRYLOCK_PI", 8}, {"FUTEX_WAIT_BITSET", 9}, {"FUTEX_WAKE_BITSET", 0xa},
    {"FUTEX_WAIT_REQUEUE_PI", 0xb}, {"FUTEX_CMP_REQUEUE_PI", 0xc}, {"FUTEX_PRIVATE_FLAG", 0x80},
    {"FUTEX_CLOCK_REALTIME", 0x100},
};

constexpr NamedValue kLinkatFlags[] = {
    {"AT_SYMLINK_FOLLOW", 0x400}, {"AT_EMPTY_PATH", 0x1000},
};

constexpr NamedValue kLseekWhence[] = {
    {"SEEK_END", 2}, {"SEEK_CUR", 1}, {"SEEK_SET", 0},
};

constexpr NamedValue kMemfdCreateFlags[] = {
    {"MFD_CLOEXEC", 1}, {"MFD_ALLOW_SEALING", 2}, {"MFD_HUGETLB", 4},
};

constexpr NamedValue kMlock2Flags[] = {
    {"MLOCK_ONFAULT", 1},
};

constexpr NamedValue kMlockallFlags[] = {
    {"MCL_CURRENT", 1}, {"MCL_FUTURE", 2}, {"MCL_ONFAULT", 4},
};

constexpr NamedValue kMmapFlags[] = {
    {"MAP_SHARED", 1}, {"MAP_PRIVATE", 2}, {"MAP_FIXED", 0x10}, {"MAP_ANONYMOUS", 0x20},
    {"MAP_32BIT", 0x40}, {"MAP_NORESERVE", 0x4000}, {"MAP_POPULATE", 0x8000},
    {"MAP_NONBLOCK", 0x10000}, {"MAP_GROWSDOWN", 0x100}, {"MAP_DENYWRITE", 0x800},
    {"MAP_EXECUTABLE", 0x1000}, {"MAP_LOCKED", 0x2000},
};

constexpr NamedValue kMountFlags[] = {
    {"MS_RDONLY", 1}, {"MS_NOSUID", 2}, {"MS_NODEV", 4}, {"MS_NOEXEC", 8}, {"MS_SYNCHRONOUS", 0x10},
    {"MS_REMOUNT", 0x20}, {"MS_MANDLOCK", 0x40}, {"MS_DIRSYNC", 0x80}, {"MS_NOATIME", 0x400},
    {"MS_NODIRATIME", 0x800}, {"MS_BIND", 0x1000}, {"MS_MOVE", 0x2000}, {"MS_REC", 0x4000},
    {"MS_SILENT", 0x8000}, {"MS_POSIXACL", 0x10000}, {"MS_UNBINDABLE", 0x20000},
    {"MS_PRIVATE", 0x40000}, {"MS_SLAVE", 0x80000}, {"MS_SHARED", 0x100000},
    {"MS_RELATIME", 0x200000}, {"MS_KERNMOUNT", 0x400000}, {"MS_I_VERSION", 0x800000},
    {"MS_STRICTATIME", 0x1000000}, {"MS_LAZYTIME", 0x2000000},
};

constexpr NamedValue kNewfstatatFlags[] = {
    {"AT_EMPTY_PATH", 0x1000}, {"AT_NO_AUTOMOUNT", 0x800}, {"AT_SYMLINK_NOFOLLOW", 0x100},
};

constexpr NamedValue kOpenat2Flags[] = {
    {"RESOLVE_BENEATH", 8}, {"RESOLVE_IN_ROOT", 0x10}, {"RESOLVE_NO_MAGICLINKS", 2},
    {"RESOLVE_NO_SYMLINKS", 4}, {"RESOLVE_NO_XDEV", 1}, {"RESOLVE_CACHED", 0x20},
};

constexpr NamedValue kPidfdOpenFlags[] = {
    {"PIDFD_NONBLOCK", 0x800},
};

constexpr NamedValue kProtFlags[] = {
    {"PROT_READ", 1}, {"PROT_WRITE", 2}, {"PROT_EXEC", 4}, {"PROT_GROWSDOWN", 0x1000000},
    {"PROT_GROWSUP", 0x2000000}, {"PROT_NONE", 0},
};

constexpr NamedValue kPtraceRequests[] = {
    {"PTRACE_SINGLEBLOCK", 0x21}, {"PTRACE_SYSEMU_SINGLESTEP", 0x20}, {"PTRACE_SYSEMU", 0x1f},
    {"PTRACE_ARCH_PRCTL", 0x1e}, {"PTRACE_SET_THREAD_AREA", 0x1a}, {"PTRACE_GET_THREAD_AREA", 0x19},
    {"PTRACE_OLDSETOPTIONS", 0x15}, {"PTRACE_SETFPXREGS", 0x13}, {"PTRACE_GETFPXREGS", 0x12},
    {"PTRACE_SETFPREGS", 0xf}, {"PTRACE_GETFPREGS", 0xe}, {"PTRACE_SETREGS", 0xd},
    {"PTRACE_GETREGS", 0xc}, {"PTRACE_SETSIGMASK", 0x420b}, {"PTRACE_GETSIGMASK", 0x420a},
    {"PTRACE_PEEKSIGINFO", 0x4209}, {"PTRACE_LISTEN", 0x4208}, {"PTRACE_INTERRUPT", 0x4207},
    {"PTRACE_SEIZE", 0x4206}, {"PTRACE_SETREGSET", 0x4205}, {"PTRACE_GETREGSET", 0x4204},
    {"PTRACE_SETSIGINFO", 0x4203}, {"PTRACE_GETSIGINFO", 0x4202}, {"PTRACE_GETEVENTMSG", 0x4201},
    {"PTRACE_SETOPTIONS", 0x4200}, {"PTRACE_SYSCALL", 0x18}, {"PTRACE_DETACH", 0x11},
    {"PTRACE_ATTACH", 0x10}, {"PTRACE_SINGLESTEP", 9}, {"PTRACE_KILL", 8}, {"PTRACE_CONT", 7},
    {"PTRACE_POKEUSR", 6}, {"PTRACE_POKEDATA", 5}, {"PTRACE_POKETEXT", 4}, {"PTRACE_PEEKUSR", 3},
    {"PTRACE_PEEKDATA", 2}, {"PTRACE_PEEKTEXT", 1}, {"PTRACE_TRACEME", 0},
};

constexpr NamedValue kRenameat2Flags[] = {
    {"RENAME_NOREPLACE", 1}, {"RENAME_EXCHANGE", 2}, {"RENAME_WHITEOUT", 4},
};

constexpr NamedValue kRlimitResources[] = {
    {"RLIMIT_CPU", 0}, {"RLIMIT_FSIZE", 1}, {"RLIMIT_DATA", 2}, {"RLIMIT_STACK", 3},
    {"RLIMIT_CORE", 4}, {"RLIMIT_RSS", 5}, {"RLIMIT_NPROC", 6}, {"RLIMIT_NOFILE", 7},
    {"RLIMIT_MEMLOCK", 8}, {"RLIMIT_AS", 9}, {"RLIMIT_LOCKS", 0xa}, {"RLIMIT_SIGPENDING", 0xb},
    {"RLIMIT_MSGQUEUE", 0xc}, {"RLIMIT_NICE", 0xd}, {"RLIMIT_RTPRIO", 0xe}, {"RLIMIT_RTTIME", 0xf},
};

constexpr NamedValue kShutdownHow[] = {
    {"SHUT_RD", 0}, {"SHUT_WR", 1}, {"SHUT_RDWR", 2},
};

constexpr NamedValue kSocketFamilies[] = {
    {"AF_NFC", 0x27}, {"AF_ALG", 0x26}, {"AF_CAIF", 0x25}, {"AF_IEEE802154", 0x24},
    {"AF_PHONET", 0x23}, {"AF_ISDN", 0x22}, {"AF_RXRPC", 0x21}, {"AF_IUCV", 0x20},
    {"AF_BLUETOOTH", 0x1f}, {"AF_TIPC", 0x1e}, {"AF_CAN", 0x1d}, {"AF_LLC", 0x1a},
    {"AF_WANPIPE", 0x19}, {"AF_PPPOX", 0x18}, {"AF_IRDA", 0x17}, {"AF_SNA", 0x16}, {"AF_RDS", 0x15},
    {"AF_ATMSVC", 0x14}, {"AF_ECONET", 0x13}, {"AF_ASH", 0x12}, {"AF_PACKET", 0x11},
    {"AF_ROUTE", 0x10}, {"AF_NETLINK", 0x10}, {"AF_KEY", 0xf}, {"AF_SECURITY", 0xe},
    {"AF_NETBEUI", 0xd}, {"AF_DECnet", 0xc}, {"AF_ROSE", 0xb}, {"AF_INET6", 0xa}, {"AF_X25", 9},
    {"AF_ATMPVC", 8}, {"AF_BRIDGE", 7}, {"AF_NETROM", 6}, {"AF_APPLETALK", 5}, {"AF_IPX", 4},
    {"AF_AX25", 3}, {"AF_INET", 2}, {"AF_LOCAL", 1}, {"AF_UNIX", 1}, {"AF_UNSPEC", 0},
    {"AF_VSOCK", 0x28}, {"AF_XDP", 0x2c},
};

constexpr NamedValue kSockoptLevels[] = {
    {"SOL_SOCKET", 1}, {"SOL_TCP", 6}, {"SOL_UDP", 0x11}, {"SOL_RAW", 0xff}, {"SOL_ICMPV6", 0x3a},
    {"SOL_IP", 0}, {"SOL_IPV6", 0x29}, {"SOL_PACKET", 0x107}, {"SOL_NETLINK", 0x10e},
};

constexpr NamedValue kSockoptOptions[] = {
    {"SO_DEBUG", 1}, {"SO_REUSEADDR", 2}, {"SO_TYPE", 3}, {"SO_ERROR", 4}, {"SO_DONTROUTE", 5},
    {"SO_BROADCAST", 6}, {"SO_SNDBUF", 7}, {"SO_RCVBUF", 8}, {"SO_KEEPALIVE", 9},
    {"SO_OOBINLINE", 0xa}, {"SO_NO_CHECK", 0xb}, {"SO_PRIORITY", 0xc}, {"SO_LINGER", 0xd},
    {"SO_BSDCOMPAT", 0xe}, {"SO_REUSEPORT", 0xf}, {"SO_PASSCRED", 0x10}, {"SO_PEERCRED", 0x11},
    {"SO_RCVLOWAT", 0x12}, {"SO_SNDLOWAT", 0x13}, {"SO_RCVTIMEO", 0x14}, {"SO_SNDTIMEO", 0x15},
    {"SO_BINDTODEVICE", 0x19}, {"SO_ATTACH_FILTER", 0x1a}, {"SO_DETACH_FILTER", 0x1b},
    {"SO_PEERNAME", 0x1c}, {"SO_TIMESTAMP", 0x1d}, {"SO_ACCEPTCONN", 0x1e}, {"SO_PEERSEC", 0x1f},
    {"SO_MARK", 0x24}, {"SO_PROTOCOL", 0x26}, {"SO_DOMAIN", 0x27}, {"SO_BUSY_POLL", 0x2e},
    {"SO_ZEROCOPY", 0x3c}, {"SO_TXTIME", 0x3d},
};

constexpr NamedValue kSpliceFlags[] = {
    {"SPLICE_F_MOVE", 1}, {"SPLICE_F_NONBLOCK", 2}, {"SPLICE_F_MORE", 4}, {"SPLICE_F_GIFT", 8},
};

constexpr NamedValue kUmountFlags[] = {
    {"MNT_FORCE", 1}, {"MNT_DETACH", 2}, {"MNT_EXPIRE", 4}, {"UMOUNT_NOFOLLOW", 8},
};

constexpr NamedValue kUnlinkatFlags[] = {
    {"AT_REMOVEDIR", 0x200},
};

constexpr NamedValue kIoUringSetupFlags[] = {
    {"IORING_SETUP_IOPOLL", 1}, {"IORING_SETUP_SQPOLL", 2}, {"IORING_SETUP_SQ_AFF", 4},
    {"IORING_SETUP_CQSIZE", 8}, {"IORING_SETUP_CLAMP", 0x10}, {"IORING_SETUP_ATTACH_WQ", 0x20},
    {"IORING_SETUP_R_DISABLED", 0x40},
};

constexpr NamedValue kIoUringEnterFlags[] = {
    {"IORING_ENTER_GETEVENTS", 1}, {"IORING_ENTER_SQ_WAKEUP", 2}, {"IORING_ENTER_SQ_WAIT", 4},
    {"IORING_ENTER_EXT_ARG", 8},
};

constexpr NamedValue kBpfCommands[] = {
    {"BPF_MAP_CREATE", 0}, {"BPF_MAP_LOOKUP_ELEM", 1}, {"BPF_MAP_UPDATE_ELEM", 2},
    {"BPF_MAP_DELETE_ELEM", 3}, {"BPF_MAP_GET_NEXT_KEY", 4}, {"BPF_PROG_LOAD", 5},
    {"BPF_OBJ_PIN", 6}, {"BPF_OBJ_GET", 7}, {"BPF_PROG_ATTACH", 8}, {"BPF_PROG_DETACH", 9},
    {"BPF_PROG_TEST_RUN", 0xa}, {"BPF_PROG_GET_NEXT_ID", 0xb}, {"BPF_MAP_GET_NEXT_ID", 0xc},
    {"BPF_PROG_GET_FD_BY_ID", 0xd}, {"BPF_MAP_GET_FD_BY_ID", 0xe}, {"BPF_OBJ_GET_INFO_BY_FD", 0xf},
    {"BPF_PROG_QUERY", 0x10}, {"BPF_RAW_TRACEPOINT_OPEN", 0x11}, {"BPF_BTF_LOAD", 0x12},
    {"BPF_BTF_GET_FD_BY_ID", 0x13}, {"BPF_TASK_FD_QUERY", 0x14},
    {"BPF_MAP_LOOKUP_AND_DELETE_ELEM", 0x15}, {"BPF_MAP_FREEZE", 0x16},
    {"BPF_BTF_GET_NEXT_ID", 0x17}, {"BPF_MAP_LOOKUP_BATCH", 0x18},
    {"BPF_MAP_LOOKUP_AND_DELETE_BATCH", 0x19}, {"BPF_MAP_UPDATE_BATCH", 0x1a},
    {"BPF_MAP_DELETE_BATCH", 0x1b}, {"BPF_LINK_CREATE", 0x1c}, {"BPF_LINK_UPDATE", 0x1d},
    {"BPF_LINK_GET_FD_BY_ID", 0x1e}, {"BPF_LINK_GET_NEXT_ID", 0x1f}, {"BPF_ENABLE_STATS", 0x20},
    {"BPF_ITER_CREATE", 0x21}, {"BPF_LINK_DETACH", 0x22}, {"BPF_PROG_BIND_MAP", 0x23},
};

constexpr NamedValue kPrctlOptions[] = {
    {"PR_SET_PDEATHSIG", 1}, {"PR_GET_PDEATHSIG", 2}, {"PR_GET_DUMPABLE", 3},
    {"PR_SET_DUMPABLE", 4}, {"PR_GET_UNALIGN", 5}, {"PR_SET_UNALIGN", 6}, {"PR_GET_KEEPCAPS", 7},
    {"PR_SET_KEEPCAPS", 8}, {"PR_GET_FPEMU", 9}, {"PR_SET_FPEMU", 0xa}, {"PR_GET_FPEXC", 0xb},
    {"PR_SET_FPEXC", 0xc}, {"PR_GET_TIMING", 0xd}, {"PR_SET_TIMING", 0xe}, {"PR_SET_NAME", 0xf},
    {"PR_GET_NAME", 0x10}, {"PR_GET_ENDIAN", 0x13}, {"PR_SET_ENDIAN", 0x14},
    {"PR_GET_SECCOMP", 0x15}, {"PR_SET_SECCOMP", 0x16}, {"PR_CAPBSET_READ", 0x17},
    {"PR_CAPBSET_DROP", 0x18}, {"PR_GET_TSC", 0x19}, {"PR_SET_TSC", 0x1a},
    {"PR_GET_SECUREBITS", 0x1b}, {"PR_SET_SECUREBITS", 0x1c}, {"PR_SET_TIMERSLACK", 0x1d},
    {"PR_GET_TIMERSLACK", 0x1e}, {"PR_TASK_PERF_EVENTS_DISABLE", 0x1f},
    {"PR_TASK_PERF_EVENTS_ENABLE", 0x20}, {"PR_MCE_KILL", 0x21}, {"PR_SET_MM", 0x23},
    {"PR_SET_CHILD_SUBREAPER", 0x24}, {"PR_GET_CHILD_SUBREAPER", 0x25},
    {"PR_SET_NO_NEW_PRIVS", 0x26}, {"PR_GET_NO_NEW_PRIVS", 0x27}, {"PR_GET_TID_ADDRESS", 0x28},
    {"PR_SET_THP_DISABLE", 0x29}, {"PR_GET_THP_DISABLE", 0x2a}, {"PR_SET_FP_MODE", 0x2d},
    {"PR_GET_FP_MODE", 0x2e}, {"PR_CAP_AMBIENT", 0x2f}, {"PR_SVE_SET_VL", 0x32},
    {"PR_SVE_GET_VL", 0x33}, {"PR_GET_SPECULATION_CTRL", 0x34}, {"PR_SET_SPECULATION_CTRL", 0x35},
    {"PR_SET_TAGGED_ADDR_CTRL", 0x37}, {"PR_GET_TAGGED_ADDR_CTRL", 0x38},
    {"PR_SET_IO_FLUSHER", 0x39}, {"PR_GET_IO_FLUSHER", 0x3a},
    {"PR_SET_SYSCALL_USER_DISPATCH", 0x3b}, {"PR_SET_VMA_ANON_NAME", 0},
};

constexpr NamedValue kKeyctlOperations[] = {
    {"KEYCTL_GET_KEYRING_ID", 0}, {"KEYCTL_JOIN_SESSION_KEYRING", 1}, {"KEYCTL_UPDATE", 2},
    {"KEYCTL_REVOKE", 3}, {"KEYCTL_CHOWN", 4}, {"KEYCTL_SETPERM", 5}, {"KEYCTL_DESCRIBE", 6},
    {"KEYCTL_CLEAR", 7}, {"KEYCTL_LINK", 8}, {"KEYCTL_UNLINK", 9}, {"KEYCTL_SEARCH", 0xa},
    {"KEYCTL_READ", 0xb}, {"KEYCTL_INSTANTIATE", 0xc}, {"KEYCTL_NEGATE", 0xd},
    {"KEYCTL_SET_REQKEY_KEYRING", 0xe}, {"KEYCTL_SET_TIMEOUT", 0xf},
    {"KEYCTL_ASSUME_AUTHORITY", 0x10}, {"KEYCTL_GET_SECURITY", 0x11},
    {"KEYCTL_SESSION_TO_PARENT", 0x12}, {"KEYCTL_REJECT", 0x13}, {"KEYCTL_INSTANTIATE_IOV", 0x14},
    {"KEYCTL_INVALIDATE", 0x15}, {"KEYCTL_GET_PERSISTENT", 0x16}, {"KEYCTL_DH_COMPUTE", 0x17},
    {"KEYCTL_PKEY_QUERY", 0x18}, {"KEYCTL_PKEY_ENCRYPT", 0x19}, {"KEYCTL_PKEY_DECRYPT", 0x1a},
    {"KEYCTL_PKEY_SIGN", 0x1b}, {"KEYCTL_PKEY_VERIFY", 0x1c}, {"KEYCTL_RESTRICT_KEYRING", 0x1d},
    {"KEYCTL_MOVE", 0x1e}, {"KEYCTL_CAPABILITIES", 0x1f}, {"KEYCTL_WATCH_KEY", 0x20},
};

// clang-format on

}  // namespace

std::span<const NamedValue> GetNames(NameTable table) {
  switch (table) {
    case NameTable::kFileFlags:
      return kFileFlags;
    case NameTable::kExecveFlags:
      return kExecveFlags;
    case NameTable::kAccessFlags:
      return kAccessFlags;
    case NameTable::kChmodMode:
      return kChmodMode;
    case NameTable::kMknodMode:
      return kMknodMode;
    case NameTable::kCloneFlags:
      return kCloneFlags;
    case NameTable::kCloseRangeFlags:
      return kCloseRangeFlags;
    case NameTable::kDeleteModuleFlags:
      return kDeleteModuleFlags;
    case NameTable::kEpollCreate1Flags:
      return kEpollCreate1Flags;
    case NameTable::kFchownatFlags:
      return kFchownatFlags;
    case NameTable::kFcntlCommands:
      return kFcntlCommands;
    case NameTable::kFinitModuleFlags:
      return kFinitModuleFlags;
    case NameTable::kFlockFlags:
      return kFlockFlags;
    case NameTable::kFsconfigCmds:
      return kFsconfigCmds;
    case NameTable::kFutexOperations:
      return kFutexOperations;
    case NameTable::kLinkatFlags:
      return kLinkatFlags;
    case NameTable::kLseekWhence:
      return kLseekWhence;
    case NameTable::kMemfdCreateFlags:
      return kMemfdCreateFlags;
    case NameTable::kMlock2Flags:
      return kMlock2Flags;
    case NameTable::kMlockallFlags:
      return kMlockallFlags;
    case NameTable::kMmapFlags:
      return kMmapFlags;
    case NameTable::kMountFlags:
      return kMountFlags;
    case NameTable::kNewfstatatFlags:
      return kNewfstatatFlags;
    case NameTable::kOpenat2Flags:
      return kOpenat2Flags;
    case NameTable::kPidfdOpenFlags:
      return kPidfdOpenFlags;
    case NameTable::kProtFlags:
      return kProtFlags;
    case NameTable::kPtraceRequests:
      return kPtraceRequests;
    case NameTable::kRenameat2Flags:
      return kRenameat2Flags;
    case NameTable::kRlimitResources:
      return kRlimitResources;
    case NameTable::kShutdownHow:
      return kShutdownHow;
    case NameTable::kSocketFamilies:
      return kSocketFamilies;
    case NameTable::kSockoptLevels:
      return kSockoptLevels;
    case NameTable::kSockoptOptions:
      return kSockoptOptions;
    case NameTable::kSpliceFlags:
      return kSpliceFlags;
    case NameTable::kUmountFlags:
      return kUmountFlags;
    case NameTable::kUnlinkatFlags:
      return kUnlinkatFlags;
    case NameTable::kIoUringSetupFlags:
      return kIoUringSetupFlags;
    case NameTable::kIoUringEnterFlags:
      return kIoUringEnterFlags;
    case NameTable::kBpfCommands:
      return kBpfCommands;
    case NameTable::kPrctlOptions:
      return kPrctlOptions;
    case NameTable::kKeyctlOperations:
      return kKeyctlOperations;
    default:
      return {};
  }
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
// The event table: which parameters each event has, in Falco's order. Rows are facts of the
// rule language (docs/compatibility.md); order of kEvents is that of proto::EventType.
#include "engine/events/event_data.h"

namespace falco_run::engine {
namespace {

using C = Category;
using N = NameTable;
using R = Radix;
using T = ParamType;

}  // namespace

// clang-format off
const ParamInfo kParamRows[] = {
    // accept
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_TUPLE, T::kSockTuple},
    {proto::PARAM_QUEUEPCT, T::kUnsigned}, {proto::PARAM_QUEUELEN, T::kUnsigned},
    {proto::PARAM_QUEUEMAX, T::kUnsigned},
    // accept4
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_TUPLE, T::kSockTuple},
    {proto::PARAM_QUEUEPCT, T::kUnsigned}, {proto::PARAM_QUEUELEN, T::kUnsigned},
    {proto::PARAM_QUEUEMAX, T::kUnsigned}, {proto::PARAM_FLAGS, T::kSigned, R::kHex},
    // access
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_NAME, T::kPath},
    {proto::PARAM_MODE, T::kFlags, R::kHex, N::kAccessFlags},
    // bind
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_ADDR, T::kSockAddr}, {proto::PARAM_FD, T::kFd},
    // bpf
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_CMD, T::kEnum, R::kDec, N::kBpfCommands},
    // brk
    {proto::PARAM_RES, T::kUnsigned, R::kHex}, {proto::PARAM_VM_SIZE, T::kUnsigned},
    {proto::PARAM_VM_RSS, T::kUnsigned}, {proto::PARAM_VM_SWAP, T::kUnsigned},
    {proto::PARAM_ADDR, T::kUnsigned, R::kHex},
    // capset
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_CAP_INHERITABLE, T::kUnsigned, R::kHex},
    {proto::PARAM_CAP_PERMITTED, T::kUnsigned, R::kHex},
    {proto::PARAM_CAP_EFFECTIVE, T::kUnsigned, R::kHex},
    // chdir
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kString},
    // chmod
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FILENAME, T::kPath},
    {proto::PARAM_MODE, T::kMode, R::kOct, N::kChmodMode},
    // chown
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath}, {proto::PARAM_UID, T::kUnsigned},
    {proto::PARAM_GID, T::kUnsigned},
    // chroot
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    // clone
    {proto::PARAM_RES, T::kPid}, {proto::PARAM_EXE, T::kString}, {proto::PARAM_ARGS, T::kBytes},
    {proto::PARAM_TID, T::kPid}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_PTID, T::kPid},
    {proto::PARAM_CWD, T::kString}, {proto::PARAM_FDLIMIT, T::kSigned},
    {proto::PARAM_PGFT_MAJ, T::kUnsigned}, {proto::PARAM_PGFT_MIN, T::kUnsigned},
    {proto::PARAM_VM_SIZE, T::kUnsigned}, {proto::PARAM_VM_RSS, T::kUnsigned},
    {proto::PARAM_VM_SWAP, T::kUnsigned}, {proto::PARAM_COMM, T::kString},
    {proto::PARAM_CGROUPS, T::kBytes}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kCloneFlags},
    {proto::PARAM_UID, T::kUnsigned}, {proto::PARAM_GID, T::kUnsigned},
    {proto::PARAM_VTID, T::kPid}, {proto::PARAM_VPID, T::kPid},
    {proto::PARAM_PIDNS_INIT_START_TS, T::kUnsigned},
    // clone3
    {proto::PARAM_RES, T::kPid}, {proto::PARAM_EXE, T::kString}, {proto::PARAM_ARGS, T::kBytes},
    {proto::PARAM_TID, T::kPid}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_PTID, T::kPid},
    {proto::PARAM_CWD, T::kString}, {proto::PARAM_FDLIMIT, T::kSigned},
    {proto::PARAM_PGFT_MAJ, T::kUnsigned}, {proto::PARAM_PGFT_MIN, T::kUnsigned},
    {proto::PARAM_VM_SIZE, T::kUnsigned}, {proto::PARAM_VM_RSS, T::kUnsigned},
    {proto::PARAM_VM_SWAP, T::kUnsigned}, {proto::PARAM_COMM, T::kString},
    {proto::PARAM_CGROUPS, T::kBytes}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kCloneFlags},
    {proto::PARAM_UID, T::kUnsigned}, {proto::PARAM_GID, T::kUnsigned},
    {proto::PARAM_VTID, T::kPid}, {proto::PARAM_VPID, T::kPid},
    {proto::PARAM_PIDNS_INIT_START_TS, T::kUnsigned},
    // close
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    // close_range
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FIRST, T::kUnsigned},
    {proto::PARAM_LAST, T::kUnsigned},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kCloseRangeFlags},
    // connect
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_TUPLE, T::kSockTuple}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_ADDR, T::kSockAddr},
    // container
    {proto::PARAM_JSON, T::kString},
    // copy_file_range
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FDOUT, T::kFd},
    {proto::PARAM_OFFOUT, T::kUnsigned}, {proto::PARAM_FDIN, T::kFd},
    {proto::PARAM_OFFIN, T::kUnsigned}, {proto::PARAM_LEN, T::kUnsigned},
    // creat
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_NAME, T::kPath},
    {proto::PARAM_MODE, T::kUnsigned, R::kOct}, {proto::PARAM_DEV, T::kUnsigned, R::kHex},
    {proto::PARAM_INO, T::kUnsigned},
    {proto::PARAM_CREAT_FLAGS, T::kFlags, R::kHex, N::kCreatFlags},
    // delete_module
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_NAME, T::kString},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kDeleteModuleFlags},
    // dup
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_OLDFD, T::kFd},
    // dup2
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_OLDFD, T::kFd}, {proto::PARAM_NEWFD, T::kFd},
    // dup3
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_OLDFD, T::kFd}, {proto::PARAM_NEWFD, T::kFd},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    // epoll_create
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_SIZE, T::kSigned},
    // epoll_create1
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kEpollCreate1Flags},
    // epoll_wait
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_MAXEVENTS, T::kErrno},
    // eventfd
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_INITVAL, T::kUnsigned},
    {proto::PARAM_FLAGS, T::kUnsigned, R::kHex},
    // eventfd2
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    {proto::PARAM_INITVAL, T::kUnsigned},
    // execve
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_EXE, T::kString}, {proto::PARAM_ARGS, T::kBytes},
    {proto::PARAM_TID, T::kPid}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_PTID, T::kPid},
    {proto::PARAM_CWD, T::kString}, {proto::PARAM_FDLIMIT, T::kUnsigned},
    {proto::PARAM_PGFT_MAJ, T::kUnsigned}, {proto::PARAM_PGFT_MIN, T::kUnsigned},
    {proto::PARAM_VM_SIZE, T::kUnsigned}, {proto::PARAM_VM_RSS, T::kUnsigned},
    {proto::PARAM_VM_SWAP, T::kUnsigned}, {proto::PARAM_COMM, T::kString},
    {proto::PARAM_CGROUPS, T::kBytes}, {proto::PARAM_ENV, T::kBytes},
    {proto::PARAM_TTY, T::kUnsigned}, {proto::PARAM_VPGID, T::kPid},
    {proto::PARAM_LOGINUID, T::kUid}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kExecveFlags},
    {proto::PARAM_CAP_INHERITABLE, T::kUnsigned, R::kHex},
    {proto::PARAM_CAP_PERMITTED, T::kUnsigned, R::kHex},
    {proto::PARAM_CAP_EFFECTIVE, T::kUnsigned, R::kHex}, {proto::PARAM_EXE_INO, T::kUnsigned},
    {proto::PARAM_EXE_INO_CTIME, T::kTime}, {proto::PARAM_EXE_INO_MTIME, T::kTime},
    {proto::PARAM_UID, T::kUid}, {proto::PARAM_TRUSTED_EXEPATH, T::kPath},
    {proto::PARAM_PGID, T::kPid}, {proto::PARAM_GID, T::kGid}, {proto::PARAM_FILENAME, T::kPath},
    // execveat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_EXE, T::kString}, {proto::PARAM_ARGS, T::kBytes},
    {proto::PARAM_TID, T::kPid}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_PTID, T::kPid},
    {proto::PARAM_CWD, T::kString}, {proto::PARAM_FDLIMIT, T::kUnsigned},
    {proto::PARAM_PGFT_MAJ, T::kUnsigned}, {proto::PARAM_PGFT_MIN, T::kUnsigned},
    {proto::PARAM_VM_SIZE, T::kUnsigned}, {proto::PARAM_VM_RSS, T::kUnsigned},
    {proto::PARAM_VM_SWAP, T::kUnsigned}, {proto::PARAM_COMM, T::kString},
    {proto::PARAM_CGROUPS, T::kBytes}, {proto::PARAM_ENV, T::kBytes},
    {proto::PARAM_TTY, T::kUnsigned}, {proto::PARAM_VPGID, T::kPid},
    {proto::PARAM_LOGINUID, T::kUid}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kExecveFlags},
    {proto::PARAM_CAP_INHERITABLE, T::kUnsigned, R::kHex},
    {proto::PARAM_CAP_PERMITTED, T::kUnsigned, R::kHex},
    {proto::PARAM_CAP_EFFECTIVE, T::kUnsigned, R::kHex}, {proto::PARAM_EXE_INO, T::kUnsigned},
    {proto::PARAM_EXE_INO_CTIME, T::kTime}, {proto::PARAM_EXE_INO_MTIME, T::kTime},
    {proto::PARAM_UID, T::kUid}, {proto::PARAM_TRUSTED_EXEPATH, T::kPath},
    {proto::PARAM_PGID, T::kPid}, {proto::PARAM_GID, T::kGid},
    // fchdir
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    // fchmod
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_MODE, T::kMode, R::kOct, N::kChmodMode},
    // fchmodat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DIRFD, T::kFd},
    {proto::PARAM_FILENAME, T::kRelPath, R::kDec, N::kNone, 1},
    {proto::PARAM_MODE, T::kMode, R::kOct, N::kChmodMode},
    // fchown
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd}, {proto::PARAM_UID, T::kUnsigned},
    {proto::PARAM_GID, T::kUnsigned},
    // fchownat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DIRFD, T::kFd},
    {proto::PARAM_PATHNAME, T::kRelPath, R::kDec, N::kNone, 1}, {proto::PARAM_UID, T::kUnsigned},
    {proto::PARAM_GID, T::kUnsigned}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFchownatFlags},
    // fcntl
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_CMD, T::kEnum, R::kDec, N::kFcntlCommands},
    {proto::PARAM_ARG, T::kUnsigned, R::kHex},
    // finit_module
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd}, {proto::PARAM_UARGS, T::kString},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFinitModuleFlags},
    // flock
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_OPERATION, T::kFlags, R::kHex, N::kFlockFlags},
    // fork
    {proto::PARAM_RES, T::kPid}, {proto::PARAM_EXE, T::kString}, {proto::PARAM_ARGS, T::kBytes},
    {proto::PARAM_TID, T::kPid}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_PTID, T::kPid},
    {proto::PARAM_CWD, T::kString}, {proto::PARAM_FDLIMIT, T::kSigned},
    {proto::PARAM_PGFT_MAJ, T::kUnsigned}, {proto::PARAM_PGFT_MIN, T::kUnsigned},
    {proto::PARAM_VM_SIZE, T::kUnsigned}, {proto::PARAM_VM_RSS, T::kUnsigned},
    {proto::PARAM_VM_SWAP, T::kUnsigned}, {proto::PARAM_COMM, T::kString},
    {proto::PARAM_CGROUPS, T::kBytes}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kCloneFlags},
    {proto::PARAM_UID, T::kUnsigned}, {proto::PARAM_GID, T::kUnsigned},
    {proto::PARAM_VTID, T::kPid}, {proto::PARAM_VPID, T::kPid},
    {proto::PARAM_PIDNS_INIT_START_TS, T::kUnsigned},
    // fsconfig
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_CMD, T::kEnum, R::kDec, N::kFsconfigCmds}, {proto::PARAM_KEY, T::kString},
    {proto::PARAM_VALUE_BYTEBUF, T::kBytes}, {proto::PARAM_VALUE_CHARBUF, T::kString},
    {proto::PARAM_AUX, T::kSigned},
    // fstat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    // fstat64
    {proto::PARAM_RES, T::kErrno},
    // futex
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_ADDR, T::kUnsigned, R::kHex},
    {proto::PARAM_OP, T::kFlags, R::kHex, N::kFutexOperations}, {proto::PARAM_VAL, T::kUnsigned},
    // getcwd
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kString},
    // getdents
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    // getdents64
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    // getegid
    {proto::PARAM_EGID, T::kGid},
    // geteuid
    {proto::PARAM_EUID, T::kUid},
    // getgid
    {proto::PARAM_GID, T::kGid},
    // getresgid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_RGID, T::kGid}, {proto::PARAM_EGID, T::kGid},
    {proto::PARAM_SGID, T::kGid},
    // getresuid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_RUID, T::kUid}, {proto::PARAM_EUID, T::kUid},
    {proto::PARAM_SUID, T::kUid},
    // getrlimit
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_CUR, T::kSigned}, {proto::PARAM_MAX, T::kSigned},
    {proto::PARAM_RESOURCE, T::kEnum, R::kDec, N::kRlimitResources},
    // getsockopt
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_LEVEL, T::kEnum, R::kDec, N::kSockoptLevels},
    {proto::PARAM_OPTNAME, T::kEnum, R::kDec, N::kSockoptOptions}, {proto::PARAM_VAL, T::kDynamic},
    {proto::PARAM_OPTLEN, T::kUnsigned},
    // getuid
    {proto::PARAM_UID, T::kUid},
    // init_module
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_IMG, T::kBytes},
    {proto::PARAM_LENGTH, T::kUnsigned}, {proto::PARAM_UARGS, T::kString},
    // inotify_init
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_FLAGS, T::kUnsigned, R::kHex},
    // inotify_init1
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    // io_uring_enter
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_TO_SUBMIT, T::kUnsigned}, {proto::PARAM_MIN_COMPLETE, T::kUnsigned},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kIoUringEnterFlags},
    {proto::PARAM_SIG, T::kUnsigned},
    // io_uring_register
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_OPCODE, T::kEnum, R::kDec, N::kIoUringRegisterOpcodes},
    {proto::PARAM_ARG, T::kUnsigned, R::kHex}, {proto::PARAM_NR_ARGS, T::kUnsigned},
    // io_uring_setup
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_ENTRIES, T::kUnsigned},
    {proto::PARAM_SQ_ENTRIES, T::kUnsigned}, {proto::PARAM_CQ_ENTRIES, T::kUnsigned},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kIoUringSetupFlags},
    {proto::PARAM_SQ_THREAD_CPU, T::kUnsigned}, {proto::PARAM_SQ_THREAD_IDLE, T::kUnsigned},
    {proto::PARAM_FEATURES, T::kFlags, R::kHex, N::kIoUringSetupFeats},
    // ioctl
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_REQUEST, T::kUnsigned, R::kHex}, {proto::PARAM_ARGUMENT, T::kUnsigned, R::kHex},
    // keyctl
    {proto::PARAM_RES, T::kErrno},
    {proto::PARAM_OPERATION, T::kEnum, R::kDec, N::kKeyctlOperations},
    {proto::PARAM_ARG2, T::kDynamic}, {proto::PARAM_ARG3, T::kDynamic},
    {proto::PARAM_ARG4, T::kDynamic}, {proto::PARAM_ARG5, T::kDynamic},
    // kill
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_SIG, T::kSignal},
    // lchown
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath}, {proto::PARAM_UID, T::kUnsigned},
    {proto::PARAM_GID, T::kUnsigned},
    // link
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_OLDPATH, T::kPath},
    {proto::PARAM_NEWPATH, T::kPath},
    // linkat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_OLDDIR, T::kFd},
    {proto::PARAM_OLDPATH, T::kRelPath, R::kDec, N::kNone, 1}, {proto::PARAM_NEWDIR, T::kFd},
    {proto::PARAM_NEWPATH, T::kRelPath, R::kDec, N::kNone, 3},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kLinkatFlags},
    // listen
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd}, {proto::PARAM_BACKLOG, T::kSigned},
    // llseek
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd}, {proto::PARAM_OFFSET, T::kUnsigned},
    {proto::PARAM_WHENCE, T::kEnum, R::kDec, N::kLseekWhence},
    // lseek
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd}, {proto::PARAM_OFFSET, T::kUnsigned},
    {proto::PARAM_WHENCE, T::kEnum, R::kDec, N::kLseekWhence},
    // lstat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    // lstat64
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    // memfd_create
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_NAME, T::kString},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kMemfdCreateFlags},
    // mkdir
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    {proto::PARAM_MODE, T::kUnsigned, R::kHex},
    // mkdirat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DIRFD, T::kFd},
    {proto::PARAM_PATH, T::kRelPath, R::kDec, N::kNone, 1},
    {proto::PARAM_MODE, T::kUnsigned, R::kHex},
    // mknod
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    {proto::PARAM_MODE, T::kMode, R::kOct, N::kMknodMode}, {proto::PARAM_DEV, T::kUnsigned},
    // mknodat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DIRFD, T::kFd},
    {proto::PARAM_PATH, T::kRelPath, R::kDec, N::kNone, 1},
    {proto::PARAM_MODE, T::kMode, R::kOct, N::kMknodMode}, {proto::PARAM_DEV, T::kUnsigned},
    // mlock
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_ADDR, T::kUnsigned, R::kHex},
    {proto::PARAM_LEN, T::kUnsigned},
    // mlock2
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_ADDR, T::kUnsigned, R::kHex},
    {proto::PARAM_LEN, T::kUnsigned}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kMlock2Flags},
    // mlockall
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kMlockallFlags},
    // mmap
    {proto::PARAM_RES, T::kErrno, R::kHex}, {proto::PARAM_VM_SIZE, T::kUnsigned},
    {proto::PARAM_VM_RSS, T::kUnsigned}, {proto::PARAM_VM_SWAP, T::kUnsigned},
    {proto::PARAM_ADDR, T::kUnsigned, R::kHex}, {proto::PARAM_LENGTH, T::kUnsigned},
    {proto::PARAM_PROT, T::kFlags, R::kHex, N::kProtFlags},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kMmapFlags}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_OFFSET, T::kUnsigned},
    // mmap2
    {proto::PARAM_RES, T::kErrno, R::kHex}, {proto::PARAM_VM_SIZE, T::kUnsigned},
    {proto::PARAM_VM_RSS, T::kUnsigned}, {proto::PARAM_VM_SWAP, T::kUnsigned},
    {proto::PARAM_ADDR, T::kUnsigned, R::kHex}, {proto::PARAM_LENGTH, T::kUnsigned},
    {proto::PARAM_PROT, T::kFlags, R::kHex, N::kProtFlags},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kMmapFlags}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_PGOFFSET, T::kUnsigned},
    // mount
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DEV, T::kString}, {proto::PARAM_DIR, T::kPath},
    {proto::PARAM_TYPE, T::kString}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kMountFlags},
    // mprotect
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_ADDR, T::kUnsigned, R::kHex},
    {proto::PARAM_LENGTH, T::kUnsigned}, {proto::PARAM_PROT, T::kFlags, R::kHex, N::kProtFlags},
    // munlock
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_ADDR, T::kUnsigned, R::kHex},
    {proto::PARAM_LEN, T::kUnsigned},
    // munlockall
    {proto::PARAM_RES, T::kErrno},
    // munmap
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_VM_SIZE, T::kUnsigned},
    {proto::PARAM_VM_RSS, T::kUnsigned}, {proto::PARAM_VM_SWAP, T::kUnsigned},
    {proto::PARAM_ADDR, T::kUnsigned, R::kHex}, {proto::PARAM_LENGTH, T::kUnsigned},
    // nanosleep
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_INTERVAL, T::kTime},
    // newfstatat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DIRFD, T::kFd},
    {proto::PARAM_PATH, T::kRelPath, R::kDec, N::kNone, 1},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kNewfstatatFlags},
    // open
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_NAME, T::kPath},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    {proto::PARAM_MODE, T::kUnsigned, R::kOct}, {proto::PARAM_DEV, T::kUnsigned, R::kHex},
    {proto::PARAM_INO, T::kUnsigned},
    // open_by_handle_at
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_MOUNTFD, T::kFd},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags}, {proto::PARAM_PATH, T::kPath},
    {proto::PARAM_DEV, T::kUnsigned, R::kHex}, {proto::PARAM_INO, T::kUnsigned},
    // openat
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_DIRFD, T::kFd},
    {proto::PARAM_NAME, T::kRelPath, R::kDec, N::kNone, 1},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    {proto::PARAM_MODE, T::kUnsigned, R::kOct}, {proto::PARAM_DEV, T::kUnsigned, R::kHex},
    {proto::PARAM_INO, T::kUnsigned},
    // openat2
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_DIRFD, T::kFd},
    {proto::PARAM_NAME, T::kRelPath, R::kDec, N::kNone, 1},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    {proto::PARAM_MODE, T::kUnsigned, R::kOct},
    {proto::PARAM_RESOLVE, T::kFlags, R::kHex, N::kOpenat2Flags},
    {proto::PARAM_DEV, T::kUnsigned, R::kHex}, {proto::PARAM_INO, T::kUnsigned},
    // pidfd_getfd
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_PID_FD, T::kFd}, {proto::PARAM_TARGET_FD, T::kFd},
    {proto::PARAM_FLAGS, T::kUnsigned, R::kHex},
    // pidfd_open
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_PID, T::kPid},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kPidfdOpenFlags},
    // pipe
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD1, T::kFd}, {proto::PARAM_FD2, T::kFd},
    {proto::PARAM_INO, T::kUnsigned},
    // pipe2
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD1, T::kFd}, {proto::PARAM_FD2, T::kFd},
    {proto::PARAM_INO, T::kUnsigned}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    // poll
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FDS, T::kFdList},
    {proto::PARAM_TIMEOUT, T::kSigned},
    // ppoll
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FDS, T::kFdList}, {proto::PARAM_TIMEOUT, T::kTime},
    {proto::PARAM_SIGMASK, T::kUnsigned},
    // prctl
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_OPTION, T::kEnum, R::kDec, N::kPrctlOptions},
    {proto::PARAM_ARG2_STR, T::kString}, {proto::PARAM_ARG2_INT, T::kSigned},
    // pread
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned}, {proto::PARAM_POS, T::kUnsigned},
    // preadv
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_SIZE, T::kUnsigned},
    {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd}, {proto::PARAM_POS, T::kUnsigned},
    // prlimit
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_NEWCUR, T::kSigned},
    {proto::PARAM_NEWMAX, T::kSigned}, {proto::PARAM_OLDCUR, T::kSigned},
    {proto::PARAM_OLDMAX, T::kSigned}, {proto::PARAM_PID, T::kSigned},
    {proto::PARAM_RESOURCE, T::kEnum, R::kDec, N::kRlimitResources},
    // process_vm_readv
    {proto::PARAM_RES, T::kSigned}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_DATA, T::kBytes},
    // process_vm_writev
    {proto::PARAM_RES, T::kSigned}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_DATA, T::kBytes},
    // procexit
    {proto::PARAM_STATUS, T::kErrno}, {proto::PARAM_RET, T::kErrno}, {proto::PARAM_SIG, T::kSignal},
    {proto::PARAM_CORE, T::kUnsigned}, {proto::PARAM_REAPER_TID, T::kPid},
    // ptrace
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_ADDR, T::kDynamic, R::kHex},
    {proto::PARAM_DATA, T::kDynamic, R::kHex},
    {proto::PARAM_REQUEST, T::kEnum, R::kDec, N::kPtraceRequests}, {proto::PARAM_PID, T::kPid},
    // pwrite
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned}, {proto::PARAM_POS, T::kUnsigned},
    // pwritev
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned}, {proto::PARAM_POS, T::kUnsigned},
    // quotactl
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_SPECIAL, T::kString},
    {proto::PARAM_QUOTAFILEPATH, T::kString}, {proto::PARAM_DQB_BHARDLIMIT, T::kUnsigned},
    {proto::PARAM_DQB_BSOFTLIMIT, T::kUnsigned}, {proto::PARAM_DQB_CURSPACE, T::kUnsigned},
    {proto::PARAM_DQB_IHARDLIMIT, T::kUnsigned}, {proto::PARAM_DQB_ISOFTLIMIT, T::kUnsigned},
    {proto::PARAM_DQB_BTIME, T::kTime}, {proto::PARAM_DQB_ITIME, T::kTime},
    {proto::PARAM_DQI_BGRACE, T::kTime}, {proto::PARAM_DQI_IGRACE, T::kTime},
    {proto::PARAM_DQI_FLAGS, T::kFlags, R::kDec, N::kQuotactlDqiFlags},
    {proto::PARAM_QUOTA_FMT_OUT, T::kFlags, R::kDec, N::kQuotactlQuotaFmts},
    {proto::PARAM_CMD, T::kFlags, R::kDec, N::kQuotactlCmds},
    {proto::PARAM_TYPE, T::kFlags, R::kDec, N::kQuotactlTypes}, {proto::PARAM_ID, T::kUnsigned},
    {proto::PARAM_QUOTA_FMT, T::kFlags, R::kDec, N::kQuotactlQuotaFmts},
    // read
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned},
    // readv
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_SIZE, T::kUnsigned},
    {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    // recv
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned}, {proto::PARAM_TUPLE, T::kSockTuple},
    // recvfrom
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes},
    {proto::PARAM_TUPLE, T::kSockTuple}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned},
    // recvmmsg
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd}, {proto::PARAM_SIZE, T::kUnsigned},
    {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_TUPLE, T::kSockTuple},
    {proto::PARAM_MSGCONTROL, T::kBytes},
    // recvmsg
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_SIZE, T::kUnsigned},
    {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_TUPLE, T::kSockTuple},
    {proto::PARAM_MSGCONTROL, T::kBytes}, {proto::PARAM_FD, T::kFd},
    // rename
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_OLDPATH, T::kPath},
    {proto::PARAM_NEWPATH, T::kPath},
    // renameat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_OLDDIRFD, T::kFd},
    {proto::PARAM_OLDPATH, T::kRelPath, R::kDec, N::kNone, 1}, {proto::PARAM_NEWDIRFD, T::kFd},
    {proto::PARAM_NEWPATH, T::kRelPath, R::kDec, N::kNone, 3},
    // renameat2
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_OLDDIRFD, T::kFd},
    {proto::PARAM_OLDPATH, T::kRelPath, R::kDec, N::kNone, 1}, {proto::PARAM_NEWDIRFD, T::kFd},
    {proto::PARAM_NEWPATH, T::kRelPath, R::kDec, N::kNone, 3},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kRenameat2Flags},
    // rmdir
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    // seccomp
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_OP, T::kUnsigned},
    {proto::PARAM_FLAGS, T::kUnsigned, R::kHex},
    // select
    {proto::PARAM_RES, T::kErrno},
    // semctl
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_SEMID, T::kSigned},
    {proto::PARAM_SEMNUM, T::kSigned}, {proto::PARAM_CMD, T::kFlags, R::kHex, N::kSemctlCommands},
    {proto::PARAM_VAL, T::kSigned},
    // semget
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_KEY, T::kSigned, R::kHex},
    {proto::PARAM_NSEMS, T::kSigned}, {proto::PARAM_SEMFLG, T::kFlags, R::kHex, N::kSemgetFlags},
    // semop
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_NSOPS, T::kUnsigned},
    {proto::PARAM_SEM_NUM_0, T::kUnsigned}, {proto::PARAM_SEM_OP_0, T::kSigned},
    {proto::PARAM_SEM_FLG_0, T::kFlags, R::kHex, N::kSemopFlags},
    {proto::PARAM_SEM_NUM_1, T::kUnsigned}, {proto::PARAM_SEM_OP_1, T::kSigned},
    {proto::PARAM_SEM_FLG_1, T::kFlags, R::kHex, N::kSemopFlags}, {proto::PARAM_SEMID, T::kSigned},
    // send
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned}, {proto::PARAM_TUPLE, T::kSockTuple},
    // sendfile
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_OFFSET, T::kUnsigned},
    {proto::PARAM_OUT_FD, T::kFd}, {proto::PARAM_IN_FD, T::kFd}, {proto::PARAM_SIZE, T::kUnsigned},
    // sendmmsg
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd}, {proto::PARAM_SIZE, T::kUnsigned},
    {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_TUPLE, T::kSockTuple},
    // sendmsg
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned}, {proto::PARAM_TUPLE, T::kSockTuple},
    // sendto
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned}, {proto::PARAM_TUPLE, T::kSockTuple},
    // setgid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_GID, T::kGid},
    // setns
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_NSTYPE, T::kFlags, R::kHex, N::kCloneFlags},
    // setpgid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_PGID, T::kPid},
    // setregid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_RGID, T::kUid}, {proto::PARAM_EGID, T::kUid},
    // setresgid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_RGID, T::kGid}, {proto::PARAM_EGID, T::kGid},
    {proto::PARAM_SGID, T::kGid},
    // setresuid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_RUID, T::kUid}, {proto::PARAM_EUID, T::kUid},
    {proto::PARAM_SUID, T::kUid},
    // setreuid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_RUID, T::kUid}, {proto::PARAM_EUID, T::kUid},
    // setrlimit
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_CUR, T::kSigned}, {proto::PARAM_MAX, T::kSigned},
    {proto::PARAM_RESOURCE, T::kEnum, R::kDec, N::kRlimitResources},
    // setsid
    {proto::PARAM_RES, T::kPid},
    // setsockopt
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_LEVEL, T::kEnum, R::kDec, N::kSockoptLevels},
    {proto::PARAM_OPTNAME, T::kEnum, R::kDec, N::kSockoptOptions}, {proto::PARAM_VAL, T::kDynamic},
    {proto::PARAM_OPTLEN, T::kUnsigned},
    // setuid
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_UID, T::kUid},
    // shutdown
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_HOW, T::kEnum, R::kHex, N::kShutdownHow},
    // signaldeliver
    {proto::PARAM_SPID, T::kPid}, {proto::PARAM_DPID, T::kPid}, {proto::PARAM_SIG, T::kSignal},
    // signalfd
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_MASK, T::kUnsigned, R::kHex}, {proto::PARAM_FLAGS, T::kUnsigned, R::kHex},
    // signalfd4
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_MASK, T::kUnsigned, R::kHex},
    // socket
    {proto::PARAM_FD, T::kFd}, {proto::PARAM_DOMAIN, T::kEnum, R::kDec, N::kSocketFamilies},
    {proto::PARAM_TYPE, T::kUnsigned}, {proto::PARAM_PROTO, T::kUnsigned},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    // socketpair
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD1, T::kFd}, {proto::PARAM_FD2, T::kFd},
    {proto::PARAM_SOURCE, T::kUnsigned, R::kHex}, {proto::PARAM_PEER, T::kUnsigned, R::kHex},
    {proto::PARAM_DOMAIN, T::kEnum, R::kDec, N::kSocketFamilies}, {proto::PARAM_TYPE, T::kUnsigned},
    {proto::PARAM_PROTO, T::kUnsigned},
    // splice
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FD_IN, T::kFd}, {proto::PARAM_FD_OUT, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kSpliceFlags},
    // stat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    // stat64
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    // symlink
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_TARGET, T::kString},
    {proto::PARAM_LINKPATH, T::kPath},
    // symlinkat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_TARGET, T::kString},
    {proto::PARAM_LINKDIRFD, T::kFd}, {proto::PARAM_LINKPATH, T::kRelPath, R::kDec, N::kNone, 2},
    // tgkill
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_TID, T::kPid},
    {proto::PARAM_SIG, T::kSignal},
    // timerfd_create
    {proto::PARAM_RES, T::kFd}, {proto::PARAM_CLOCKID, T::kUnsigned},
    {proto::PARAM_FLAGS, T::kUnsigned, R::kHex},
    // tkill
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_TID, T::kPid}, {proto::PARAM_SIG, T::kSignal},
    // umount
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_NAME, T::kPath},
    // umount2
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_NAME, T::kPath},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kUmountFlags},
    // unlink
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_PATH, T::kPath},
    // unlinkat
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DIRFD, T::kFd},
    {proto::PARAM_NAME, T::kRelPath, R::kDec, N::kNone, 1},
    {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kUnlinkatFlags},
    // unshare
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kCloneFlags},
    // userfaultfd
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kFileFlags},
    // vfork
    {proto::PARAM_RES, T::kPid}, {proto::PARAM_EXE, T::kString}, {proto::PARAM_ARGS, T::kBytes},
    {proto::PARAM_TID, T::kPid}, {proto::PARAM_PID, T::kPid}, {proto::PARAM_PTID, T::kPid},
    {proto::PARAM_CWD, T::kString}, {proto::PARAM_FDLIMIT, T::kSigned},
    {proto::PARAM_PGFT_MAJ, T::kUnsigned}, {proto::PARAM_PGFT_MIN, T::kUnsigned},
    {proto::PARAM_VM_SIZE, T::kUnsigned}, {proto::PARAM_VM_RSS, T::kUnsigned},
    {proto::PARAM_VM_SWAP, T::kUnsigned}, {proto::PARAM_COMM, T::kString},
    {proto::PARAM_CGROUPS, T::kBytes}, {proto::PARAM_FLAGS, T::kFlags, R::kHex, N::kCloneFlags},
    {proto::PARAM_UID, T::kUnsigned}, {proto::PARAM_GID, T::kUnsigned},
    {proto::PARAM_VTID, T::kPid}, {proto::PARAM_VPID, T::kPid},
    {proto::PARAM_PIDNS_INIT_START_TS, T::kUnsigned},
    // write
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned},
    // writev
    {proto::PARAM_RES, T::kErrno}, {proto::PARAM_DATA, T::kBytes}, {proto::PARAM_FD, T::kFd},
    {proto::PARAM_SIZE, T::kUnsigned},
    // syscall
    {proto::PARAM_GENERIC_ID, T::kUnsigned}, {proto::PARAM_GENERIC_NATIVEID, T::kUnsigned},
    {proto::PARAM_A0, T::kUnsigned, R::kHex}, {proto::PARAM_A1, T::kUnsigned, R::kHex},
    {proto::PARAM_A2, T::kUnsigned, R::kHex}, {proto::PARAM_A3, T::kUnsigned, R::kHex},
    {proto::PARAM_A4, T::kUnsigned, R::kHex}, {proto::PARAM_A5, T::kUnsigned, R::kHex},
};

const EventInfo kEventRows[] = {
    {"unknown", C::kOther, 0, 0, 0},
    {"syscall", C::kOther, 0, 763, 8},
    {"accept", C::kNet, kCreatesFd, 0, 5},
    {"accept4", C::kNet, kCreatesFd, 5, 6},
    {"access", C::kFile, 0, 11, 3},
    {"bind", C::kNet, kUsesFd, 14, 3},
    {"bpf", C::kOther, kCreatesFd, 17, 2},
    {"brk", C::kMemory, 0, 19, 5},
    {"capset", C::kProcess, 0, 24, 4},
    {"chdir", C::kFile, 0, 28, 2},
    {"chmod", C::kFile, 0, 30, 3},
    {"chown", C::kFile, 0, 33, 4},
    {"chroot", C::kProcess, 0, 37, 2},
    {"clone", C::kProcess, 0, 39, 21},
    {"clone3", C::kProcess, 0, 60, 21},
    {"close", C::kIoOther, kUsesFd | kDestroysFd, 81, 2},
    {"close_range", C::kIoOther, 0, 83, 4},
    {"connect", C::kNet, kUsesFd, 87, 4},
    {"container", C::kProcess, 0, 91, 1},
    {"copy_file_range", C::kFile, kUsesFd | kReadsFd | kWritesFd, 92, 6},
    {"creat", C::kFile, kCreatesFd, 98, 6},
    {"delete_module", C::kOther, 0, 104, 3},
    {"dup", C::kIoOther, kCreatesFd | kUsesFd, 107, 2},
    {"dup2", C::kIoOther, kCreatesFd | kUsesFd, 109, 3},
    {"dup3", C::kIoOther, kCreatesFd | kUsesFd, 112, 4},
    {"epoll_create", C::kWait, kCreatesFd, 116, 2},
    {"epoll_create1", C::kWait, kCreatesFd, 118, 2},
    {"epoll_wait", C::kWait, kWaits, 120, 2},
    {"eventfd", C::kIpc, kCreatesFd, 122, 3},
    {"eventfd2", C::kIpc, kCreatesFd, 125, 3},
    {"execve", C::kProcess, 0, 128, 31},
    {"execveat", C::kProcess, 0, 159, 30},
    {"fchdir", C::kFile, kUsesFd, 189, 2},
    {"fchmod", C::kFile, kUsesFd, 191, 3},
    {"fchmodat", C::kFile, kUsesFd, 194, 4},
    {"fchown", C::kFile, kUsesFd, 198, 4},
    {"fchownat", C::kFile, kUsesFd, 202, 6},
    {"fcntl", C::kIoOther, kUsesFd, 208, 4},
    {"finit_module", C::kOther, kUsesFd | kReadsFd, 212, 4},
    {"flock", C::kFile, kUsesFd, 216, 3},
    {"fork", C::kProcess, 0, 219, 21},
    {"fsconfig", C::kSystem, kUsesFd, 240, 7},
    {"fstat", C::kFile, kUsesFd, 247, 2},
    {"fstat64", C::kFile, 0, 249, 1},
    {"futex", C::kIpc, 0, 250, 4},
    {"getcwd", C::kFile, 0, 254, 2},
    {"getdents", C::kFile, kUsesFd, 256, 2},
    {"getdents64", C::kFile, kUsesFd, 258, 2},
    {"getegid", C::kUser, 0, 260, 1},
    {"geteuid", C::kUser, 0, 261, 1},
    {"getgid", C::kUser, 0, 262, 1},
    {"getpeername", C::kNet, 0, 263, 0},
    {"getresgid", C::kUser, 0, 263, 4},
    {"getresuid", C::kUser, 0, 267, 4},
    {"getrlimit", C::kProcess, 0, 271, 4},
    {"getsockname", C::kNet, 0, 275, 0},
    {"getsockopt", C::kNet, kUsesFd, 275, 6},
    {"getuid", C::kUser, 0, 281, 1},
    {"init_module", C::kOther, 0, 282, 4},
    {"inotify_init", C::kIpc, kCreatesFd, 286, 2},
    {"inotify_init1", C::kIpc, kCreatesFd, 288, 2},
    {"io_uring_enter", C::kIoOther, kUsesFd, 290, 6},
    {"io_uring_register", C::kIoOther, kUsesFd, 296, 5},
    {"io_uring_setup", C::kIoOther, kCreatesFd, 301, 8},
    {"ioctl", C::kIoOther, kUsesFd, 309, 4},
    {"keyctl", C::kOther, 0, 313, 6},
    {"kill", C::kSignal, 0, 319, 3},
    {"lchown", C::kFile, 0, 322, 4},
    {"link", C::kFile, 0, 326, 3},
    {"linkat", C::kFile, 0, 329, 6},
    {"listen", C::kNet, kUsesFd, 335, 3},
    {"llseek", C::kFile, kUsesFd, 338, 4},
    {"lseek", C::kFile, kUsesFd, 342, 4},
    {"lstat", C::kFile, 0, 346, 2},
    {"lstat64", C::kFile, 0, 348, 2},
    {"memfd_create", C::kMemory, kCreatesFd, 350, 3},
    {"mkdir", C::kFile, 0, 353, 3},
    {"mkdirat", C::kFile, kUsesFd, 356, 4},
    {"mknod", C::kOther, 0, 360, 4},
    {"mknodat", C::kOther, kUsesFd, 364, 5},
    {"mlock", C::kMemory, 0, 369, 3},
    {"mlock2", C::kMemory, 0, 372, 4},
    {"mlockall", C::kMemory, 0, 376, 2},
    {"mmap", C::kMemory, kUsesFd, 378, 10},
    {"mmap2", C::kMemory, kUsesFd, 388, 10},
    {"mount", C::kFile, 0, 398, 5},
    {"mprotect", C::kMemory, 0, 403, 4},
    {"munlock", C::kMemory, 0, 407, 3},
    {"munlockall", C::kMemory, 0, 410, 1},
    {"munmap", C::kMemory, 0, 411, 6},
    {"nanosleep", C::kSleep, kWaits, 417, 2},
    {"newfstatat", C::kFile, kUsesFd, 419, 4},
    {"open", C::kFile, kCreatesFd, 423, 6},
    {"open_by_handle_at", C::kFile, kCreatesFd, 429, 6},
    {"openat", C::kFile, kCreatesFd, 435, 7},
    {"openat2", C::kFile, kCreatesFd, 442, 8},
    {"pidfd_getfd", C::kProcess, kCreatesFd, 450, 4},
    {"pidfd_open", C::kProcess, kCreatesFd, 454, 3},
    {"pipe", C::kIpc, kCreatesFd, 457, 4},
    {"pipe2", C::kIpc, kCreatesFd, 461, 5},
    {"poll", C::kWait, kWaits, 466, 3},
    {"ppoll", C::kWait, kWaits, 469, 4},
    {"prctl", C::kProcess, 0, 473, 4},
    {"pread", C::kIoRead, kUsesFd | kReadsFd, 477, 5},
    {"preadv", C::kIoRead, kUsesFd | kReadsFd, 482, 5},
    {"prlimit", C::kProcess, 0, 487, 7},
    {"process_vm_readv", C::kIpc, 0, 494, 3},
    {"process_vm_writev", C::kIpc, 0, 497, 3},
    {"procexit", C::kProcess, 0, 500, 5},
    {"ptrace", C::kProcess, 0, 505, 5},
    {"pwrite", C::kIoWrite, kUsesFd | kWritesFd, 510, 5},
    {"pwritev", C::kIoWrite, kUsesFd | kWritesFd, 515, 5},
    {"quotactl", C::kUser, 0, 520, 18},
    {"read", C::kIoRead, kUsesFd | kReadsFd, 538, 4},
    {"readv", C::kIoRead, kUsesFd | kReadsFd, 542, 4},
    {"recv", C::kIoRead, kUsesFd | kReadsFd, 546, 5},
    {"recvfrom", C::kIoRead, kUsesFd | kReadsFd, 551, 5},
    {"recvmmsg", C::kIoRead, kUsesFd | kReadsFd, 556, 6},
    {"recvmsg", C::kIoRead, kUsesFd | kReadsFd, 562, 6},
    {"rename", C::kFile, 0, 568, 3},
    {"renameat", C::kFile, 0, 571, 5},
    {"renameat2", C::kFile, 0, 576, 6},
    {"rmdir", C::kFile, 0, 582, 2},
    {"seccomp", C::kOther, 0, 584, 3},
    {"select", C::kWait, kWaits, 587, 1},
    {"semctl", C::kProcess, 0, 588, 5},
    {"semget", C::kProcess, 0, 593, 4},
    {"semop", C::kProcess, 0, 597, 9},
    {"send", C::kIoWrite, kUsesFd | kWritesFd, 606, 5},
    {"sendfile", C::kIoWrite, kUsesFd, 611, 5},
    {"sendmmsg", C::kIoWrite, kUsesFd | kWritesFd, 616, 5},
    {"sendmsg", C::kIoWrite, kUsesFd | kWritesFd, 621, 5},
    {"sendto", C::kIoWrite, kUsesFd | kWritesFd, 626, 5},
    {"setgid", C::kUser, 0, 631, 2},
    {"setns", C::kProcess, kUsesFd, 633, 3},
    {"setpgid", C::kProcess, 0, 636, 3},
    {"setregid", C::kUser, 0, 639, 3},
    {"setresgid", C::kUser, 0, 642, 4},
    {"setresuid", C::kUser, 0, 646, 4},
    {"setreuid", C::kUser, 0, 650, 3},
    {"setrlimit", C::kProcess, 0, 653, 4},
    {"setsid", C::kProcess, 0, 657, 1},
    {"setsockopt", C::kNet, kUsesFd, 658, 6},
    {"setuid", C::kUser, 0, 664, 2},
    {"shutdown", C::kNet, kUsesFd, 666, 3},
    {"signaldeliver", C::kSignal, 0, 669, 3},
    {"signalfd", C::kSignal, kCreatesFd, 672, 4},
    {"signalfd4", C::kSignal, kCreatesFd, 676, 4},
    {"socket", C::kNet, kCreatesFd, 680, 5},
    {"socketpair", C::kIpc, kCreatesFd, 685, 8},
    {"splice", C::kIoOther, kUsesFd, 693, 5},
    {"stat", C::kFile, 0, 698, 2},
    {"stat64", C::kFile, 0, 700, 2},
    {"symlink", C::kFile, 0, 702, 3},
    {"symlinkat", C::kFile, kUsesFd, 705, 4},
    {"tgkill", C::kSignal, 0, 709, 4},
    {"timerfd_create", C::kTime, kCreatesFd, 713, 3},
    {"tkill", C::kSignal, 0, 716, 3},
    {"umount", C::kFile, 0, 719, 2},
    {"umount2", C::kFile, 0, 721, 3},
    {"unlink", C::kFile, 0, 724, 2},
    {"unlinkat", C::kFile, kUsesFd, 726, 4},
    {"unshare", C::kProcess, 0, 730, 2},
    {"userfaultfd", C::kFile, kCreatesFd, 732, 2},
    {"vfork", C::kProcess, 0, 734, 21},
    {"write", C::kIoWrite, kUsesFd | kWritesFd, 755, 4},
    {"writev", C::kIoWrite, kUsesFd | kWritesFd, 759, 4},
};
// clang-format on

const size_t kEventCount = sizeof(kEventRows) / sizeof(kEventRows[0]);

}  // namespace falco_run::engine

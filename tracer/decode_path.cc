// SPDX-License-Identifier: Apache-2.0
// Calls that make, remove or rename directory entries.
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {
namespace {

using enum ArgKind;

constexpr SyscallSpec kSyscalls[] = {
    {"unlink", proto::EVENT_UNLINK, {{{proto::PARAM_PATH, kPath, 0}}}},
    {"unlinkat",
     proto::EVENT_UNLINKAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_NAME, kPathAt, 1, 0},
       {proto::PARAM_FLAGS, kInt, 2}}},
     OutcomeKind::kImmediate,
     0},
    {"rmdir", proto::EVENT_RMDIR, {{{proto::PARAM_PATH, kPath, 0}}}},
    {"mkdir", proto::EVENT_MKDIR, {{{proto::PARAM_PATH, kPath, 0}, {proto::PARAM_MODE, kUint, 1}}}},
    {"mkdirat",
     proto::EVENT_MKDIRAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_PATH, kPathAt, 1, 0},
       {proto::PARAM_MODE, kUint, 2}}},
     OutcomeKind::kImmediate,
     0},
    {"mknod",
     proto::EVENT_MKNOD,
     {{{proto::PARAM_PATH, kPath, 0},
       {proto::PARAM_MODE, kUint, 1},
       {proto::PARAM_DEV, kUint, 2}}}},
    {"mknodat",
     proto::EVENT_MKNODAT,
     {{{proto::PARAM_DIRFD, kInt, 0},
       {proto::PARAM_PATH, kPathAt, 1, 0},
       {proto::PARAM_MODE, kUint, 2},
       {proto::PARAM_DEV, kUint, 3}}},
     OutcomeKind::kImmediate,
     0},
    {"rename",
     proto::EVENT_RENAME,
     {{{proto::PARAM_OLDPATH, kPath, 0}, {proto::PARAM_NEWPATH, kPath, 1}}}},
    {"renameat",
     proto::EVENT_RENAMEAT,
     {{{proto::PARAM_OLDDIRFD, kInt, 0},
       {proto::PARAM_OLDPATH, kPathAt, 1, 0},
       {proto::PARAM_NEWDIRFD, kInt, 2},
       {proto::PARAM_NEWPATH, kPathAt, 3, 2}}}},
    {"renameat2",
     proto::EVENT_RENAMEAT2,
     {{{proto::PARAM_OLDDIRFD, kInt, 0},
       {proto::PARAM_OLDPATH, kPathAt, 1, 0},
       {proto::PARAM_NEWDIRFD, kInt, 2},
       {proto::PARAM_NEWPATH, kPathAt, 3, 2},
       {proto::PARAM_FLAGS, kInt, 4}}}},
    {"link",
     proto::EVENT_LINK,
     {{{proto::PARAM_OLDPATH, kPath, 0}, {proto::PARAM_NEWPATH, kPath, 1}}}},
    {"linkat",
     proto::EVENT_LINKAT,
     {{{proto::PARAM_OLDDIR, kInt, 0},
       {proto::PARAM_OLDPATH, kPathAt, 1, 0},
       {proto::PARAM_NEWDIR, kInt, 2},
       {proto::PARAM_NEWPATH, kPathAt, 3, 2},
       {proto::PARAM_FLAGS, kInt, 4}}}},
    {"symlink",
     proto::EVENT_SYMLINK,
     {{{proto::PARAM_TARGET, kText, 0}, {proto::PARAM_LINKPATH, kPath, 1}}}},
    {"symlinkat",
     proto::EVENT_SYMLINKAT,
     {{{proto::PARAM_TARGET, kText, 0},
       {proto::PARAM_LINKDIRFD, kInt, 1},
       {proto::PARAM_LINKPATH, kPathAt, 2, 1}}},
     OutcomeKind::kImmediate,
     1},
};

}  // namespace

std::span<const SyscallSpec> PathSyscalls() { return kSyscalls; }

}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_PROCESS_READERS_H_
#define FALCO_RUN_ENGINE_FIELDS_PROCESS_READERS_H_

#include "engine/fields/catalogue.h"

// Readers of proc.*, thread.*, user.* and group.*. What a pending call would change is
// handled by the caller (FieldInfo::changes), except where ancestors are involved.
namespace falco_run::engine {

enum ProcessText : int8_t { kExe, kExePath, kComm15, kCommandLine, kArgsText, kExeLine, kCwdText };

// Whose text: variant = ProcessText + 16 * Whose.
enum Whose : int8_t { kOwn, kParents, kSessionLeaders, kVpgidLeaders, kPgidLeaders };

enum ProcessNumber : int8_t {
  kPid,
  kPpid,
  kVpid,
  kParentVpid,
  kSid,
  kVpgid,
  kPgid,
  kTtyNumber,
  kArgCount,
  kArgLength,
  kThreadCount,
  kOtherThreads,
  kExeInode,
  kExeCtime,
  kExeMtime,
  kCtimeToStart,
  kCtimeFromPidns,
  kPidnsStart,
  kDuration,
  kParentDuration,
  kCloneTime,
  kParentCloneTime,
  kTid,
  kVtid,
  kVmSize,
  kVmRss,
  kVmSwap,
  kMajorFaults,
  kMinorFaults,
  kOpenFds,
  kFdLimit,
};

// Added to kVmSize or kVmRss: of ReadThreadMemory.
constexpr int8_t kInBytes = 64;

enum ProcessFlag : int8_t {
  kExeWritable,
  kExeUpper,
  kExeLower,
  kExeMemfd,
  kSidLeader,
  kVpgidLeader,
  kPgidLeader,
  kMainThread,
};

enum UserVariant : int8_t {
  kUid,
  kUserName,
  kHome,
  kShell,
  kLoginUid,
  kLoginName,
  kGid,
  kGroupName
};

Value ReadProcessText(EventContext& ctx, const FieldUse& use);
Value ReadAncestorText(EventContext& ctx, const FieldUse& use);  // variant: ProcessText
Value ReadAncestorArgs(EventContext& ctx, const FieldUse& use);
Value ReadAncestorPid(EventContext& ctx, const FieldUse& use);
Value ReadProcessArgs(EventContext& ctx, const FieldUse& use);
Value ReadEnv(EventContext& ctx, const FieldUse& use);
Value ReadAncestorEnv(EventContext& ctx, const FieldUse& use);
Value ReadLoginShell(EventContext& ctx, const FieldUse& use);
Value ReadProcessNumber(EventContext& ctx, const FieldUse& use);
Value ReadFdUsage(EventContext& ctx, const FieldUse& use);
Value ReadThreadMemory(EventContext& ctx, const FieldUse& use);
Value ReadProcessFlag(EventContext& ctx, const FieldUse& use);
Value ReadCapabilities(EventContext& ctx, const FieldUse& use);  // 0 inh, 1 prm, 2 eff
Value ReadCgroups(EventContext& ctx, const FieldUse& use);
Value ReadCgroup(EventContext& ctx, const FieldUse& use);
Value ReadStdio(EventContext& ctx, const FieldUse& use);  // variant: fd, + 4 for the name
Value ReadNameTid(EventContext& ctx, const FieldUse& use);
Value ReadUser(EventContext& ctx, const FieldUse& use);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_PROCESS_READERS_H_

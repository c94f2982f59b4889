// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EVENTS_NAME_TABLE_H_
#define FALCO_RUN_ENGINE_EVENTS_NAME_TABLE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Names of flags and enumerations, in the order the rule language joins them.
namespace falco_run::engine {

enum class NameTable : uint8_t {
  kNone,
  kAccessFlags,
  kBpfCommands,
  kChmodMode,
  kCloneFlags,
  kCloseRangeFlags,
  kCreatFlags,
  kDeleteModuleFlags,
  kEpollCreate1Flags,
  kExecveFlags,
  kFchownatFlags,
  kFcntlCommands,
  kFileFlags,
  kFinitModuleFlags,
  kFlockFlags,
  kFsconfigCmds,
  kFutexOperations,
  kIoUringEnterFlags,
  kIoUringRegisterOpcodes,
  kIoUringSetupFeats,
  kIoUringSetupFlags,
  kKeyctlOperations,
  kLinkatFlags,
  kLseekWhence,
  kMemfdCreateFlags,
  kMknodMode,
  kMlock2Flags,
  kMlockallFlags,
  kMmapFlags,
  kMountFlags,
  kNewfstatatFlags,
  kOpenat2Flags,
  kPidfdOpenFlags,
  kPrctlOptions,
  kProtFlags,
  kPtraceRequests,
  kQuotactlCmds,
  kQuotactlDqiFlags,
  kQuotactlQuotaFmts,
  kQuotactlTypes,
  kRenameat2Flags,
  kRlimitResources,
  kSemctlCommands,
  kSemgetFlags,
  kSemopFlags,
  kShutdownHow,
  kSocketFamilies,
  kSockoptLevels,
  kSockoptOptions,
  kSpliceFlags,
  kUmountFlags,
  kUnlinkatFlags,
};

struct NamedValue {
  const char* name;
  uint64_t value;
};

// Empty for tables without names: their values print as numbers.
std::span<const NamedValue> GetNames(NameTable table);

// Appends the names of the bits set in `value`, joined by '|'. A bit is named once; a value
// that equals an entry as a whole ends with that entry. Appends nothing for unnamed bits.
void AppendFlagNames(NameTable table, uint64_t value, std::string& out);

// Appends every name that has exactly this value, joined by '|' (AF_LOCAL|AF_UNIX).
void AppendEnumNames(NameTable table, uint64_t value, std::string& out);

// open(2) flags as the kernel takes them -> the encoding rules see (O_RDONLY is a bit).
uint64_t RuleFileFlags(uint64_t linux_flags);

// The bits of that encoding that are no flags: how the file is opened.
constexpr uint64_t kAccessMode = 3;

// ENOENT for 2; "" if there is no such error.
std::string_view ErrnoName(int64_t error);

// SIGKILL for 9; "" if there is no such signal.
std::string_view SignalName(int64_t signal);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EVENTS_NAME_TABLE_H_

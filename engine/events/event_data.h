// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EVENTS_EVENT_DATA_H_
#define FALCO_RUN_ENGINE_EVENTS_EVENT_DATA_H_

#include <cstddef>
#include <cstdint>

#include "engine/events/name_table.h"
#include "proto/event_type.pb.h"

// The rows behind event_table.h; include that one.
namespace falco_run::engine {

enum class ParamType : uint8_t {
  kErrno,
  kFd,
  kPid,
  kPath,
  kRelPath,  // relative to the descriptor parameter `dirfd_index`
  kString,
  kBytes,
  kMode,
  kUid,
  kGid,
  kSockAddr,
  kSockTuple,
  kSignal,
  kTime,
  kDynamic,
  kFdList,
  kUnsigned,
  kSigned,
  kFlags,
  kEnum,
};

enum class Radix : uint8_t { kDec, kHex, kOct };

struct ParamInfo {
  proto::Param param;
  ParamType type;
  Radix radix = Radix::kDec;
  NameTable names = NameTable::kNone;
  int8_t dirfd_index = -1;
};

enum class Category : uint8_t {
  kOther,
  kFile,
  kNet,
  kProcess,
  kIpc,
  kMemory,
  kSignal,
  kUser,
  kTime,
  kWait,
  kSleep,
  kSystem,
  kIoRead,
  kIoWrite,
  kIoOther,
};

// Bits of EventInfo::flags.
enum EventFlag : uint8_t {
  kCreatesFd = 1,
  kUsesFd = 2,
  kDestroysFd = 4,
  kReadsFd = 8,
  kWritesFd = 16,
  kWaits = 32,
};

struct EventInfo {
  const char* name;
  Category category;
  uint8_t flags;
  uint16_t first_param;  // row in kParamRows
  uint8_t param_count;
};

extern const ParamInfo kParamRows[];
extern const EventInfo kEventRows[];
extern const size_t kEventCount;

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EVENTS_EVENT_DATA_H_

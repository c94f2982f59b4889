// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_EVENT_READERS_H_
#define FALCO_RUN_ENGINE_FIELDS_EVENT_READERS_H_

#include "engine/fields/catalogue.h"

// Readers of evt.* and syscall.*; one serves several fields where `variant` says which.
namespace falco_run::engine {

enum TimeVariant : int8_t {
  kClock,
  kClockSeconds,
  kIso,
  kDateTime,
  kDateTimeSeconds,
  kRaw,
  kRawSeconds,
  kRawNanos,
  kRelative,
  kRelativeSeconds,
  kRelativeNanos,
  kDelta,
  kDeltaSeconds,
  kDeltaNanos,
};

enum EventClass : int8_t { kAllEvents, kFileEvents, kNetEvents, kMemoryEvents, kOtherEvents };

enum IoVariant : int8_t { kIoAny, kIoReads, kIoWrites, kIsWait };

enum OpenVariant : int8_t { kOpenRead, kOpenWrite, kOpenExec, kOpenCreate };

Value ReadEventNumber(EventContext& ctx, const FieldUse& use);
Value ReadEventTimeText(EventContext& ctx, const FieldUse& use);
Value ReadEventTime(EventContext& ctx, const FieldUse& use);
Value ReadAround(EventContext& ctx, const FieldUse& use);
Value ReadSource(EventContext& ctx, const FieldUse& use);
Value ReadPluginName(EventContext& ctx, const FieldUse& use);
Value ReadPluginInfo(EventContext& ctx, const FieldUse& use);
Value ReadHostname(EventContext& ctx, const FieldUse& use);
Value ReadFalse(EventContext& ctx, const FieldUse& use);
Value ReadConstant(EventContext& ctx, const FieldUse& use);  // variant
Value ReadZeroTime(EventContext& ctx, const FieldUse& use);
Value ReadNoLatency(EventContext& ctx, const FieldUse& use);
Value ReadDirection(EventContext& ctx, const FieldUse& use);
Value ReadEventType(EventContext& ctx, const FieldUse& use);
Value ReadEventTypeIs(EventContext& ctx, const FieldUse& use);
Value ReadCategory(EventContext& ctx, const FieldUse& use);
Value ReadArgs(EventContext& ctx, const FieldUse& use);
Value ReadArg(EventContext& ctx, const FieldUse& use);
Value ReadRawArg(EventContext& ctx, const FieldUse& use);
Value ReadBuffer(EventContext& ctx, const FieldUse& use);
Value ReadBufferLength(EventContext& ctx, const FieldUse& use);
Value ReadRes(EventContext& ctx, const FieldUse& use);
Value ReadRawRes(EventContext& ctx, const FieldUse& use);
Value ReadFailed(EventContext& ctx, const FieldUse& use);
Value ReadTrust(EventContext& ctx, const FieldUse& use);
Value ReadIo(EventContext& ctx, const FieldUse& use);
Value ReadIoDirection(EventContext& ctx, const FieldUse& use);
Value ReadIsSyslog(EventContext& ctx, const FieldUse& use);
Value ReadCountError(EventContext& ctx, const FieldUse& use);
Value ReadAbsolutePath(EventContext& ctx, const FieldUse& use);
Value ReadOpenKind(EventContext& ctx, const FieldUse& use);
Value ReadFsPath(EventContext& ctx, const FieldUse& use);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_EVENT_READERS_H_

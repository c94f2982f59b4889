// SPDX-License-Identifier: Apache-2.0
// The catalogue's rows for evt.* fields of every source.
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/fields/event_readers.h"
#include "engine/requirements.h"

namespace falco_run::engine {
namespace {

// clang-format off
// name, documented type, type, argument, supply, flags, changed by, facets, variant, reader, text
constexpr FieldInfo kRows[] = {
    {"evt.num", "uint64", ValueType::kUint, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadEventNumber,
     "running event number in the engine, first event is 1 (0 never occurs)"},
    {"evt.time", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, kClock,
     ReadEventTimeText,
     "event time of day in local zone, HH:MM:SS.nnnnnnnnn; in JSON output_fields it is the raw "
     "epoch-ns integer"},
    {"evt.time.s", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kClockSeconds, ReadEventTimeText,
     "time of day, local, without fraction"},
    {"evt.time.iso8601", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kIso, ReadEventTimeText,
     "UTC timestamp YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+0000"},
    {"evt.datetime", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kDateTime, ReadEventTimeText,
     "local date and time of day with nanoseconds"},
    {"evt.datetime.s", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kDateTimeSeconds, ReadEventTimeText,
     "local date and time of day without fraction"},
    {"evt.rawtime", "abstime(ns)", ValueType::kAbsTime, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kRaw, ReadEventTime,
     "epoch nanoseconds of the event"},
    {"evt.rawtime.s", "abstime(ns)", ValueType::kAbsTime, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kRawSeconds, ReadEventTime,
     "whole epoch seconds"},
    {"evt.rawtime.ns", "abstime(ns)", ValueType::kAbsTime, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kRawNanos, ReadEventTime,
     "nanosecond remainder, printed padded"},
    {"evt.reltime", "reltime(ns)", ValueType::kRelTime, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kRelative, ReadEventTime,
     "ns since the first event seen"},
    {"evt.reltime.s", "reltime(ns)", ValueType::kRelTime, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kRelativeSeconds, ReadEventTime,
     "whole seconds since the first event"},
    {"evt.reltime.ns", "reltime(ns)", ValueType::kRelTime, ArgRule::kNone, Supply::kYes, 0, 0, 0,
     kRelativeNanos, ReadEventTime,
     "ns remainder of evt.reltime"},
    {"evt.pluginname", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadPluginName,
     "name of the source plugin that produced the event; null for syscall events"},
    {"evt.plugininfo", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadPluginInfo,
     "text the source plugin renders for the event; null for syscall events"},
    {"evt.source", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadSource,
     "event source name: 'syscall', 'k8s_audit', ..."},
    {"evt.is_async", "bool", ValueType::kBool, ArgRule::kNone, Supply::kConstant, 0, 0, 0, 0,
     ReadFalse,
     "true for asynchronous (injected) events"},
    {"evt.asynctype", "string", ValueType::kString, ArgRule::kNone, Supply::kConstant, 0, 0, 0, 0,
     nullptr,
     "type string of an async event; null otherwise"},
    {"evt.hostname", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, 0, 0, 0, 0,
     ReadHostname,
     "host name of the agent; env FALCO_HOSTNAME overrides gethostname()"},
};
// clang-format on

}  // namespace

std::span<const FieldInfo> GenericFields() { return kRows; }

}  // namespace falco_run::engine

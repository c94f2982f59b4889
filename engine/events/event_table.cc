// SPDX-License-Identifier: Apache-2.0
#include "engine/events/event_table.h"

#include <seccomp.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "engine/events/unnamed_syscall.h"

namespace falco_run::engine {
namespace {

// Names of Falco's event table that no syscall of ours produces; rules may name them.
constexpr std::string_view kForeignEvents[] = {
    "asyncevent",
    "cpu_hotplug",
    "drop",
    "groupadded",
    "groupdeleted",
    "infra",
    "notification",
    "page_fault",
    "pluginevent",
    "procinfo",
    "scapevent",
    "switch",
    "syscall",
    "task",
    "task_file_anon_inode",
    "task_file_directory",
    "task_file_memfd",
    "task_file_pipe",
    "task_file_regular",
    "task_file_socket_inet",
    "task_file_socket_inet6",
    "task_file_socket_netlink",
    "task_file_socket_unix",
    "useradded",
    "userdeleted",
};

using EventIndex = std::vector<std::pair<std::string_view, proto::EventType>>;

const EventIndex& Events() {
  static const EventIndex* index = [] {
    auto* v = new EventIndex;
    for (size_t i = proto::EVENT_GENERIC + 1; i < kEventCount; ++i) {
      v->emplace_back(kEventRows[i].name, static_cast<proto::EventType>(i));
    }
    std::sort(v->begin(), v->end());
    return v;
  }();
  return *index;
}

// Not by reflection: it would build all descriptors of the file, at each start.
constexpr std::pair<std::string_view, proto::Param> kParamNames[] = {
#include "engine/events/param_names.inc"
    {"ID", proto::PARAM_GENERIC_ID},
    {"nativeID", proto::PARAM_GENERIC_NATIVEID},
};

constexpr auto kParamsByName = [] {
  auto sorted = std::to_array(kParamNames);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}();

constexpr auto kNamesByParam = [] {
  std::array<std::string_view, proto::Param_ARRAYSIZE> names;
  for (const auto& [name, param] : kParamNames) names[param] = name;
  return names;
}();

}  // namespace

const EventInfo& GetEventInfo(proto::EventType type) {
  const auto i = static_cast<size_t>(type);
  return kEventRows[i < kEventCount ? i : 0];
}

std::span<const ParamInfo> GetParams(proto::EventType type) {
  const EventInfo& e = GetEventInfo(type);
  return {kParamRows + e.first_param, e.param_count};
}

bool HasResult(proto::EventType type) {
  if (type == proto::EVENT_GENERIC) return true;
  const auto params = GetParams(type);
  if (params.empty()) return false;
  return params[0].param == proto::PARAM_RES ||
         (params[0].param == proto::PARAM_FD && (GetEventInfo(type).flags & kCreatesFd));
}

std::optional<proto::EventType> FindEventType(std::string_view name) {
  const EventIndex& events = Events();
  const auto it = std::lower_bound(events.begin(), events.end(), name,
                                   [](const auto& e, std::string_view n) { return e.first < n; });
  if (it == events.end() || it->first != name) return std::nullopt;
  return it->second;
}

bool IsKnownEventName(std::string_view name) {
  if (FindEventType(name)) return true;
  for (std::string_view foreign : kForeignEvents) {
    if (foreign == name) return true;
  }
  return seccomp_syscall_resolve_name(std::string(name).c_str()) != __NR_SCMP_ERROR ||
         FindUnnamedSyscall(name).has_value();
}

proto::Param FindParam(std::string_view name) {
  const auto& v = kParamsByName;
  const auto it = std::lower_bound(v.begin(), v.end(), name,
                                   [](const auto& e, std::string_view n) { return e.first < n; });
  return it != v.end() && it->first == name ? it->second : proto::PARAM_NONE;
}

std::string_view ParamName(proto::Param param) {
  const auto i = static_cast<size_t>(param);
  return i < kNamesByParam.size() ? kNamesByParam[i] : std::string_view();
}

ParamType CommonParamType(proto::Param param) {
  switch (param) {  // where the majority is not the most useful
    case proto::PARAM_TYPE:
    case proto::PARAM_MODE:
    case proto::PARAM_DEV:
    case proto::PARAM_SOURCE:
    case proto::PARAM_UID:
    case proto::PARAM_GID:
      return ParamType::kUnsigned;
    case proto::PARAM_ADDR:
      return ParamType::kSockAddr;
    case proto::PARAM_NAME:
      return ParamType::kPath;
    default:
      break;
  }
  // What most events say.
  int count[static_cast<size_t>(ParamType::kEnum) + 1] = {};
  for (size_t i = 0; i < kEventCount; ++i) {
    for (const ParamInfo& p : GetParams(static_cast<proto::EventType>(i))) {
      if (p.param == param) ++count[static_cast<size_t>(p.type)];
    }
  }
  const auto* most = std::max_element(std::begin(count), std::end(count));
  return *most == 0 ? ParamType::kString : static_cast<ParamType>(most - count);
}

const char* CategoryName(Category category) {
  switch (category) {
    case Category::kOther:
      return "other";
    case Category::kFile:
      return "file";
    case Category::kNet:
      return "net";
    case Category::kProcess:
      return "process";
    case Category::kIpc:
      return "IPC";
    case Category::kMemory:
      return "memory";
    case Category::kSignal:
      return "signal";
    case Category::kUser:
      return "user";
    case Category::kTime:
      return "time";
    case Category::kWait:
      return "wait";
    case Category::kSleep:
      return "sleep";
    case Category::kSystem:
      return "system";
    case Category::kIoRead:
    case Category::kIoWrite:
    case Category::kIoOther:
      return nullptr;
  }
  return "other";
}

}  // namespace falco_run::engine

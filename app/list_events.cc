// SPDX-License-Identifier: Apache-2.0
#include "app/list_events.h"

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/events/event_table.h"
#include "tracer/syscall_table.h"

namespace falco_run::app {
namespace {

const char* TypeName(engine::ParamType type) {
  using T = engine::ParamType;
  switch (type) {
    case T::kErrno:
      return "errno";
    case T::kFd:
      return "fd";
    case T::kPid:
      return "pid";
    case T::kPath:
      return "path";
    case T::kRelPath:
      return "relpath";
    case T::kString:
      return "string";
    case T::kBytes:
      return "bytes";
    case T::kMode:
      return "mode";
    case T::kUid:
      return "uid";
    case T::kGid:
      return "gid";
    case T::kSockAddr:
      return "sockaddr";
    case T::kSockTuple:
      return "tuple";
    case T::kSignal:
      return "signal";
    case T::kTime:
      return "time";
    case T::kDynamic:
      return "dynamic";
    case T::kFdList:
      return "fdlist";
    case T::kUnsigned:
      return "unsigned";
    case T::kSigned:
      return "signed";
    case T::kFlags:
      return "flags";
    case T::kEnum:
      return "enum";
  }
  return "";
}

constexpr char kOthers[] =
    "Any other Linux syscall can be named in evt.type and is observed, without parameters.";

void Print(proto::EventType type, ListFormat format, bool colour) {
  const char* name = engine::GetEventInfo(type).name;
  const bool observed = !tracer::FindSyscalls(type).empty();
  std::string params;
  for (const engine::ParamInfo& param : engine::GetParams(type)) {
    if (!params.empty()) params += ", ";
    params += TypeName(param.type);
    const std::string param_name(engine::ParamName(param.param));
    params += format == ListFormat::kMarkdown ? " **" + param_name + "**" : " " + param_name;
  }
  if (format == ListFormat::kMarkdown) {
    std::cout << "| `" << name << "` | " << (observed ? "yes" : "no") << " | " << params << " |\n";
  } else {
    std::cout << (observed ? "  " : "- ") << Bold(name, colour) << "(" << params << ")\n";
  }
}

}  // namespace

int ListEvents(ListFormat format) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  const bool colour = ColourWanted();
  if (format == ListFormat::kMarkdown) {
    std::cout << "| event | observed | parameters |\n|---|---|---|\n";
  } else if (format == ListFormat::kText) {
    std::cout << "Events of the syscall source and their parameters; - marks those that falco-run "
                 "does not observe.\n\n";
  }
  for (int i = proto::EVENT_GENERIC + 1; i < proto::EventType_ARRAYSIZE; ++i) {
    const auto type = static_cast<proto::EventType>(i);
    if (format != ListFormat::kJson) {
      Print(type, format, colour);
      continue;
    }
    nlohmann::ordered_json params = nlohmann::ordered_json::array();
    for (const engine::ParamInfo& param : engine::GetParams(type)) {
      params.push_back(
          {{"name", std::string(engine::ParamName(param.param))}, {"type", TypeName(param.type)}});
    }
    out.push_back({{"name", engine::GetEventInfo(type).name},
                   {"source", "syscall"},
                   {"observed", !tracer::FindSyscalls(type).empty()},
                   {"params", std::move(params)}});
  }
  if (format == ListFormat::kJson) {
    std::cout << out.dump(1) << "\n";
  } else {
    std::cout << "\n" << kOthers << "\n";
  }
  return 0;
}

}  // namespace falco_run::app

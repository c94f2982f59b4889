// SPDX-License-Identifier: Apache-2.0
#include "engine/requirements_builder.h"

#include "engine/events/event_table.h"

namespace falco_run::engine {
namespace {

// What an event argument that is taken from the process snapshot needs.
uint32_t FacetsOfParam(proto::Param param) {
  switch (param) {
    case proto::PARAM_ENV:
      return Requirements::kEnv;
    case proto::PARAM_CWD:
      return Requirements::kCwd;
    case proto::PARAM_CAP_INHERITABLE:
    case proto::PARAM_CAP_PERMITTED:
    case proto::PARAM_CAP_EFFECTIVE:
      return Requirements::kCapabilities;
    case proto::PARAM_LOGINUID:
      return Requirements::kLoginUid | Requirements::kUserNames;
    case proto::PARAM_UID:
    case proto::PARAM_GID:
    case proto::PARAM_RUID:
    case proto::PARAM_EUID:
    case proto::PARAM_SUID:
    case proto::PARAM_RGID:
    case proto::PARAM_EGID:
    case proto::PARAM_SGID:
      return Requirements::kUserNames;
    case proto::PARAM_EXE_INO:
    case proto::PARAM_EXE_INO_CTIME:
    case proto::PARAM_EXE_INO_MTIME:
      return Requirements::kExeFile;
    case proto::PARAM_DEV:
    case proto::PARAM_INO:
      return Requirements::kOpenedFile;
    case proto::PARAM_CGROUPS:
      return Requirements::kCgroups;
    case proto::PARAM_TTY:
      return Requirements::kSession;
    case proto::PARAM_PGID:
      return Requirements::kSession | Requirements::kProcessGroup;
    case proto::PARAM_VPGID:
      return Requirements::kPidNamespace | Requirements::kProcessGroup;
    case proto::PARAM_VPID:
    case proto::PARAM_VTID:
    case proto::PARAM_PIDNS_INIT_START_TS:
      return Requirements::kPidNamespace;
    default:
      return 0;
  }
}

bool IsUsage(proto::Param param) {
  switch (param) {
    case proto::PARAM_FDLIMIT:
    case proto::PARAM_PGFT_MAJ:
    case proto::PARAM_PGFT_MIN:
    case proto::PARAM_VM_SIZE:
    case proto::PARAM_VM_RSS:
    case proto::PARAM_VM_SWAP:
      return true;
    default:
      return false;
  }
}

// Arguments that are read only when a rule shows them.
bool NeedsMemory(proto::Param param) {
  switch (param) {
    case proto::PARAM_DATA:
    case proto::PARAM_IMG:
    case proto::PARAM_SIZE:
    case proto::PARAM_QUEUEPCT:
    case proto::PARAM_QUEUELEN:
    case proto::PARAM_QUEUEMAX:
      return true;
    default:
      return false;
  }
}

}  // namespace

// Without an address the call goes to, or comes from, whoever the socket is connected with.
void RequirementsBuilder::AddAddressNeed(Program& program, Program::NodeId condition,
                                         proto::EventType type) {
  const Program::NodeId node = program.Specialize(condition, type, "");
  if (need_all_.contains(type)) return;
  if (program.MayHold(node, "fd.name_changed", false)) {
    need_all_.insert(type);
    requirements_.only_with_address.erase(type);
  } else {
    requirements_.only_with_address.insert(type);
  }
}

void RequirementsBuilder::Add(Program& program, Program::NodeId condition, const EventSet& possible,
                              const std::set<std::string>& generic_names,
                              const std::set<uint32_t>& values) {
  std::vector<proto::EventType> events;
  for (size_t i = proto::EVENT_GENERIC + 1; i < possible.size(); ++i) {
    if (possible.test(i)) events.push_back(static_cast<proto::EventType>(i));
  }
  const bool generic = possible.test(proto::EVENT_GENERIC);
  for (const std::string& name : generic_names) {
    if (program.Specialize(condition, proto::EVENT_GENERIC, name) != Program::kFalseNode) {
      requirements_.generic_syscalls.insert(name);
    }
  }
  if (generic) requirements_.all_events = true;
  if (events.empty() && !generic && requirements_.generic_syscalls.empty()) return;
  requirements_.events.insert(events.begin(), events.end());
  for (const proto::EventType type : {proto::EVENT_SENDTO, proto::EVENT_RECVFROM}) {
    if (possible.test(type)) AddAddressNeed(program, condition, type);
  }

  const auto add_params = [&](proto::EventType type, proto::Param only) {
    for (const ParamInfo& p : GetParams(type)) {
      if (only != proto::PARAM_NONE && p.param != only) continue;
      requirements_.process_facets |= FacetsOfParam(p.param);
      // Too dear for a look at all arguments.
      if (only != proto::PARAM_NONE && IsUsage(p.param)) {
        requirements_.process_facets |= Requirements::kUsage;
      }
      if (NeedsMemory(p.param)) requirements_.data = true;
      if (p.param == proto::PARAM_FLAGS && IsExec(type)) {
        requirements_.process_facets |= Requirements::kExeFile;
      }
    }
  };
  // Values of transformers' arguments count too.
  std::vector<uint32_t> todo(values.begin(), values.end());
  while (!todo.empty()) {
    const ValueExpr& e = program.values().expr(todo.back());
    todo.pop_back();
    todo.insert(todo.end(), e.args.begin(), e.args.end());
    if (e.kind != ValueExpr::Kind::kField && e.kind != ValueExpr::Kind::kArgsList) continue;
    requirements_.process_facets |= e.field.info->facets;
    if (e.field.info->flags & kNeedsFd) requirements_.fd_details = true;
    const std::string_view name = e.field.info->name;
    if (name == "evt.buffer") requirements_.data = true;
    const bool one = name == "evt.arg" || name == "evt.rawarg";
    if (!one && name != "evt.args" && name != "evt.info") continue;
    for (proto::EventType type : events) {
      if (one && e.field.param == proto::PARAM_NONE) {
        const auto params = GetParams(type);
        const auto i = static_cast<size_t>(e.field.index);
        if (i < params.size()) add_params(type, params[i].param);
      } else {
        add_params(type, one ? e.field.param : proto::PARAM_NONE);
      }
    }
  }
}

}  // namespace falco_run::engine

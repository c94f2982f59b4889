// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/event_defaults.h"

#include <fcntl.h>

#include <filesystem>

#include "engine/describe/fd_description.h"
#include "engine/events/event_table.h"

namespace falco_run::engine {
namespace {

constexpr uint64_t kFirstTime = 1767225600000000000;
constexpr uint64_t kMillisecond = 1000000;
constexpr int64_t kFirstDescriptor = 3;

void CompleteOpen(Scene& scene) {
  const proto::EventType type = scene.event.type();
  if (!IsOpen(type) || type == proto::EVENT_CREAT) return;
  int64_t access = O_RDONLY;
  if (scene.open_write) access = scene.open_read ? O_RDWR : O_WRONLY;
  const bool said = scene.HasArg(proto::PARAM_FLAGS);
  proto::Argument& flags = scene.Arg(proto::PARAM_FLAGS);
  if (!said || (flags.number() & O_ACCMODE) == O_RDONLY) flags.set_number(flags.number() | access);
}

void CompletePaths(Scene& scene) {
  const std::string& cwd = scene.chain[0].cwd();
  for (const ParamInfo& param : GetParams(scene.event.type())) {
    const bool dirfd = param.type == ParamType::kFd &&
                       (param.param == proto::PARAM_DIRFD || param.param == proto::PARAM_OLDDIRFD ||
                        param.param == proto::PARAM_NEWDIRFD ||
                        param.param == proto::PARAM_OLDDIR || param.param == proto::PARAM_NEWDIR);
    if (dirfd && !scene.HasArg(param.param)) scene.Arg(param.param).set_number(AT_FDCWD);
    if (param.type != ParamType::kPath && param.type != ParamType::kRelPath) continue;
    if (!scene.HasArg(param.param)) continue;
    proto::Argument& arg = scene.Arg(param.param);
    if (arg.text().empty() || !arg.path().empty()) continue;
    arg.set_path((std::filesystem::path(cwd) / arg.text()).lexically_normal().string());
  }
}

// What a call returns that succeeds.
int64_t Success(const Scene& scene) {
  const proto::EventType type = scene.event.type();
  switch (type) {
    case proto::EVENT_PIPE:
    case proto::EVENT_PIPE2:
    case proto::EVENT_SOCKETPAIR:
      return 0;
    case proto::EVENT_CLONE:
    case proto::EVENT_CLONE3:
    case proto::EVENT_FORK:
    case proto::EVENT_VFORK:
      return scene.chain[0].pid() + 1;
    default:
      break;
  }
  if (GetEventInfo(type).flags & kCreatesFd) return kFirstDescriptor;
  for (const proto::Argument& arg : scene.event.args()) {
    if (arg.param() == proto::PARAM_DATA) return static_cast<int64_t>(arg.text().size());
  }
  return 0;
}

}  // namespace

uint64_t DefaultTime(uint64_t seq) { return kFirstTime + (seq - 1) * kMillisecond; }

absl::Status CompleteEvent(Scene& scene) {
  proto::SyscallEvent& event = scene.event;
  event.set_process_id(scene.chain[0].id());
  if (event.tid() == 0) event.set_tid(scene.chain[0].pid());
  if (scene.has_container) *scene.chain[0].mutable_container() = scene.container;
  CompleteOpen(scene);
  if (absl::Status s = PlaceFd(scene); !s.ok()) return s;
  CompletePaths(scene);
  if (!scene.outcome_unknown) {
    event.set_outcome(proto::OUTCOME_KNOWN);
    event.set_result(scene.result.value_or(Success(scene)));
  }
  return absl::OkStatus();
}

}  // namespace falco_run::engine

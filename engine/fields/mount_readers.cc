// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/mount_readers.h"

#include <fnmatch.h>

#include "engine/fields/container_readers.h"
#include "engine/fields/event_context.h"

namespace falco_run::engine {
namespace {

const char* Rdwr(const proto::ContainerMount& mount) { return mount.rdwr() ? "true" : "false"; }

void Append(const proto::ContainerMount& mount, std::string& out) {
  out.append(mount.source()).append(":").append(mount.dest()).append(":").append(mount.mode());
  out.append(":").append(Rdwr(mount)).append(":").append(mount.propagation());
}

bool Matches(const std::string& glob, const std::string& path) {
  return fnmatch(glob.c_str(), path.c_str(), 0) == 0;
}

// What is in /run is meant by its old name, too: rules have both.
bool IsSource(const std::string& glob, const std::string& source, std::string& scratch) {
  if (Matches(glob, source)) return true;
  if (!source.starts_with("/run/")) return false;
  scratch.assign("/var").append(source);
  return Matches(glob, scratch);
}

const proto::ContainerMount* Find(EventContext& ctx, const FieldUse& use) {
  if (!InContainer(ctx)) return nullptr;
  const auto& mounts = ctx.container()->mounts();
  if (use.index >= 0)
    return use.index < mounts.size() ? &mounts[static_cast<int>(use.index)] : nullptr;
  for (const proto::ContainerMount& mount : mounts) {
    const bool found = use.info->variant == kMountSource
                           ? Matches(use.arg, mount.dest())
                           : IsSource(use.arg, mount.source(), ctx.scratch());
    if (found) return &mount;
  }
  return nullptr;
}

}  // namespace

Value ReadContainerMounts(EventContext& ctx, const FieldUse&) {
  if (!InContainer(ctx)) return Value::Null();
  std::string& s = ctx.scratch();
  for (const proto::ContainerMount& mount : ctx.container()->mounts()) {
    if (!s.empty()) s += ',';
    Append(mount, s);
  }
  return Value::String(ctx.arena().Keep(s));
}

Value ReadContainerMount(EventContext& ctx, const FieldUse& use) {
  const proto::ContainerMount* mount = Find(ctx, use);
  if (mount == nullptr) return Value::Null();
  switch (use.info->variant) {
    case kMountSource:
      return Value::String(mount->source());
    case kMountDest:
      return Value::String(mount->dest());
    case kMountMode:
      return Value::String(mount->mode());
    case kMountRdwr:
      return Value::String(Rdwr(*mount));
    case kMountPropagation:
      return Value::String(mount->propagation());
    default:
      break;
  }
  std::string& s = ctx.scratch();
  Append(*mount, s);
  return Value::String(ctx.arena().Keep(s));
}

}  // namespace falco_run::engine

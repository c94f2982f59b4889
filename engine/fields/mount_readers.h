// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_MOUNT_READERS_H_
#define FALCO_RUN_ENGINE_FIELDS_MOUNT_READERS_H_

#include "engine/fields/catalogue.h"

// Readers of container.mounts and container.mount*.
namespace falco_run::engine {

enum MountPart : int8_t {
  kWholeMount,  // source:dest:mode:rdwr:propagation
  kMountSource,
  kMountDest,
  kMountMode,
  kMountRdwr,
  kMountPropagation,
};

// All of them, joined by commas; empty in a container that has none.
Value ReadContainerMounts(EventContext& ctx, const FieldUse& use);

// A part (variant: MountPart) of the mount with that number, or of the first whose source matches
// the glob; for the source: whose destination does. No value where there is no such mount.
Value ReadContainerMount(EventContext& ctx, const FieldUse& use);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_MOUNT_READERS_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_OVERLAY_LAYER_H_
#define FALCO_RUN_TRACER_OVERLAY_LAYER_H_

#include <sys/stat.h>

#include <cstdint>
#include <optional>

namespace falco_run::tracer {

// Where a file of an overlay file system lies: in what a container has written itself, or in the
// image below.
enum class Layer : uint8_t {
  kNone,  // of another file system
  kUpper,
  kLower,
};

// The layer of the file at `path`, whose status is `st`. Its handle (name_to_handle_at(2) with
// AT_HANDLE_FID, Linux 6.6) tells a file that was made in the upper layer, without privilege and
// without a look at the mounts of the host. One that was copied up from the image and changed is
// told by its ctime, which nobody can set: not before `start_ns`, when the container began. So is
// every file where there are no handles. Nothing where the start is not known (0) and matters. One
// or two system calls, and only for devices without a number, as layered ones are.
std::optional<Layer> LayerOf(const char* path, const struct statx& st, uint64_t start_ns);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_OVERLAY_LAYER_H_

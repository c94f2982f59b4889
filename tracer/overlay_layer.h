// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_OVERLAY_LAYER_H_
#define FALCO_RUN_TRACER_OVERLAY_LAYER_H_

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace falco_run::tracer {

// Where a file of an overlay file system lies: in what a container has written itself, or in the
// image below.
enum class Layer : uint8_t {
  kNone,  // of another file system
  kUpper,
  kLower,
};

// Finds the layers of files. Not thread-safe.
//
//   OverlayLayers layers;
//   layers.Of(pid, "/proc/7/exe", st, container_start_ns);
class OverlayLayers {
 public:
  // The layer of the file at `path`, whose status is `st` (with STATX_MNT_ID), as process `pid`
  // sees it. Its handle (name_to_handle_at(2) with AT_HANDLE_FID, Linux 6.6) tells a file that was
  // made in the upper layer, without privilege and without a look at the mounts of the host. One
  // that was copied up from the image and changed is told by its ctime, which nobody can set: not
  // before `start_ns`, when the container began. So is every file where there are no handles.
  // Nothing where the start is not known (0) and matters. No file system is asked. One system call,
  // and only for devices without a number, as layered ones are; once for a mount without handles,
  // its process's mount table is read.
  std::optional<Layer> Of(pid_t pid, const char* path, const struct statx& st, uint64_t start_ns);

 private:
  bool IsOverlay(pid_t pid, uint64_t mount);

  std::unordered_map<uint64_t, bool> mounts_;  // by id
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_OVERLAY_LAYER_H_

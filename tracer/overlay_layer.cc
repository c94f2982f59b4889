// SPDX-License-Identifier: Apache-2.0
#include "tracer/overlay_layer.h"

#include <fcntl.h>

#include <array>
#include <string>

#include "tracer/file_servers.h"

namespace falco_run::tracer {
namespace {

// Of linux/fcntl.h, since 6.6.
constexpr int kHandleFid = 0x200;

// The two types of handles of fs/overlayfs/overlayfs.h, and what they begin with: version, magic,
// length, flags. The newer type has padding before that.
constexpr int kTypeV0 = 0xfb;
constexpr int kTypeV1 = 0xf8;
constexpr size_t kPadding = 3;
constexpr size_t kMagicAt = 1;
constexpr unsigned char kMagic = 0xfb;
constexpr size_t kFlagsAt = 3;
constexpr unsigned char kPathUpper = 1 << 2;

enum class Handle : uint8_t { kOther, kUpper, kOrigin };

Handle LookAtHandle(const char* path) {
  alignas(file_handle) std::array<unsigned char, sizeof(file_handle) + MAX_HANDLE_SZ> buffer = {};
  auto* const handle = reinterpret_cast<file_handle*>(buffer.data());
  handle->handle_bytes = MAX_HANDLE_SZ;
  int mount = 0;
  if (name_to_handle_at(AT_FDCWD, path, handle, &mount, AT_SYMLINK_FOLLOW | kHandleFid) != 0) {
    return Handle::kOther;
  }
  const bool v1 = handle->handle_type == kTypeV1;
  if (!v1 && handle->handle_type != kTypeV0) return Handle::kOther;
  const unsigned char* const begin = handle->f_handle + (v1 ? kPadding : 0);
  if (begin[kMagicAt] != kMagic) return Handle::kOther;
  return (begin[kFlagsAt] & kPathUpper) != 0 ? Handle::kUpper : Handle::kOrigin;
}

}  // namespace

bool OverlayLayers::IsOverlay(pid_t pid, uint64_t mount) {
  constexpr size_t kMostMounts = 4096;
  if (mounts_.size() >= kMostMounts) mounts_.clear();
  const auto [it, is_new] = mounts_.try_emplace(mount, false);
  if (!is_new) return it->second;
  const std::string mountinfo = "\n" + ReadMountinfo(pid);
  const size_t line = mountinfo.find("\n" + std::to_string(mount) + " ");
  if (line == std::string::npos) return false;
  const size_t end = mountinfo.find('\n', line + 1);
  const size_t type = mountinfo.find(" - overlay ", line);
  it->second = type < end;
  return it->second;
}

std::optional<Layer> OverlayLayers::Of(pid_t pid, const char* path, const struct statx& st,
                                       uint64_t start_ns) {
  if (st.stx_dev_major != 0) return Layer::kNone;
  const Handle handle = LookAtHandle(path);
  if (handle == Handle::kUpper) return Layer::kUpper;
  if (handle == Handle::kOther && !IsOverlay(pid, st.stx_mnt_id)) return Layer::kNone;
  if (start_ns == 0) return std::nullopt;
  constexpr uint64_t kSecond = 1'000'000'000;
  const uint64_t changed =
      static_cast<uint64_t>(st.stx_ctime.tv_sec) * kSecond + st.stx_ctime.tv_nsec;
  return changed >= start_ns ? Layer::kUpper : Layer::kLower;
}

}  // namespace falco_run::tracer

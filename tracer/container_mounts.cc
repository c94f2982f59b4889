// SPDX-License-Identifier: Apache-2.0
#include "tracer/container_mounts.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tracer/mount_lines.h"

namespace falco_run::tracer {
namespace {

constexpr std::string_view kRunFiles[] = {
    "/etc/hosts",         "/etc/hostname",         "/etc/resolv.conf",
    "/run/.containerenv", "/run/podman-init",      "/run/secrets",
    "/sbin/docker-init",  "/usr/sbin/docker-init", "/usr/libexec/catatonit/catatonit"};

bool IsIn(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// The one place where a host has a file system of this type; "" if there is no such place.
std::string_view UsualPlace(std::string_view type) {
  struct Place {
    std::string_view type;
    std::string_view path;
  };
  static constexpr Place kPlaces[] = {
      {"proc", "/proc"},
      {"sysfs", "/sys"},
      {"devtmpfs", "/dev"},
      {"devpts", "/dev/pts"},
      {"mqueue", "/dev/mqueue"},
      {"hugetlbfs", "/dev/hugepages"},
      {"cgroup", "/sys/fs/cgroup"},
      {"cgroup2", "/sys/fs/cgroup"},
      {"bpf", "/sys/fs/bpf"},
      {"debugfs", "/sys/kernel/debug"},
      {"tracefs", "/sys/kernel/tracing"},
      {"securityfs", "/sys/kernel/security"},
      {"configfs", "/sys/kernel/config"},
  };
  for (const Place& place : kPlaces) {
    if (place.type == type) return place.path;
  }
  return "";
}

// What every container has.
bool IsStandard(const MountLine& m) {
  if (m.point == "/" || IsIn(m.point, "/proc") || IsIn(m.point, "/sys")) return true;
  // A /dev of its own is a tmpfs; a devtmpfs is the host's.
  if (m.point == "/dev") return m.type != "devtmpfs";
  if (IsIn(m.point, "/dev")) {
    return IsOneOf(m.type, {"tmpfs", "devtmpfs", "devpts", "mqueue", "hugetlbfs"});
  }
  return std::find(std::begin(kRunFiles), std::end(kRunFiles), m.point) != std::end(kRunFiles);
}

// The mounts of a container, and what can be told of one by the others.
class MountSet {
 public:
  explicit MountSet(std::string_view mountinfo) : all_(SplitMountLines(mountinfo)) {
    for (const MountLine& m : all_) {
      if (m.point == "/" && IsOneOf(m.type, {"overlay", "aufs", "fuse.fuse-overlayfs"}))
        layers_ = m.device;
      // Runtimes keep these files in /var/lib or /run.
      if (m.point.starts_with("/etc/") &&
          (m.root.starts_with("/var/lib/") || m.root.starts_with("/run/"))) {
        host_root_ = m.device;
      }
    }
  }

  void AddTo(proto::Container& out) {
    for (const MountLine& m : all_) {
      if (CameAlong(m)) {
        along_.insert(m.id);
      } else if (!IsStandard(m) && m.root.starts_with('/') && m.source != "shm" &&
                 m.device != layers_) {
        listed_.push_back(&m);
        proto::ContainerMount& mount = *out.add_mounts();
        mount.set_source(Source(m));
        mount.set_dest(UnescapeMountPath(m.point));
        mount.set_rdwr(!HasMountOption(m.options, "ro"));
        mount.set_propagation(m.propagation.find("shared:") != std::string_view::npos ? "rshared"
                              : m.propagation.find("master:") != std::string_view::npos
                                  ? "rslave"
                                  : "rprivate");
      }
    }
  }

 private:
  // Below a folder of the host its own mounts are there, too. That another one was asked for below
  // it can be told only where it is a part of its file system, or a tmpfs below a folder of a disk.
  bool CameAlong(const MountLine& m) const {
    if (along_.contains(m.parent)) return true;
    return std::any_of(listed_.begin(), listed_.end(), [&](const MountLine* parent) {
      if (parent->id != m.parent) return false;
      return m.root == "/" ? m.type != "tmpfs" || parent->root == "/" : IsWithin(*parent, m);
    });
  }

  // Shows what would be there without it.
  static bool IsWithin(const MountLine& parent, const MountLine& m) {
    const std::string_view folder = parent.root == "/" ? "" : parent.root;
    return m.device == parent.device && m.root.starts_with(folder) &&
           m.point.starts_with(parent.point) &&
           m.root.substr(folder.size()) == m.point.substr(parent.point.size());
  }

  bool IsHostsRoot(const MountLine& m) const {
    if (m.device == host_root_) return true;
    return std::any_of(all_.begin(), all_.end(), [&](const MountLine& child) {
      return child.parent == m.id && child.root == "/" &&
             IsOneOf(child.type, {"proc", "sysfs", "devtmpfs"});
    });
  }

  std::string Source(const MountLine& m) const {
    std::string path = UnescapeMountPath(m.root);
    constexpr std::string_view kGone = "//deleted";
    if (path.ends_with(kGone)) path.resize(path.size() - kGone.size());
    const std::string_view place = UsualPlace(m.type);
    if (!place.empty()) {
      // The root of another cgroup namespace is shown as "/..".
      const bool whole = path == "/" || path.starts_with("/..");
      return std::string(place).append(whole ? "" : path);
    }
    if (m.type == "tmpfs") return path == "/" ? "" : InTmpfs(m, path);
    return path == "/" && !IsHostsRoot(m) ? "" : path;
  }

  // Mostly a socket in /run, at the same place on both sides.
  static std::string InTmpfs(const MountLine& m, const std::string& path) {
    const std::string point = UnescapeMountPath(m.point);
    const std::string_view same =
        IsIn(point, "/var/run") ? std::string_view(point).substr(4) : point;
    for (const std::string_view place : {"/run", "/tmp", "/dev/shm"}) {
      if (same == std::string(place) + path) return std::string(same);
    }
    return HasMountOption(m.fs_options, "mode=755") ? "/run" + path : path;
  }

  const std::vector<MountLine> all_;
  std::string_view layers_;     // the device of the container's root, if that is made of layers
  std::string_view host_root_;  // the device that is the host's root, if that is known
  std::vector<const MountLine*> listed_;
  std::set<std::string_view> along_;  // ids
};

}  // namespace

void AddMounts(std::string_view mountinfo, proto::Container& out) {
  MountSet(mountinfo).AddTo(out);
}

}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#include "tracer/container.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "tracer/container_mounts.h"
#include "tracer/host_network.h"
#include "tracer/mount_lines.h"
#include "tracer/proc_file.h"
#include "tracer/proc_status.h"
#include "tracer/process_snapshot.h"

namespace falco_run::tracer {
namespace {

constexpr size_t kIdLength = 64;
constexpr size_t kShortId = 12;

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// The last run of exactly 64 hex digits, or npos.
size_t FindLastId(std::string_view text) {
  size_t last = std::string_view::npos;
  size_t run = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && IsHex(text[i])) {
      ++run;
    } else {
      if (run == kIdLength) last = i - kIdLength;
      run = 0;
    }
  }
  return last;
}

bool IsId(std::string_view text) {
  return text.size() == kIdLength && std::all_of(text.begin(), text.end(), IsHex);
}

// Takes what follows the last slash, and the slash, off the end.
std::string_view TakeLastPart(std::string_view& path) {
  const size_t slash = path.rfind('/');
  const std::string_view part = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
  path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  return part;
}

// Whose file this is: ".../containers/ID/hostname" is what docker has, podman and CRI-O have
// ".../overlay-containers/ID/userdata/hostname", nerdctl ".../containers/NAMESPACE/ID/hostname".
std::string_view OwnerOf(std::string_view path) {
  while (!path.empty()) {
    const std::string_view id = TakeLastPart(path);
    if (!IsId(id)) continue;
    const std::string_view parent = TakeLastPart(path);
    if (parent == "sandboxes" || parent == "volumes") return {};
    const bool owned = parent == "containers" || parent.ends_with("-containers") ||
                       TakeLastPart(path) == "containers";
    return owned ? id : std::string_view();
  }
  return {};
}

void SetId(std::string_view id, proto::Container& out) {
  out.set_full_id(std::string(id));
  out.set_id(std::string(id.substr(0, kShortId)));
}

const char* TypeOf(std::string_view path) {
  struct Hint {
    std::string_view part;
    const char* type;
  };
  static constexpr Hint kHints[] = {
      {"libpod-", "podman"},
      {"-containers/", "podman"},
      {"crio-", "cri-o"},
      {"cri-containerd", "containerd"},
      {"io.containerd.", "containerd"},
      {"nerdctl-", "containerd"},
      {"/nerdctl/", "containerd"},
      {"docker", "docker"},
      {"kubepods", "cri"},
  };
  for (const Hint& hint : kHints) {
    if (path.find(hint.part) != std::string_view::npos) return hint.type;
  }
  return "";
}

// LXC names its containers, which have no other id.
std::string_view LxcName(std::string_view cgroup) {
  for (const std::string_view mark : {":/lxc/", "/lxc.payload/", "/lxc.payload."}) {
    const size_t at = cgroup.find(mark);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = cgroup.substr(at + mark.size());
    return rest.substr(0, rest.find_first_of("/\n"));
  }
  return {};
}

template <typename F>
bool AnyLine(std::string_view text, F f) {
  while (!text.empty()) {
    const size_t eol = text.find('\n');
    if (f(text.substr(0, eol))) return true;
    text.remove_prefix(eol == std::string_view::npos ? text.size() : eol + 1);
  }
  return false;
}

std::string ReadAll(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string Trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string Env(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// The first IPv4 address that is not of the machine itself.
std::string PrimaryAddress() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return "";
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> all(list, &freeifaddrs);
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    if ((one->ifa_flags & IFF_LOOPBACK) != 0 || (one->ifa_flags & IFF_UP) == 0) continue;
    char text[INET_ADDRSTRLEN];
    const auto* address = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
    if (inet_ntop(AF_INET, &address->sin_addr, text, sizeof text) != nullptr) return text;
  }
  return "";
}

bool IsNamespace(const char* name, unsigned inode) {
  return ReadProcLink(getpid(), std::string("ns/").append(name).c_str()) ==
         std::string(name) + ":[" + std::to_string(inode) + "]";
}

// What does not depend on the runtime.
void AddSurroundings(std::string_view mountinfo, proto::Container& out) {
  // The numbers of the namespaces that the kernel makes first (linux/nsfs.h).
  constexpr unsigned kFirstIpc = 0xefffffff;
  constexpr unsigned kFirstPid = 0xeffffffc;
  out.set_host_pid(IsNamespace("pid", kFirstPid));
  out.set_host_ipc(IsNamespace("ipc", kFirstIpc));
  if (const auto shares = SharesHostNetwork()) out.set_host_network(*shares);
  AddMounts(mountinfo, out);
  const std::string ip = Env("POD_IP");
  out.set_ip(ip.empty() ? PrimaryAddress() : ip);
  const auto status = ReadProcStatus(getpid());
  const std::string last = Trimmed(ReadAll("/proc/sys/kernel/cap_last_cap"));
  unsigned number = 0;
  const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), number);
  if (status && error == std::errc() && end != last.data()) {
    out.set_privileged(IsPrivileged(status->cap_bounding, number, mountinfo));
  }
}

// The pod's identity: HOSTNAME is the pod's name unless it was overridden; the namespace is
// mounted with the service account; the rest comes from the Downward API if it was set up.
void AddPod(proto::Container& out) {
  if (Env("KUBERNETES_SERVICE_HOST").empty()) return;
  std::string name = Env("POD_NAME");
  out.set_pod_name(name.empty() ? Env("HOSTNAME") : name);
  std::string ns = Env("POD_NAMESPACE");
  if (ns.empty()) ns = Trimmed(ReadAll("/var/run/secrets/kubernetes.io/serviceaccount/namespace"));
  out.set_pod_namespace(ns);
  if (const std::string uid = Env("POD_UID"); !uid.empty()) out.set_pod_uid(uid);
  std::string labels = ReadAll("/falco-run-podinfo/labels");    // as the injector mounts them
  if (labels.empty()) labels = ReadAll("/etc/podinfo/labels");  // as Kubernetes' examples do
  ParsePodLabels(labels, out);
}

}  // namespace

bool ParseCgroup(std::string_view cgroup, proto::Container& out) {
  if (const std::string_view name = LxcName(cgroup); !name.empty()) {
    out.set_id(std::string(name));
    out.set_full_id(std::string(name));
    out.set_name(std::string(name));
    out.set_type("lxc");
    return true;
  }
  return AnyLine(cgroup, [&](std::string_view line) {
    const size_t at = FindLastId(line);
    if (at == std::string_view::npos) return false;
    SetId(line.substr(at, kIdLength), out);
    // What is before the outer container's id tells of that one.
    const size_t outer = FindLastId(line.substr(0, at));
    const char* type = outer == std::string_view::npos ? "" : TypeOf(line.substr(outer));
    out.set_type(*type != '\0' ? type : TypeOf(line));
    return true;
  });
}

bool ParseMountinfo(std::string_view mountinfo, bool in_pod, proto::Container& out) {
  bool found = false;
  for (const MountLine& mount : SplitMountLines(mountinfo)) {
    const bool own = mount.point == "/run/.containerenv";
    if (!own && mount.point != "/etc/hostname" && mount.point != "/etc/resolv.conf" &&
        mount.point != "/etc/hosts") {
      continue;
    }
    const std::string_view id = OwnerOf(mount.root);
    if (id.empty() && mount.root.find("/sandboxes/") == std::string_view::npos) continue;
    found = true;
    if (out.type().empty()) {
      const std::string_view type = TypeOf(mount.root);
      out.set_type(in_pod && type == "podman" ? "cri-o" : std::string(type));
    }
    if (id.empty() || (in_pod && !own)) continue;
    if (own || out.full_id().empty()) SetId(id, out);
    if (own) break;
  }
  return found;
}

bool ShowsPod(std::string_view cgroup, std::string_view mountinfo) {
  return cgroup.find("kubepods") != std::string_view::npos ||
         mountinfo.find("/etc-hosts /etc/hosts ") != std::string_view::npos;
}

std::string ParsePodUid(std::string_view cgroup) {
  constexpr std::string_view kMark = "pod";
  constexpr size_t kLength = 36;  // 8-4-4-4-12
  for (size_t at = 0; (at = cgroup.find(kMark, at)) != std::string_view::npos;) {
    at += kMark.size();
    std::string uid(cgroup.substr(at, kLength));
    std::replace(uid.begin(), uid.end(), '_', '-');
    size_t dashes = 0;
    for (size_t i = 0; i < uid.size(); ++i) {
      const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? uid[i] == '-' : IsHex(uid[i]))
        dashes += dash;
      else
        break;
    }
    if (uid.size() == kLength && dashes == 4 && IsHex(uid.back())) return uid;
  }
  return "";
}

bool IsPrivileged(uint64_t bounding, unsigned last, std::string_view mountinfo) {
  constexpr unsigned kBits = 64;
  const uint64_t all = last + 1 >= kBits ? ~uint64_t{0} : (uint64_t{1} << (last + 1)) - 1;
  if ((bounding & all) != all) return false;
  return !AnyLine(mountinfo, [](std::string_view line) {
    return line.find(" /proc/sys ro") != std::string_view::npos;
  });
}

void ParsePodLabels(std::string_view text, proto::Container& out) {
  AnyLine(text, [&](std::string_view line) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) return false;
    std::string_view quoted = line.substr(equals + 1);
    std::string value;
    if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"' ||
        !absl::CUnescape({quoted.data() + 1, quoted.size() - 2}, &value)) {
      return false;
    }
    proto::Label* label = out.add_pod_labels();
    label->set_key(std::string(line.substr(0, equals)));
    label->set_value(std::move(value));
    return false;
  });
}

bool HasLayeredRoot(std::string_view mountinfo) {
  return AnyLine(mountinfo, [](std::string_view line) {
    // 36 35 98:0 /root-of-mount /mount-point options - type source options
    if (line.find(" / / ") == std::string_view::npos) return false;
    const size_t dash = line.find(" - ");
    if (dash == std::string_view::npos) return false;
    const std::string_view type = line.substr(dash + 3);
    return type.starts_with("overlay ") || type.starts_with("aufs ") ||
           type.starts_with("fuse.fuse-overlayfs ");
  });
}

std::optional<proto::Container> DetectContainer() {
  proto::Container out;
  const std::string mountinfo = ReadAll("/proc/self/mountinfo");
  const std::string cgroup = ReadAll("/proc/self/cgroup");
  const bool in_pod = !Env("KUBERNETES_SERVICE_HOST").empty() || ShowsPod(cgroup, mountinfo);
  bool found = ParseCgroup(cgroup, out) || ParseMountinfo(mountinfo, in_pod, out);
  // Marker files alone prove nothing: virtual machines are made from container images, too.
  if (!found && HasLayeredRoot(mountinfo)) {
    if (access("/.dockerenv", F_OK) == 0) {
      out.set_type("docker");
      found = true;
    } else if (access("/run/.containerenv", F_OK) == 0) {
      out.set_type("podman");
      found = true;
    }
  }
  out.set_pod_uid(ParsePodUid(cgroup));
  AddPod(out);
  found = found || !out.pod_name().empty();
  if (!found) return std::nullopt;
  AddSurroundings(mountinfo, out);
  if (out.id().empty()) {
    // The id is hidden, but docker names the host after it unless told otherwise.
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    const std::string_view name(host);
    const bool is_id = name.size() == kShortId && std::all_of(name.begin(), name.end(), IsHex);
    out.set_id(is_id ? host : "unknown");
  }
  if (const auto init = ReadProcStat(1)) {
    out.set_start_time_ns(SnapshotReader(0).TicksToEpochNs(init->start_ticks));
  }
  return out;
}

}  // namespace falco_run::tracer

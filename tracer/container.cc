// SPDX-License-Identifier: Apache-2.0
#include "tracer/container.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "tracer/proc_status.h"
#include "tracer/process_snapshot.h"

namespace falco_run::tracer {
namespace {

constexpr size_t kIdLength = 64;
constexpr size_t kShortId = 12;

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// The first run of exactly 64 hex digits, or npos.
size_t FindId(std::string_view text) {
  size_t run = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && IsHex(text[i])) {
      ++run;
    } else {
      if (run == kIdLength) return i - kIdLength;
      run = 0;
    }
  }
  return std::string_view::npos;
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
      {"/overlay-containers/", "podman"},
      {"crio-", "cri-o"},
      {"cri-containerd", "containerd"},
      {"io.containerd.", "containerd"},
      {"nerdctl-", "containerd"},
      {"docker", "docker"},
      {"kubepods", "cri"},
  };
  for (const Hint& hint : kHints) {
    if (path.find(hint.part) != std::string_view::npos) return hint.type;
  }
  return "";
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

// The pod's identity: HOSTNAME is the pod's name unless it was overridden; the namespace is
// mounted with the service account; the rest comes from the Downward API if it was set up.
void AddPod(proto::Container& out) {
  if (Env("KUBERNETES_SERVICE_HOST").empty()) return;
  std::string name = Env("POD_NAME");
  out.set_pod_name(name.empty() ? Env("HOSTNAME") : name);
  std::string ns = Env("POD_NAMESPACE");
  if (ns.empty()) ns = Trimmed(ReadAll("/var/run/secrets/kubernetes.io/serviceaccount/namespace"));
  out.set_pod_namespace(ns);
  out.set_pod_uid(Env("POD_UID"));
  std::string labels = ReadAll("/falco-run-podinfo/labels");    // as the injector mounts them
  if (labels.empty()) labels = ReadAll("/etc/podinfo/labels");  // as Kubernetes' examples do
  ParsePodLabels(labels, out);
}

}  // namespace

bool ParseCgroup(std::string_view cgroup, proto::Container& out) {
  return AnyLine(cgroup, [&](std::string_view line) {
    const size_t at = FindId(line);
    if (at == std::string_view::npos) return false;
    SetId(line.substr(at, kIdLength), out);
    out.set_type(TypeOf(line));
    return true;
  });
}

bool ParseMountinfo(std::string_view mountinfo, proto::Container& out) {
  return AnyLine(mountinfo, [&](std::string_view line) {
    if (line.find(" /etc/hostname ") == std::string_view::npos &&
        line.find(" /etc/resolv.conf ") == std::string_view::npos &&
        line.find(" /etc/hosts ") == std::string_view::npos) {
      return false;
    }
    const size_t at = FindId(line);
    if (at == std::string_view::npos) return false;
    SetId(line.substr(at, kIdLength), out);
    out.set_type(TypeOf(line));
    return true;
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
  bool found = ParseCgroup(ReadAll("/proc/self/cgroup"), out) || ParseMountinfo(mountinfo, out);
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
  AddPod(out);
  found = found || !out.pod_name().empty();
  if (!found) return std::nullopt;
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

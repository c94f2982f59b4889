// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_CONTAINER_H_
#define FALCO_RUN_TRACER_CONTAINER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/record.pb.h"

namespace falco_run::tracer {

// Finds out which container, if any, this process runs in: from the cgroup path, from the
// bind mounts that runtimes make (/etc/hostname), from the marker files of docker and podman,
// and from the environment and the files that Kubernetes and its Downward API give. nullopt on a
// host.
std::optional<proto::Container> DetectContainer();

// The pieces, on text, for tests.

// A 64-digit container id in the text of /proc/self/cgroup, and the runtime it tells: of containers
// in containers the innermost's.
bool ParseCgroup(std::string_view cgroup, proto::Container& out);

// The uid of a pod in the same text: ".../pod UID/...", also with "_" for "-" as systemd has it.
std::string ParsePodUid(std::string_view cgroup);

// Whether the container has all that `--privileged` gives: every capability (`bounding` is the set
// of those that can be had) up to number `last`, and /proc/sys not mounted read-only.
bool IsPrivileged(uint64_t bounding, unsigned last, std::string_view mountinfo);

// The same from /proc/self/mountinfo: ".../containers/ID/hostname /etc/hostname". Within a pod such
// files are those of its sandbox, which is not meant: only /run/.containerenv is the container's
// own. True where it is a container, also when its id cannot be told.
bool ParseMountinfo(std::string_view mountinfo, bool in_pod, proto::Container& out);

// Whether the kubelet's cgroups or its /etc/hosts are there.
bool ShowsPod(std::string_view cgroup, std::string_view mountinfo);

// The labels of a pod as a downwardAPI volume holds `metadata.labels`: KEY="VALUE" lines, the value
// quoted as Go does. Lines that are none are passed over.
// https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
void ParsePodLabels(std::string_view text, proto::Container& out);

// Whether the root file system is made of layers, as container engines make it.
bool HasLayeredRoot(std::string_view mountinfo);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_CONTAINER_H_

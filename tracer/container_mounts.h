// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_CONTAINER_MOUNTS_H_
#define FALCO_RUN_TRACER_CONTAINER_MOUNTS_H_

#include <string_view>

#include "proto/record.pb.h"

namespace falco_run::tracer {

// Adds the mounts that somebody asked for when the container was made, as `docker inspect` lists
// them, from the text of its /proc/self/mountinfo. Left out: the root, /proc, /sys, what is usual
// in /dev, the files that runtimes bind (/etc/hosts, ...), and what came along with a folder of the
// host.
//
// From inside, a source is the path within its file system; the host has it below the place where
// that is mounted, mostly /. Of the file systems that have one usual place (proc, sysfs, devtmpfs,
// cgroup; tmpfs for sockets in /run) the path starts with that. Empty where nothing is known: of a
// tmpfs, and of a whole disk that is not the host's root.
//
// Some 15 us for 60 mounts.
void AddMounts(std::string_view mountinfo, proto::Container& out);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_CONTAINER_MOUNTS_H_

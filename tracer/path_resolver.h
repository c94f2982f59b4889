// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_PATH_RESOLVER_H_
#define FALCO_RUN_TRACER_PATH_RESOLVER_H_

#include <sys/types.h>

#include <string>
#include <string_view>

namespace falco_run::tracer {

// Joins `base` (absolute) and `path` and removes ".", "..", and repeated slashes by text
// alone, as rules expect; symbolic links are not followed. O(length).
//
//   NormalizePath("/home/me", "../x//y/./z", out);  // "/home/x/y/z"
void NormalizePath(std::string_view base, std::string_view path, std::string& out);

// Makes the path that thread `tid` passed to a call absolute. `dirfd` is AT_FDCWD or a
// descriptor of the thread. Exact while the thread waits in its call. Where the base cannot
// be read the result starts with "<UNKNOWN>/", as in Falco.
void ResolvePath(pid_t tid, int dirfd, std::string_view path, std::string& out);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_PATH_RESOLVER_H_

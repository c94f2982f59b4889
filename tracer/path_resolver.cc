// SPDX-License-Identifier: Apache-2.0
#include "tracer/path_resolver.h"

#include <fcntl.h>

#include <cstdio>

#include "tracer/proc_file.h"

namespace falco_run::tracer {
namespace {

void AppendComponents(std::string_view path, std::string& out) {
  while (!path.empty()) {
    const size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      const size_t last = out.rfind('/');
      out.resize(last == std::string::npos ? 0 : last);
      continue;
    }
    out.push_back('/');
    out.append(part);
  }
}

// The common case: an absolute path with nothing to remove.
bool IsNormal(std::string_view path) {
  if (path.size() > 1 && path.back() == '/') return false;
  return path.find("//") == std::string_view::npos && path.find("/.") == std::string_view::npos;
}

}  // namespace

void NormalizePath(std::string_view base, std::string_view path, std::string& out) {
  out.clear();
  const bool absolute = !path.empty() && path.front() == '/';
  if (absolute && IsNormal(path)) {
    out.assign(path);
    return;
  }
  if (!absolute) AppendComponents(base, out);
  AppendComponents(path, out);
  if (out.empty()) out = "/";
}

void ResolvePath(pid_t tid, int dirfd, std::string_view path, std::string& out) {
  if (!path.empty() && path.front() == '/') {
    NormalizePath("/", path, out);
    return;
  }
  std::string base;
  if (dirfd == AT_FDCWD) {
    base = ReadProcLink(tid, "cwd");
  } else {
    char name[32];
    std::snprintf(name, sizeof name, "fd/%d", dirfd);
    base = ReadProcLink(tid, name);
  }
  if (base.empty() || base.front() != '/') {
    out = "<UNKNOWN>/";
    out.append(path);
    return;
  }
  NormalizePath(base, path, out);
}

}  // namespace falco_run::tracer

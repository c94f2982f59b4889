// SPDX-License-Identifier: Apache-2.0
#include "tracer/path_resolver.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tracer/unique_fd.h"

namespace falco_run::tracer {
namespace {

std::string Normalize(std::string_view base, std::string_view path) {
  std::string out = "old content";
  NormalizePath(base, path, out);
  return out;
}

TEST(NormalizePathTest, Cases) {
  EXPECT_EQ(Normalize("/", "/etc/passwd"), "/etc/passwd");
  EXPECT_EQ(Normalize("/ignored", "/"), "/");
  EXPECT_EQ(Normalize("/home/me", "x"), "/home/me/x");
  EXPECT_EQ(Normalize("/home/me", "../x//y/./z"), "/home/x/y/z");
  EXPECT_EQ(Normalize("/", "../../.."), "/");
  EXPECT_EQ(Normalize("/a", ""), "/a");
  EXPECT_EQ(Normalize("/", ""), "/");
  EXPECT_EQ(Normalize("/a", "/b//c/"), "/b/c");
  EXPECT_EQ(Normalize("/a", "/b/.ssh"), "/b/.ssh");
  EXPECT_EQ(Normalize("/a", "/b/..ssh/.../x"), "/b/..ssh/.../x");
  EXPECT_EQ(Normalize("/a", "/.."), "/");
}

TEST(ResolvePathTest, UsesTheWorkingDirectoryAndDescriptors) {
  std::string out;
  ResolvePath(getpid(), AT_FDCWD, "/tmp//x", out);
  EXPECT_EQ(out, "/tmp/x");
  ASSERT_EQ(chdir("/usr/bin"), 0);
  ResolvePath(getpid(), AT_FDCWD, "../lib", out);
  EXPECT_EQ(out, "/usr/lib");
  UniqueFd dir(open("/etc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  ResolvePath(getpid(), dir.get(), "passwd", out);
  EXPECT_EQ(out, "/etc/passwd");
  ResolvePath(getpid(), dir.get(), "", out);
  EXPECT_EQ(out, "/etc");
}

TEST(ResolvePathTest, SaysWhenTheBaseIsUnknown) {
  std::string out;
  ResolvePath(getpid(), 9999, "a/b", out);
  EXPECT_EQ(out, "<UNKNOWN>/a/b");
}

}  // namespace
}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#include "tracer/overlay_layer.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

namespace falco_run::tracer {
namespace {

std::optional<Layer> Look(const std::string& path, uint64_t start) {
  struct statx st;
  if (statx(AT_FDCWD, path.c_str(), 0, STATX_BASIC_STATS | STATX_MNT_ID, &st) != 0)
    return std::nullopt;
  return OverlayLayers().Of(getpid(), path.c_str(), st, start);
}

constexpr int kNoMounts = 77;

// In a mount namespace of its own; 0 or what was wrong.
int InOverlay(const std::string& dir) {
  for (const char* name : {"/lower", "/upper", "/work", "/merged"}) {
    std::filesystem::create_directories(dir + name);
  }
  std::ofstream(dir + "/lower/image") << "1";
  std::ofstream(dir + "/lower/changed") << "1";
  if (unshare(CLONE_NEWNS) != 0 || mount("", "/", "", MS_REC | MS_PRIVATE, nullptr) != 0) {
    return kNoMounts;
  }
  const std::string options =
      "lowerdir=" + dir + "/lower,upperdir=" + dir + "/upper,workdir=" + dir + "/work";
  if (mount("overlay", (dir + "/merged").c_str(), "overlay", 0, options.c_str()) != 0) {
    return kNoMounts;
  }
  usleep(20000);  // the image was made in another tick
  timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  const auto start = static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
  std::ofstream(dir + "/merged/written") << "2";
  std::ofstream(dir + "/merged/changed", std::ios::app) << "2";
  if (Look(dir + "/merged/image", start) != Layer::kLower) return 1;
  if (Look(dir + "/merged/written", start) != Layer::kUpper) return 2;
  if (Look(dir + "/merged/changed", start) != Layer::kUpper) return 3;
  if (Look(dir + "/merged/image", 0).has_value()) return 4;
  return 0;
}

TEST(OverlayLayerTest, TellsWhatAContainerHasWritten) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  // An overlay cannot lie upon another.
  const std::string dir = "/dev/shm/overlay_layer_test." + std::to_string(getpid());
  const pid_t child = fork();
  if (child == 0) _exit(InOverlay(dir));
  int status = 0;
  waitpid(child, &status, 0);
  std::filesystem::remove_all(dir);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNoMounts) GTEST_SKIP() << "no overlay can be mounted here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(OverlayLayerTest, OtherFilesHaveNone) {
  EXPECT_EQ(Look("/proc/self/stat", 1), Layer::kNone);
  EXPECT_EQ(Look("/dev/null", 1), Layer::kNone);
}

}  // namespace
}  // namespace falco_run::tracer

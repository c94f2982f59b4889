// SPDX-License-Identifier: Apache-2.0
#include "tracer/container.h"

#include <gtest/gtest.h>

#include <string>

namespace falco_run::tracer {
namespace {

const std::string kId = "3ad7b26ded6d8e7b23da7d48fe889434573036c27ae5a74837233de441c3601e";

TEST(ContainerTest, CgroupPathsOfTheRuntimes) {
  const struct {
    std::string line;
    const char* type;
  } cases[] = {
      {"12:memory:/docker/" + kId, "docker"},
      {"0::/system.slice/docker-" + kId + ".scope", "docker"},
      {"0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + kId + ".scope", "containerd"},
      {"0::/kubepods.slice/crio-" + kId + ".scope", "cri-o"},
      {"0::/machine.slice/libpod-" + kId + ".scope/container", "podman"},
  };
  for (const auto& c : cases) {
    proto::Container out;
    EXPECT_TRUE(ParseCgroup("1:name=systemd:/\n" + c.line + "\n", out)) << c.line;
    EXPECT_EQ(out.id(), "3ad7b26ded6d");
    EXPECT_EQ(out.full_id(), kId);
    EXPECT_EQ(out.type(), c.type) << c.line;
  }
}

TEST(ContainerTest, LxcGoesByNames) {
  for (const char* line :
       {"0::/lxc.payload.web/init.scope", "3:cpu:/lxc/web", "0::/lxc.payload/web"}) {
    proto::Container out;
    EXPECT_TRUE(ParseCgroup(line, out)) << line;
    EXPECT_EQ(out.id(), "web");
    EXPECT_EQ(out.type(), "lxc");
  }
}

TEST(ContainerTest, PodUidsOfTheCgroupDrivers) {
  const std::string uid = "0f3fa8c2-5d1b-4a4e-9c55-0123456789ab";
  EXPECT_EQ(ParsePodUid("5:cpu:/kubepods/besteffort/pod" + uid + "/" + kId), uid);
  EXPECT_EQ(
      ParsePodUid("0::/kubepods.slice/kubepods-pod0f3fa8c2_5d1b_4a4e_9c55_0123456789ab.slice/x"),
      uid);
  EXPECT_EQ(ParsePodUid("0::/podman/pod-7"), "");
  EXPECT_EQ(ParsePodUid(""), "");
}

TEST(ContainerTest, PrivilegedIsEveryCapabilityAndAWritableProcSys) {
  constexpr uint64_t kAll = 0x1ffffffffff;
  constexpr unsigned kLast = 40;
  EXPECT_TRUE(IsPrivileged(kAll, kLast, "22 1 0:20 / /proc rw - proc proc rw\n"));
  EXPECT_FALSE(IsPrivileged(kAll, kLast,
                            "22 1 0:20 / /proc rw - proc proc rw\n"
                            "23 22 0:20 /sys /proc/sys ro,nosuid - proc proc rw\n"));
  EXPECT_FALSE(IsPrivileged(0xa80425fb, kLast, ""));
}

TEST(ContainerTest, AHostHasNoId) {
  proto::Container out;
  EXPECT_FALSE(ParseCgroup("0::/user.slice/user-1000.slice/session-1.scope\n", out));
  EXPECT_FALSE(ParseCgroup("0::/\n", out));
  EXPECT_FALSE(ParseCgroup("0::/x/" + kId + "0\n", out)) << "65 digits are no container id";
}

TEST(ContainerTest, MountinfoShowsTheIdBehindACgroupNamespace) {
  proto::Container out;
  EXPECT_TRUE(
      ParseMountinfo("22 1 0:20 / /proc rw - proc proc rw\n"
                     "30 22 8:1 /var/lib/docker/containers/" +
                         kId + "/hostname /etc/hostname rw - ext4 /dev/sda1 rw\n",
                     out));
  EXPECT_EQ(out.id(), "3ad7b26ded6d");
  EXPECT_EQ(out.type(), "docker");
  proto::Container none;
  EXPECT_FALSE(ParseMountinfo("30 22 8:1 /snapshots/" + kId + " /data rw - ext4 x rw\n", none));
}

TEST(ContainerTest, LabelsOfThePod) {
  proto::Container out;
  ParsePodLabels(
      "app=\"web\"\n"
      "app.kubernetes.io/part-of=\"a=b \\\"c\\\"\"\n"
      "empty=\"\"\n"
      "bare=word\n"
      "half=\"\n"
      "nothing\n"
      "tier=\"front\"",
      out);
  ASSERT_EQ(out.pod_labels_size(), 4);
  EXPECT_EQ(out.pod_labels(0).key(), "app");
  EXPECT_EQ(out.pod_labels(0).value(), "web");
  EXPECT_EQ(out.pod_labels(1).key(), "app.kubernetes.io/part-of");
  EXPECT_EQ(out.pod_labels(1).value(), "a=b \"c\"");
  EXPECT_EQ(out.pod_labels(2).value(), "");
  EXPECT_EQ(out.pod_labels(3).key(), "tier");
}

TEST(ContainerTest, ALayeredRoot) {
  EXPECT_TRUE(HasLayeredRoot("500 400 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/x\n"));
  EXPECT_FALSE(
      HasLayeredRoot("27 1 254:0 / / rw,relatime - ext4 /dev/root rw\n"
                     "40 27 0:50 / /merged rw - overlay overlay rw\n"));
}

}  // namespace
}  // namespace falco_run::tracer

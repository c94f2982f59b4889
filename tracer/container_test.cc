// SPDX-License-Identifier: Apache-2.0
#include "tracer/container.h"

#include <gtest/gtest.h>

#include <string>

namespace falco_run::tracer {
namespace {

const std::string kId = "3ad7b26ded6d8e7b23da7d48fe889434573036c27ae5a74837233de441c3601e";
const std::string kOther = "c0ffee00" + std::string(56, '1');

std::string Mount(const std::string& root, const std::string& point) {
  return "30 22 8:1 " + root + " " + point + " rw - ext4 /dev/sda1 rw\n";
}

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
                     false, out));
  EXPECT_EQ(out.id(), "3ad7b26ded6d");
  EXPECT_EQ(out.type(), "docker");
  proto::Container none;
  EXPECT_FALSE(ParseMountinfo(Mount("/snapshots/" + kId, "/data"), false, none));
  EXPECT_FALSE(ParseMountinfo(Mount("/snapshots/" + kId, "/etc/hosts"), false, none));
  EXPECT_FALSE(ParseMountinfo(Mount("/docker/volumes/" + kId + "/h", "/etc/hosts"), false, none));
}

TEST(ContainerTest, OfContainersInContainersTheInnermostIsMeant) {
  const struct {
    std::string line;
    const char* type;
  } cases[] = {
      {"12:memory:/docker/" + kOther + "/docker/" + kId, "docker"},
      {"12:memory:/docker/" + kOther + "/kubepods/pod1/" + kId, "cri"},
      {"12:memory:/docker/" + kOther + "/" + kId, "docker"},
  };
  for (const auto& c : cases) {
    proto::Container out;
    EXPECT_TRUE(ParseCgroup(c.line, out)) << c.line;
    EXPECT_EQ(out.full_id(), kId);
    EXPECT_EQ(out.type(), c.type) << c.line;
  }
  proto::Container out;
  const std::string volume = "/var/lib/docker/volumes/" + kOther + "/_data/containers/";
  EXPECT_TRUE(ParseMountinfo(Mount(volume + kId + "/hosts", "/etc/hosts"), false, out));
  EXPECT_EQ(out.full_id(), kId);
}

TEST(ContainerTest, MountinfoOfTheRuntimes) {
  const struct {
    std::string root;
    const char* type;
  } cases[] = {
      {"/containers/storage/overlay-containers/" + kId + "/userdata/hostname", "podman"},
      {"/containers/vfs-containers/" + kId + "/userdata/hostname", "podman"},
      {"/var/lib/nerdctl/1935db59/containers/default/" + kId + "/hostname", "containerd"},
  };
  for (const auto& c : cases) {
    proto::Container out;
    EXPECT_TRUE(ParseMountinfo(Mount(c.root, "/etc/hostname"), false, out)) << c.root;
    EXPECT_EQ(out.full_id(), kId) << c.root;
    EXPECT_EQ(out.type(), c.type) << c.root;
  }
}

TEST(ContainerTest, ASandboxIsNotTheContainer) {
  const std::string sandbox = "/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/" + kOther;
  proto::Container out;
  EXPECT_TRUE(ParseMountinfo(Mount(sandbox + "/hostname", "/etc/hostname"), true, out));
  EXPECT_EQ(out.full_id(), "");
  EXPECT_EQ(out.type(), "containerd");

  const std::string crio = "/containers/storage/overlay-containers/";
  const std::string shared = Mount(crio + kOther + "/userdata/resolv.conf", "/etc/resolv.conf");
  out.Clear();
  EXPECT_TRUE(ParseMountinfo(shared, true, out));
  EXPECT_EQ(out.full_id(), "");
  EXPECT_EQ(out.type(), "cri-o");

  // Of its own. podman's pods share the other files, too.
  const std::string both =
      shared + Mount(crio + kId + "/userdata/.containerenv", "/run/.containerenv");
  for (const bool in_pod : {true, false}) {
    out.Clear();
    EXPECT_TRUE(ParseMountinfo(both, in_pod, out));
    EXPECT_EQ(out.full_id(), kId);
    EXPECT_EQ(out.type(), in_pod ? "cri-o" : "podman");
  }
}

TEST(ContainerTest, APodIsKnownByItsCgroupOrItsHosts) {
  EXPECT_TRUE(ShowsPod("0::/kubepods.slice/x", ""));
  EXPECT_TRUE(ShowsPod("0::/", Mount("/var/lib/kubelet/pods/1/etc-hosts", "/etc/hosts")));
  EXPECT_FALSE(ShowsPod("0::/", Mount("/docker/containers/" + kId + "/hosts", "/etc/hosts")));
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

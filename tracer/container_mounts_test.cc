// SPDX-License-Identifier: Apache-2.0
#include "tracer/container_mounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace falco_run::tracer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What every container has, as podman and docker make it.
constexpr char kUsual[] =
    "71 46 0:39 / / rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w\n"
    "72 71 0:42 / /dev rw,nosuid,noexec - tmpfs tmpfs rw,size=65536k,mode=755\n"
    "105 71 0:44 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw\n"
    "106 71 0:45 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro\n"
    "113 71 254:0 /var/lib/docker/containers/c9c1/hostname /etc/hostname rw - ext4 /dev/vda rw\n"
    "115 71 254:0 /var/lib/docker/containers/c9c1/hosts /etc/hosts rw - ext4 /dev/vda rw\n"
    "114 72 0:41 / /dev/mqueue rw,nosuid,nodev,noexec,relatime - mqueue mqueue rw\n"
    "116 72 0:38 / /dev/shm rw,nosuid,nodev,noexec,relatime - tmpfs shm rw,size=64000k\n"
    "118 72 0:46 / /dev/pts rw,nosuid,noexec,relatime - devpts devpts rw,gid=5,mode=620\n"
    "121 72 0:46 /0 /dev/console rw,nosuid,noexec,relatime - devpts devpts rw,gid=5,mode=620\n"
    "119 106 0:47 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - tmpfs tmpfs rw,mode=755\n"
    "120 119 0:28 /docker/c9c1 /sys/fs/cgroup/cpu ro,relatime - cgroup cgroup rw,cpu\n"
    "122 105 0:44 /sys /proc/sys ro,nosuid,nodev,noexec,relatime - proc proc rw\n"
    "123 105 0:49 / /proc/acpi ro,relatime - tmpfs tmpfs ro\n"
    "124 105 0:42 /null /proc/kcore rw,nosuid,noexec - tmpfs tmpfs rw,size=65536k,mode=755\n"
    "54 106 0:50 / /sys/firmware ro,relatime - tmpfs tmpfs ro\n";

std::vector<std::string> Mounts(const std::string& lines) {
  proto::Container container;
  AddMounts(kUsual + lines, container);
  std::vector<std::string> texts;
  for (const proto::ContainerMount& m : container.mounts()) {
    texts.push_back(m.source() + ":" + m.dest() + ":" + m.mode() + (m.rdwr() ? ":rw:" : ":ro:") +
                    m.propagation());
  }
  return texts;
}

TEST(ContainerMountsTest, WhatEveryContainerHasDoesNotCount) {
  EXPECT_THAT(Mounts(""), IsEmpty());
  EXPECT_THAT(Mounts("garbage\n"), IsEmpty());
}

TEST(ContainerMountsTest, FoldersOfTheHost) {
  EXPECT_THAT(Mounts("80 71 254:0 /srv/data /data rw,relatime - ext4 /dev/vda rw\n"
                     "81 71 254:0 /srv/a\\040b /ro ro,relatime master:1 - ext4 /dev/vda rw\n"
                     "82 71 254:0 /gone//deleted /gone rw shared:5 master:1 - ext4 /dev/vda rw\n"
                     "83 71 254:0 /var/lib/kubelet/pods/1/term /dev/termination-log rw - ext4 "
                     "/dev/vda rw\n"),
              ElementsAre("/srv/data:/data::rw:rprivate", "/srv/a b:/ro::ro:rslave",
                          "/gone:/gone::rw:rshared",
                          "/var/lib/kubelet/pods/1/term:/dev/termination-log::rw:rprivate"));
}

TEST(ContainerMountsTest, TheHostsRootComesWithItsMounts) {
  const std::string along =
      "75 74 0:24 / /host/tmp rw - tmpfs tmpfs rw\n"
      "76 74 0:20 / /host/proc rw,relatime - proc proc rw\n"
      "77 74 0:21 / /host/sys rw,relatime - sysfs sysfs rw\n"
      "79 74 254:0 /var/lib/storage /host/var/lib/storage rw - ext4 /dev/vda rw\n"
      "78 77 0:27 / /host/sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n";
  EXPECT_THAT(Mounts("74 71 254:0 / /host rw,relatime - ext4 /dev/vda rw\n" + along),
              ElementsAre("/:/host::rw:rprivate"));
  EXPECT_THAT(
      Mounts("74 71 8:1 / /host rw,relatime - ext4 /dev/sda1 rw\n" + along),
      ElementsAre("/:/host::rw:rprivate", "/var/lib/storage:/host/var/lib/storage::rw:rprivate"))
      << "told by what came with it; one is of another disk";
  EXPECT_THAT(Mounts("74 71 8:1 / /disk rw,relatime - ext4 /dev/sda1 rw\n"),
              ElementsAre(":/disk::rw:rprivate"));
}

TEST(ContainerMountsTest, PartsOfTheHostsPseudoFileSystems) {
  EXPECT_THAT(Mounts("107 71 0:20 / /hostproc rw,relatime - proc proc rw\n"
                     "108 71 0:21 /class /hostsys ro - sysfs sysfs rw\n"
                     "109 71 0:6 / /dev rw - devtmpfs devtmpfs rw,mode=755\n"
                     "110 71 0:30 /../.. /groups rw - cgroup2 cgroup rw\n"),
              ElementsAre("/proc:/hostproc::rw:rprivate", "/sys/class:/hostsys::ro:rprivate",
                          "/dev:/dev::rw:rprivate", "/sys/fs/cgroup:/groups::rw:rprivate"));
}

TEST(ContainerMountsTest, SocketsAndTemporaryFileSystems) {
  EXPECT_THAT(
      Mounts("90 71 0:24 /docker.sock /run/docker.sock rw - tmpfs tmpfs rw,size=9k,mode=755\n"
             "91 71 0:24 /docker.sock /var/run/docker.sock rw - tmpfs tmpfs rw,mode=755\n"
             "92 71 0:24 /crio/crio.sock /sock rw - tmpfs tmpfs rw,nr_inodes=8,mode=755\n"
             "93 71 0:25 /x /tmp/x rw - tmpfs tmpfs rw\n"
             "94 71 0:25 /y /elsewhere rw - tmpfs tmpfs rw\n"
             "95 71 0:61 / /cache rw - tmpfs tmpfs rw,size=64k\n"
             "96 71 0:62 / /run/secrets/kubernetes.io/serviceaccount ro - tmpfs tmpfs rw\n"),
      ElementsAre("/run/docker.sock:/run/docker.sock::rw:rprivate",
                  "/run/docker.sock:/var/run/docker.sock::rw:rprivate",
                  "/run/crio/crio.sock:/sock::rw:rprivate", "/tmp/x:/tmp/x::rw:rprivate",
                  "/y:/elsewhere::rw:rprivate", ":/cache::rw:rprivate",
                  ":/run/secrets/kubernetes.io/serviceaccount::ro:rprivate"));
}

TEST(ContainerMountsTest, WhatWasMountedWithinAMount) {
  EXPECT_THAT(Mounts("80 71 254:0 /srv/data /data rw,relatime - ext4 /dev/vda rw\n"
                     "81 80 0:61 / /data/secret ro - tmpfs tmpfs rw\n"
                     "82 80 254:0 /srv/more /data/more rw - ext4 /dev/vda rw\n"
                     "83 80 8:2 / /data/disk rw - ext4 /dev/sdb rw\n"
                     "84 71 0:39 /usr/share /inside rw - overlay overlay rw\n"),
              ElementsAre("/srv/data:/data::rw:rprivate", ":/data/secret::ro:rprivate",
                          "/srv/more:/data/more::rw:rprivate"));
}

}  // namespace
}  // namespace falco_run::tracer

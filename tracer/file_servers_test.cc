// SPDX-License-Identifier: Apache-2.0
#include "tracer/file_servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace falco_run::tracer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FileServersTest, ServedMountsAreFoundByTheirType) {
  EXPECT_THAT(
      ServedMounts("24 1 254:0 / / rw,relatime - ext4 /dev/root rw\n"
                   "25 24 0:40 / /sys/fs/fuse/connections rw - fusectl fusectl rw\n"
                   "26 24 0:41 / /mnt/a\\040b rw,nosuid shared:7 master:2 - fuse.sshfs x rw\n"
                   "27 24 0:42 / /home rw - nfs4 server:/home rw\n"
                   "28 24 0:43 / /tmp rw - tmpfs tmpfs rw"),
      ElementsAre("/mnt/a b", "/home"));
  EXPECT_THAT(ServedMounts(""), IsEmpty());
  EXPECT_THAT(ServedMounts("garbage\n - \n"), IsEmpty());
}

TEST(FileServersTest, WhereNothingIsServedNoCallIs) {
  if (HasFileServers(getpid())) GTEST_SKIP() << "there are file servers here";
  FileServers servers;
  EXPECT_FALSE(servers.MayServe(getpid(), "/etc/passwd"));
  servers.NoteMount(getpid(), false);  // in our own namespace: the next look would tell
  EXPECT_FALSE(servers.MayServe(getpid(), ""));
}

}  // namespace
}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
// rsyslogd gets what falco-run logs. /dev/log leads to its socket in a mount namespace of the
// test's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "tests/end_to_end/harness.h"
#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

using testing::ContainsRegex;

class SyslogTest : public testing::Test {
 protected:
  SyslogTest() { std::filesystem::create_directories(folder_); }
  ~SyslogTest() override { std::filesystem::remove_all(folder_); }

  // Short: a socket's path has at most 107 bytes.
  const std::string folder_ = "/tmp/falco-run-syslog." + std::to_string(getpid());
};

TEST_F(SyslogTest, RsyslogdGetsAlertsWithTheirSeverity) {
  if (!IsInstalled("rsyslogd")) GTEST_SKIP() << "rsyslog is not installed";
  if (std::system("unshare -m true 2>/dev/null") != 0) GTEST_SKIP() << "no mount namespaces here";
  WriteFile(folder_ + "/conf",
            "module(load=\"imuxsock\" SysSock.Use=\"off\")\n"
            "input(type=\"imuxsock\" Socket=\"" +
                folder_ +
                "/log\")\n"
                "template(name=\"t\" type=\"string\" string=\"%syslogfacility-text%."
                "%syslogseverity-text% %programname%|%msg%\\n\")\n"
                "action(type=\"omfile\" file=\"" +
                folder_ + "/got\" template=\"t\")\n");
  const Daemon rsyslogd({"rsyslogd", "-n", "-f", folder_ + "/conf", "-i", folder_ + "/pid"},
                        folder_ + "/errors");
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(folder_ + "/log"); }))
      << ReadFile(folder_ + "/errors");
  const std::string rules = WriteFile(
      folder_ + "/rules.yaml",
      "- rule: Secret touched\n  desc: d\n  condition: evt.type in (open, openat) and fd.name = " +
          folder_ + "/secret\n  output: \"file=%fd.name\"\n  priority: CRITICAL\n");
  const std::string dev = folder_ + "/dev";
  const RunResult run = Execute(
      {"unshare", "-m", "sh", "-ec",
       "mkdir " + dev + "; mount -t tmpfs none " + dev + "; for n in null zero urandom; do touch " +
           dev + "/$n; mount --bind /dev/$n " + dev + "/$n; done; ln -s " + folder_ + "/log " +
           dev + "/log; mount --rbind " + dev + " /dev; exec " + FalcoRun() + " -r " + rules +
           " -o syslog_output.enabled=true -- cat " + folder_ + "/secret"});
  EXPECT_TRUE(Eventually([&] { return std::filesystem::exists(folder_ + "/got"); })) << run.err;
  const auto got = [&] { return ReadFile(folder_ + "/got"); };
  EXPECT_TRUE(Eventually([&] { return got().find("secret") != std::string::npos; }));
  EXPECT_THAT(got(),
              ContainsRegex("user\\.crit falco-run\\|.*Critical file=" + folder_ + "/secret\n"))
      << run.err;
}

}  // namespace
}  // namespace falco_run::tests

// SPDX-License-Identifier: Apache-2.0
// Arguments in hard cases: where they lie, what they say, from where they are seen, and who
// changes them meanwhile.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

// All opens of one program, in order: "NAME RESULT".
std::vector<std::string> Opens(const Wrapped& w) {
  std::vector<std::string> opens;
  for (const auto& alert : w.alerts) {
    const auto& fields = alert["output_fields"];
    const auto& name = fields["fd.name"];
    opens.push_back((name.is_string() ? name.get<std::string>() : "-") + " " +
                    fields["evt.res"].get<std::string>());
  }
  return opens;
}

int CountOpens(const Wrapped& w, const std::string& line) {
  int count = 0;
  for (const std::string& open : Opens(w)) count += open == line;
  return count;
}

std::string RuleFor(const std::string& program) {
  return R"(
- rule: open
  desc: d
  condition: >
    evt.type in (open, openat, openat2, creat) and evt.rawres >= -4095 and
    not fd.name startswith /lib and not fd.name startswith /usr and not fd.name = /etc/ld.so.cache
    and proc.name = )" +
         program + R"(
  output: "%fd.name %evt.res"
  priority: DEBUG
)";
}

bool IsRoot() { return geteuid() == 0; }

class TortureArgumentsTest : public BackendTest {};

TEST_P(TortureArgumentsTest, PathsAtTheEdgesOfMemory) {
  const std::vector<std::string> command = {Program("open_edge_pointers"), "/etc/hostname"};
  const Wrapped w = RunWrapped(GetParam(), command, RuleFor("open_edge_point"));
  EXPECT_EQ(w.run.out, Execute(command).out);
  const std::vector<std::string> opens = Opens(w);
  ASSERT_EQ(opens.size(), 12u) << w.run.err;
  // As they are printed: at the page's end, into a hole, across pages, 4095 bytes.
  EXPECT_EQ(opens[0], "/etc/hostname SUCCESS");
  EXPECT_TRUE(opens[1].ends_with(" EFAULT")) << opens[1];
  EXPECT_EQ(opens[2], "/etc/hostname SUCCESS");
  EXPECT_EQ(opens[3], "/etc/hostname SUCCESS");
  EXPECT_TRUE(opens[4].ends_with(" ENAMETOOLONG")) << opens[4];
  EXPECT_EQ(opens[5], "/etc/hostname SUCCESS");
  for (int i = 6; i < 10; ++i) EXPECT_TRUE(opens[i].ends_with(" EFAULT")) << opens[i];
  EXPECT_TRUE(opens[10].ends_with(" ENOENT")) << opens[10];
  EXPECT_TRUE(opens[11].ends_with(" EFAULT")) << opens[11];
}

TEST_P(TortureArgumentsTest, NamesThatAreNotUtf8) {
  const std::string dir = TempDir();
  WriteFile(dir + "/\377\376x", "content");
  const std::vector<std::string> command = {"sh", "-c", "cat " + dir + "/\377\376x"};
  // What is not JSON fails in RunWrapped.
  const Wrapped w = RunWrapped(GetParam(), command, RuleFor("cat"));
  EXPECT_EQ(w.run.out, "content");
  ASSERT_EQ(w.alerts.size(), 1u) << w.run.err;
  const std::string open = Opens(w)[0];
  EXPECT_TRUE(open.starts_with(dir + "/") && open.ends_with("x SUCCESS")) << open;
}

TEST_P(TortureArgumentsTest, RelativePathsAndDirectories) {
  const std::string dir = TempDir();
  WriteFile(dir + "/f", "x");
  const std::string script =
      "import os\n"
      "os.chdir('" +
      dir +
      "')\n"
      "os.open('f', 0); os.open('./../" +
      dir.substr(5) +
      "//f', 0)\n"
      "d = os.open('..', os.O_DIRECTORY)\n"
      "os.open('" +
      dir.substr(5) +
      "/f', 0, dir_fd=d)\n"
      "try: os.open('f', 0, dir_fd=99)\n"
      "except OSError: pass\n";
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  const Wrapped w =
      RunWrapped(GetParam(), {"python3", "-I", "-S", "-c", script}, RuleFor("python3"));
  EXPECT_EQ(CountOpens(w, dir + "/f SUCCESS"), 3) << w.run.err;
  EXPECT_EQ(CountOpens(w, "<UNKNOWN>/f EBADF"), 1);
}

TEST_P(TortureArgumentsTest, AfterAChroot) {
  if (!IsRoot()) GTEST_SKIP() << "needs root";
  const std::string dir = TempDir();
  WriteFile(dir + "/inside", "x");
  const Wrapped w =
      RunWrapped(GetParam(), {Program("chroot_open"), dir, "/inside"}, RuleFor("chroot_open"));
  EXPECT_EQ(w.run.out, Execute({Program("chroot_open"), dir, "/inside"}).out);
  EXPECT_EQ(CountOpens(w, "/inside SUCCESS"), 1) << "as the program sees it" << w.run.err;
}

TEST_P(TortureArgumentsTest, InAnotherMountNamespace) {
  if (!IsRoot()) GTEST_SKIP() << "needs root";
  const std::string dir = TempDir();
  mkdir((dir + "/from").c_str(), 0755);
  mkdir((dir + "/to").c_str(), 0755);
  WriteFile(dir + "/from/f", "hello");
  const Wrapped w = RunWrapped(
      GetParam(),
      {"unshare", "-m", "sh", "-c",
       "mount --bind " + dir + "/from " + dir + "/to; cd " + dir + "/to; cat f " + dir + "/to/f"},
      RuleFor("cat"));
  EXPECT_EQ(w.run.out, "hellohello");
  EXPECT_EQ(CountOpens(w, dir + "/to/f SUCCESS"), 2) << w.run.err;
}

TEST_P(TortureArgumentsTest, X32Calls) {
  const std::vector<std::string> command = {Program("x32_open"), "/etc/hostname"};
  const RunResult bare = Execute(command);
  const Wrapped w = RunWrapped(GetParam(), command, RuleFor("x32_open"), {"--outcomes=always"});
  EXPECT_EQ(w.run.out, bare.out);
  EXPECT_EQ(w.run.exit_code, bare.exit_code);
  if (bare.out == "x32 openat = ENOSYS\n") {
    EXPECT_EQ(CountOpens(w, "/etc/hostname SUCCESS"), 0);
  } else {
    EXPECT_EQ(CountOpens(w, "/etc/hostname SUCCESS"), 1) << w.run.err;
  }
}

TEST_P(TortureArgumentsTest, WorkThroughIoUringIsABlindSpot) {
  const std::vector<std::string> command = {Program("io_uring_open"), "/etc/hostname"};
  const RunResult bare = Execute(command);
  if (bare.exit_code != 0) GTEST_SKIP() << "no io_uring here: " << bare.out;
  const Wrapped w = RunWrapped(GetParam(), command, RuleFor("io_uring_open"));
  EXPECT_EQ(w.run.out, bare.out);
  EXPECT_EQ(CountOpens(w, "/etc/hostname SUCCESS"), 0) << "if it is seen, docs/torture.md is wrong";
  EXPECT_NE(w.summary["blind_spots"].dump().find("io_uring"), std::string::npos) << w.summary;
}

// One thread opens, another exchanges two paths in the same memory: what we read need not be what
// the kernel read. Where a rule depends on the outcome, the kernel's word counts.
TEST_P(TortureArgumentsTest, ARewrittenPathIsReportedAsItWasOpened) {
  const std::string dir = TempDir();
  const std::string a = WriteFile(dir + "/a", "a");
  const std::string b = WriteFile(dir + "/b", "b");
  const Wrapped w = RunWrapped(GetParam(), {Program("race_argument"), "2000", a, b},
                               RuleFor("race_argument"), {"--outcomes=always"});
  EXPECT_EQ(w.run.out, "opened first = " + std::to_string(CountOpens(w, a + " SUCCESS")) +
                           "\nopened second = " + std::to_string(CountOpens(w, b + " SUCCESS")) +
                           "\n");
  EXPECT_EQ(CountOpens(w, a + " SUCCESS") + CountOpens(w, b + " SUCCESS"), 2000);
}

// By names that nobody but the caller can read or follow. Only what the kernel opened tells.
TEST_P(TortureArgumentsTest, NamesThatHideWhatIsOpened) {
  constexpr char kRules[] = R"(
- rule: opened
  desc: d
  condition: >
    evt.type in (open, openat, openat2, open_by_handle_at) and fd.name = /etc/hostname
    and proc.name = open_roundabout
  output: "%evt.type %fd.name"
  priority: DEBUG
)";
  for (const std::string way : {"secret", "deep", "in_root", "handle"}) {
    const std::vector<std::string> command = {Program("open_roundabout"), way, "/etc/hostname"};
    const RunResult bare = Execute(command);
    if (bare.exit_code == 77) continue;
    const Wrapped w = RunWrapped(GetParam(), command, kRules);
    EXPECT_EQ(w.run.out, bare.out) << way;
    EXPECT_EQ(Count(w, "opened"), 1) << way << w.run.err;
    EXPECT_TRUE(w.summary["blind_spots"].empty()) << way << w.run.err;
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, TortureArgumentsTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests

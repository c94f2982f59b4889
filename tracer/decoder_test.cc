// SPDX-License-Identifier: Apache-2.0
#include "tracer/decoder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <initializer_list>

#include "tracer/syscall_table.h"

namespace falco_run::tracer {
namespace {

uint64_t Address(const void* p) { return reinterpret_cast<uint64_t>(p); }

// Decodes a call as if this process had made it.
proto::SyscallEvent Decode(const char* name, std::initializer_list<uint64_t> args, int nr = 0) {
  const SyscallSpec* spec = FindSyscall(name);
  EXPECT_NE(spec, nullptr) << name;
  seccomp_data data = {};
  data.arch = AUDIT_ARCH_X86_64;
  data.nr = nr;
  std::copy(args.begin(), args.end(), data.args);
  RemoteMemory memory(getpid());
  proto::SyscallEvent event;
  Decoder decoder;
  EXPECT_TRUE(decoder.Decode(*spec, {data, getpid(), memory}, event));
  return event;
}

TEST(DecoderTest, Openat) {
  ASSERT_EQ(chdir("/usr"), 0);
  const auto event = Decode(
      "openat", {static_cast<uint64_t>(AT_FDCWD), Address("lib/../x"), O_RDWR | O_CREAT, 0644});
  ASSERT_EQ(event.args_size(), 4);
  EXPECT_EQ(event.args(0).param(), proto::PARAM_DIRFD);
  EXPECT_EQ(event.args(0).number(), AT_FDCWD);
  EXPECT_EQ(event.args(1).param(), proto::PARAM_NAME);
  EXPECT_EQ(event.args(1).text(), "lib/../x");
  EXPECT_EQ(event.args(1).path(), "/usr/x");
  EXPECT_EQ(event.args(2).number(), O_RDWR | O_CREAT);
  EXPECT_EQ(event.args(3).number(), 0644);
}

TEST(DecoderTest, Openat2ReadsItsStructure) {
  open_how how = {};
  how.flags = O_WRONLY;
  how.mode = 0600;
  how.resolve = RESOLVE_BENEATH;
  const auto event = Decode(
      "openat2", {static_cast<uint64_t>(AT_FDCWD), Address("/a"), Address(&how), sizeof how});
  ASSERT_EQ(event.args_size(), 5);
  EXPECT_EQ(event.args(2).param(), proto::PARAM_FLAGS);
  EXPECT_EQ(event.args(2).number(), O_WRONLY);
  EXPECT_EQ(event.args(3).number(), 0600);
  EXPECT_EQ(event.args(4).number(), RESOLVE_BENEATH);
}

TEST(DecoderTest, ABadPointerIsMarkedNotFatal) {
  const auto event = Decode("unlink", {16});
  ASSERT_EQ(event.args_size(), 1);
  EXPECT_TRUE(event.args(0).unreadable());
  EXPECT_EQ(event.args(0).path(), "");
}

TEST(DecoderTest, ExecveReadsTheCommandLine) {
  const char* argv[] = {"sh", "-c", "exit 3", nullptr};
  const auto event = Decode("execve", {Address("/bin/sh"), Address(argv), 0});
  ASSERT_EQ(event.args_size(), 2);
  EXPECT_EQ(event.args(0).path(), "/bin/sh");
  ASSERT_EQ(event.args(1).list_size(), 3);
  EXPECT_EQ(event.args(1).list(2), "exit 3");
}

// Its pointers have 32 bits, in the calls that have numbers of their own.
TEST(DecoderTest, X32ReadsNarrowStructures) {
  constexpr int kX32 = 0x40000000;
  constexpr size_t kSize = 4096;
  void* const low =
      mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (low == MAP_FAILED) GTEST_SKIP() << "no memory below 2 GiB";
  char* const text = static_cast<char*>(low) + 64;
  std::strcpy(text, "sh");
  auto* const argv = static_cast<uint32_t*>(low);
  argv[0] = argv[1] = static_cast<uint32_t>(Address(text));
  argv[2] = 0;
  const auto event = Decode("execve", {Address("/bin/sh"), Address(argv), 0}, kX32 | 520);
  ASSERT_EQ(event.args(1).list_size(), 2);
  EXPECT_EQ(event.args(1).list(1), "sh");
  const char* wide[] = {"a", nullptr};
  EXPECT_EQ(Decode("execve", {Address("/bin/sh"), Address(wide), 0}, kX32 | 59).args(1).list(0),
            "a");
  munmap(low, kSize);
}

TEST(DecoderTest, ConnectReadsAddresses) {
  sockaddr_in in = {};
  in.sin_family = AF_INET;
  in.sin_port = htons(443);
  inet_pton(AF_INET, "192.0.2.7", &in.sin_addr);
  auto event = Decode("connect", {3, Address(&in), sizeof in});
  const auto& v4 = event.args(1).address();
  EXPECT_EQ(v4.family(), static_cast<uint32_t>(AF_INET));
  EXPECT_EQ(v4.port(), 443u);
  EXPECT_EQ(v4.ip(), std::string("\xc0\x00\x02\x07", 4));

  sockaddr_in6 mapped = {};
  mapped.sin6_family = AF_INET6;
  mapped.sin6_port = htons(80);
  inet_pton(AF_INET6, "::ffff:192.0.2.7", &mapped.sin6_addr);
  event = Decode("connect", {3, Address(&mapped), sizeof mapped});
  EXPECT_EQ(event.args(1).address().ip().size(), 4u) << "v4-mapped addresses count as IPv4";

  sockaddr_un un = {};
  un.sun_family = AF_UNIX;
  std::strcpy(un.sun_path, "/run/x.sock");
  event = Decode("connect", {3, Address(&un), sizeof un});
  EXPECT_EQ(event.args(1).address().path(), "/run/x.sock");
}

TEST(DecoderTest, TwoPathsWithTwoDirectories) {
  const int etc = open("/etc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  const auto event = Decode("renameat2", {static_cast<uint64_t>(etc), Address("a"),
                                          static_cast<uint64_t>(AT_FDCWD), Address("/b"), 1});
  ASSERT_EQ(event.args_size(), 5);
  EXPECT_EQ(event.args(1).path(), "/etc/a");
  EXPECT_EQ(event.args(3).path(), "/b");
  close(etc);
}

TEST(SyscallTableTest, EveryRowIsConsistent) {
  for (const SyscallSpec* spec : AllSyscalls()) {
    EXPECT_EQ(FindSyscall(spec->name), spec) << spec->name << " is listed twice";
    for (const ArgSpec& arg : spec->args) {
      if (arg.kind == ArgKind::kNone) break;
      EXPECT_NE(arg.param, proto::PARAM_NONE) << spec->name;
      EXPECT_LT(arg.reg, 6) << spec->name;
    }
  }
}

}  // namespace
}  // namespace falco_run::tracer

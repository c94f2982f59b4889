// SPDX-License-Identifier: Apache-2.0
#include "tracer/remote_memory.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "tracer/proc_status.h"

namespace falco_run::tracer {
namespace {

using Read = RemoteMemory::Read;

uint64_t Address(const void* p) { return reinterpret_cast<uint64_t>(p); }

// Two pages of which only the first may be read.
class Pages {
 public:
  Pages()
      : base_(static_cast<char*>(
            mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
    munmap(base_ + 4096, 4096);
  }
  ~Pages() { munmap(base_, 4096); }
  char* end() const { return base_ + 4096; }

 private:
  char* base_;
};

TEST(RemoteMemoryTest, ReadsWithoutADescriptorToo) {
  rlimit limit;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit none = {0, limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  RemoteMemory memory(getpid());
  std::string out;
  const Pages pages;
  std::memcpy(pages.end() - 6, "hello", 6);
  EXPECT_EQ(memory.ReadString(Address(pages.end() - 6), 100, out), Read::kOk);
  EXPECT_EQ(out, "hello");
  EXPECT_FALSE(memory.is_open());
  EXPECT_EQ(memory.ReadString(Address(pages.end()), 100, out), Read::kFault);
  char bytes[8];
  EXPECT_EQ(memory.ReadBytes(Address(pages.end() - 4), bytes, sizeof bytes), Read::kFault);
  EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

TEST(RemoteMemoryTest, ReadsWhatIsMappedForWritingAlone) {
  void* const page =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::strcpy(static_cast<char*>(page), "hidden");
  ASSERT_EQ(mprotect(page, 4096, PROT_WRITE), 0);
  RemoteMemory memory(getpid());
  std::string out;
  EXPECT_EQ(memory.ReadString(Address(page), 100, out), Read::kOk);
  EXPECT_EQ(out, "hidden");
  munmap(page, 4096);
}

TEST(RemoteMemoryTest, OpensTheFileForManyReads) {
  if ((ReadProcStatus(getpid())->cap_effective >> CAP_SYS_PTRACE & 1) == 0) {
    GTEST_SKIP() << "needs CAP_SYS_PTRACE";
  }
  RemoteMemory memory(getpid());
  const std::string text = "text";
  std::string out;
  memory.ReadString(Address(text.c_str()), 100, out);
  EXPECT_FALSE(memory.is_open());
  EXPECT_TRUE(memory.TakeLookedUp());
  for (int i = 0; i < 20; ++i) memory.ReadString(Address(text.c_str()), 100, out);
  EXPECT_TRUE(memory.is_open());
  EXPECT_TRUE(memory.TakeLookedUp());
  EXPECT_EQ(memory.ReadString(Address(text.c_str()), 100, out), Read::kOk);
  EXPECT_FALSE(memory.TakeLookedUp());
}

TEST(RemoteMemoryTest, ReadsStringsOfAllLengths) {
  RemoteMemory memory(getpid());
  for (const size_t length : {0, 1, 255, 256, 257, 4095, 5000}) {
    const std::string text(length, 'x');
    std::string out;
    EXPECT_EQ(memory.ReadString(Address(text.c_str()), 8192, out), Read::kOk) << length;
    EXPECT_EQ(out, text);
  }
}

TEST(RemoteMemoryTest, AStringMayEndAtTheEndOfThePage) {
  Pages pages;
  std::memcpy(pages.end() - 4, "abc", 4);
  RemoteMemory memory(getpid());
  std::string out;
  EXPECT_EQ(memory.ReadString(Address(pages.end() - 4), 4096, out), Read::kOk);
  EXPECT_EQ(out, "abc");
}

TEST(RemoteMemoryTest, AStringThatRunsIntoNothingIsAFault) {
  Pages pages;
  std::memcpy(pages.end() - 4, "abcd", 4);
  RemoteMemory memory(getpid());
  std::string out;
  EXPECT_EQ(memory.ReadString(Address(pages.end() - 4), 4096, out), Read::kFault);
  EXPECT_EQ(memory.ReadString(8, 4096, out), Read::kFault);
}

TEST(RemoteMemoryTest, StopsAtTheLimit) {
  const std::string text(5000, 'y');
  RemoteMemory memory(getpid());
  std::string out;
  EXPECT_EQ(memory.ReadString(Address(text.c_str()), 4096, out), Read::kTruncated);
  EXPECT_EQ(out.size(), 4096u);
}

TEST(RemoteMemoryTest, ReadsArgv) {
  const char* argv[] = {"ls", "-l", "", nullptr};
  RemoteMemory memory(getpid());
  std::vector<std::string> out;
  EXPECT_EQ(memory.ReadStringArray(Address(argv), 8, 512, 4096, out), Read::kOk);
  EXPECT_EQ(out, (std::vector<std::string>{"ls", "-l", ""}));
}

TEST(RemoteMemoryTest, ReadsArgvAtTheEndOfAPageAndBeyondABlock) {
  Pages pages;
  const char* argv[] = {"a", "b", nullptr};
  char* at = pages.end() - sizeof argv;
  std::memcpy(at, argv, sizeof argv);
  RemoteMemory memory(getpid());
  std::vector<std::string> out;
  EXPECT_EQ(memory.ReadStringArray(Address(at), 8, 512, 4096, out), Read::kOk);
  EXPECT_EQ(out.size(), 2u);

  std::vector<const char*> many(100, "x");
  many.push_back(nullptr);
  EXPECT_EQ(memory.ReadStringArray(Address(many.data()), 8, 512, 4096, out), Read::kOk);
  EXPECT_EQ(out.size(), 100u);
  EXPECT_EQ(memory.ReadStringArray(Address(many.data()), 8, 7, 4096, out), Read::kOk);
  EXPECT_EQ(out.size(), 7u);

  // No NULL before the page ends.
  const char* open_end[] = {"a"};
  std::memcpy(pages.end() - 8, open_end, 8);
  EXPECT_EQ(memory.ReadStringArray(Address(pages.end() - 8), 8, 512, 4096, out), Read::kFault);
}

TEST(RemoteMemoryTest, SeesThatAProcessIsGone) {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  RemoteMemory memory(child);
  std::string out;
  static const char kText[] = "text";
  EXPECT_EQ(memory.ReadString(Address(kText), 16, out), Read::kOk);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(memory.ReadString(Address(kText), 16, out), Read::kNoAccess);
}

}  // namespace
}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#include "tracer/initial_stack.h"

#include <elf.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "tracer/proc_file.h"

namespace falco_run::tracer {
namespace {

// A child that stands in PTRACE_EVENT_EXEC.
class Stopped {
 public:
  explicit Stopped(const std::function<void()>& exec) : pid_(fork()) {
    if (pid_ == 0) {
      raise(SIGSTOP);
      exec();
      _exit(127);
    }
    int status;
    waitpid(pid_, &status, WUNTRACED);
    ptrace(PTRACE_SEIZE, pid_, nullptr, PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
    kill(pid_, SIGCONT);
    while (waitpid(pid_, &status, __WALL) == pid_ && WIFSTOPPED(status)) {
      if (status >> 16 == PTRACE_EVENT_EXEC) {
        stands_ = true;
        return;
      }
      ptrace(PTRACE_CONT, pid_, nullptr, status >> 16 == 0 ? WSTOPSIG(status) : 0);
    }
  }
  ~Stopped() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;

  pid_t pid() const { return pid_; }
  bool stands() const { return stands_; }

 private:
  pid_t pid_;
  bool stands_ = false;
};

std::string CommOf(pid_t pid) {
  std::string comm = ReadProcFile(pid, "comm", size_t{64});
  if (!comm.empty()) comm.pop_back();
  return comm;
}

// What the kernel says about itself.
void ExpectSame(const Stopped& child, const InitialStack& stack) {
  EXPECT_EQ(stack.arguments(), ReadProcFile(child.pid(), "cmdline", size_t{1} << 20));
  if (stack.name().empty()) return;
  EXPECT_EQ(stack.name(), CommOf(child.pid()));
}

TEST(InitialStackTest, IsWhatProcSays) {
  const std::string long_argument(3000, 'x');
  const std::vector<std::vector<const char*>> commands = {
      {"/bin/true", "true", nullptr},
      {"/bin/true", "another name", "", "a b", "\xff\n", "", nullptr},
      {"/bin/true", "", nullptr},
      {"/bin/true", "true", long_argument.c_str(), nullptr},
      {"/usr/bin/../bin/sh", "sh", "-c", "exit 0", nullptr},
  };
  for (const auto& command : commands) {
    const Stopped child([&] { execv(command[0], const_cast<char* const*>(command.data() + 1)); });
    ASSERT_TRUE(child.stands());
    InitialStack stack;
    ASSERT_TRUE(stack.Read(child.pid()));
    EXPECT_FALSE(stack.name().empty());
    ExpectSame(child, stack);
  }
}

TEST(InitialStackTest, AScriptHasItsOwnName) {
  const std::string script = ::testing::TempDir() + "/a_script_with_a_long_name";
  const int fd = open(script.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  const std::string text = "#!/bin/sh -e\nexit 0\n";
  ASSERT_EQ(write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(fd);
  const Stopped child([&] { execl(script.c_str(), "argv0", "one", nullptr); });
  ASSERT_TRUE(child.stands());
  InitialStack stack;
  ASSERT_TRUE(stack.Read(child.pid()));
  EXPECT_EQ(stack.name(), "a_script_with_a");
  ExpectSame(child, stack);
  unlink(script.c_str());
}

TEST(InitialStackTest, ADescriptorHasNoName) {
  const Stopped child([] {
    const int fd = open("/bin/true", O_RDONLY);
    char argument[] = "x";
    char* const arguments[] = {argument, nullptr};
    fexecve(fd, arguments, environ);
  });
  ASSERT_TRUE(child.stands());
  InitialStack stack;
  ASSERT_TRUE(stack.Read(child.pid()));
  EXPECT_EQ(stack.name(), "");
  ExpectSame(child, stack);
}

TEST(InitialStackTest, AnEnvironmentThatDoesNotFitIsLeftToProc) {
  const Stopped child([] {
    setenv("BIG", std::string(3 * InitialStack::kMostBytes, 'x').c_str(), 1);
    execl("/bin/true", "true", nullptr);
  });
  ASSERT_TRUE(child.stands());
  InitialStack stack;
  EXPECT_FALSE(stack.Read(child.pid()));
}

TEST(InitialStackTest, AProcessThatIsNotStoppedIsLeftToProc) {
  InitialStack stack;
  EXPECT_FALSE(stack.Read(getpid()));
}

// A stack as the kernel makes it, at this address.
constexpr uint64_t kAddress = 0x7fff12345000;
class StackBytes {
 public:
  StackBytes& Word(uint64_t w) {
    bytes_.append(reinterpret_cast<const char*>(&w), sizeof w);
    return *this;
  }
  StackBytes& Text(const std::string& t) {
    bytes_ += t;
    return *this;
  }
  bool Parse(InitialStack& stack, size_t size) const {
    std::memset(stack.data(), 0x5a, InitialStack::kMostBytes);
    std::memcpy(stack.data(), bytes_.data(), size);
    return stack.Parse(kAddress, size);
  }
  size_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
};

TEST(InitialStackTest, NothingIsReadBeyondItsEnd) {
  StackBytes bytes;
  constexpr uint64_t kTexts = kAddress + 9 * 8;
  bytes.Word(2).Word(kTexts).Word(kTexts + 2).Word(0);  // arguments
  bytes.Word(0);                                        // environment
  bytes.Word(AT_EXECFN).Word(kTexts + 4).Word(AT_NULL).Word(0);
  bytes.Text(std::string("a\0b\0/bin/b\0", 11));
  InitialStack stack;
  ASSERT_TRUE(bytes.Parse(stack, bytes.size()));
  EXPECT_EQ(stack.arguments(), std::string_view("a\0b\0", 4));
  EXPECT_EQ(stack.name(), "b");
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(bytes.Parse(stack, size)) << size;
}

TEST(InitialStackTest, NonsenseIsLeftToProc) {
  InitialStack stack;
  const auto parse = [&](const std::vector<uint64_t>& words) {
    StackBytes bytes;
    for (const uint64_t w : words) bytes.Word(w);
    return bytes.Parse(stack, bytes.size());
  };
  constexpr uint64_t kZero = kAddress + 8;  // of the environment's end in the following
  EXPECT_FALSE(parse({0, 0, 0, AT_EXECFN, kZero, AT_NULL, 0}));       // no argument
  EXPECT_FALSE(parse({uint64_t{1} << 40, kZero, 0, 0, AT_NULL, 0}));  // x32
  EXPECT_FALSE(parse({1, kAddress - 8, 0, 0, AT_EXECFN, kZero, AT_NULL, 0}));
  EXPECT_FALSE(parse({1, kAddress + 4096, 0, 0, AT_EXECFN, kZero, AT_NULL, 0}));
  EXPECT_FALSE(parse({1, kAddress, 0, 0, AT_NULL, 0}));  // no path
  EXPECT_FALSE(parse({2, kAddress + 16, kAddress, 0, 0, AT_EXECFN, kAddress, AT_NULL, 0}));
  EXPECT_FALSE(parse({1, kAddress, 0, 0, AT_IGNORE}));
}

}  // namespace
}  // namespace falco_run::tracer

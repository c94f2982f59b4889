// SPDX-License-Identifier: Apache-2.0
// clone_untraced HOW FILE PROGRAM [ARGS...]: makes a child that asks to be traced by nobody
// (CLONE_UNTRACED). It opens FILE and execs PROGRAM. HOW is clone, clone3, vfork (a clone3 that
// shares its memory), or thread: that opens FILE only. Says what became of the register or the
// memory that the flag was in, in both. Exit status: the child's.
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

namespace {

long OpenFile(const char* file) { return Report("openat", open(file, O_RDONLY) < 0 ? -1 : 0); }

// clone or clone3, and what is in the register of their first argument afterwards. In place: a
// child that shares the stack must not return from a function that its maker is in.
[[gnu::always_inline]] inline pid_t Make(long number, uint64_t& first, size_t second) {
#if defined(__x86_64__)
  long result = number;
  register long child_tid asm("r10") = 0;
  register long tls asm("r8") = 0;
  asm volatile("syscall"
               : "+a"(result), "+D"(first)
               : "S"(second), "d"(0), "r"(child_tid), "r"(tls)
               : "rcx", "r11", "memory");
  return static_cast<pid_t>(result);
#else
  return static_cast<pid_t>(syscall(number, first, second, nullptr, nullptr, nullptr));
#endif
}

int RunThread(const char* file) {
  static char stack[1 << 16];
  static int ended = 1;
  const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
                    CLONE_SYSVSEM | CLONE_CHILD_CLEARTID | CLONE_UNTRACED;
  const auto run = [](void* path) {
    // Nothing of the C library: this is no thread that it knows.
    syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
    syscall(SYS_exit, 0);
    return 0;
  };
  void* path = const_cast<char*>(file);
  if (clone(run, stack + sizeof stack, flags, path, nullptr, nullptr, &ended) < 0) return 1;
  while (__atomic_load_n(&ended, __ATOMIC_ACQUIRE) != 0) usleep(1000);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 125;
  const std::string how = argv[1];
  if (how == "thread") return RunThread(argv[2]);
  clone_args args = {};
  args.flags = CLONE_UNTRACED | (how == "vfork" ? CLONE_VM | CLONE_VFORK : 0);
  args.exit_signal = SIGCHLD;
  const uint64_t flags = args.flags;
  const bool old = how == "clone";
  const uint64_t argument = old ? CLONE_UNTRACED | SIGCHLD : reinterpret_cast<uintptr_t>(&args);
  uint64_t first = argument;
  const pid_t child = Make(old ? SYS_clone : SYS_clone3, first, old ? 0 : sizeof args);
  const bool whole = args.flags == flags && first == argument;
  if (child == 0) {
    Report("the child's flag", whole);
    OpenFile(argv[2]);
    execv(argv[3], argv + 3);
    Report("execv", -1);
    _exit(126);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return 1;
  Report("the maker's flag", whole);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

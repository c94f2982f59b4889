// SPDX-License-Identifier: Apache-2.0
// The floor for what falco-run does: hands the same kind of calls to a supervisor that reads
// their path or address, if they have one, and lets them run. No rules, no processes, no outcomes.
//
//   notify_baseline [--exec-outcomes] PROGRAM [ARGUMENTS]
//
// With --exec-outcomes an exec is let run under ptrace(2) until it has succeeded or failed, and the
// new process is read from /proc: the least that anybody does who is to know what was started.
// One supervisor thread with FD_SYNC_WAKE_UP, WAIT_KILLABLE_RECV and process_vm_readv(2). Ends
// with the program's exit status when the last process of its tree has ended. x86-64 only.
#define _GNU_SOURCE  // NOLINT(bugprone-reserved-identifier): feature_test_macros(7)
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif

// The number and the register of the path or address, -1 for none.
static const struct {
  int nr;
  int text;
} kCalls[] = {
    {SYS_openat, 1},     {SYS_open, 0},      {SYS_execve, 0}, {SYS_exit_group, -1},
    {SYS_connect, 1},    {SYS_socket, -1},   {SYS_unlink, 0}, {SYS_unlinkat, 1},
    {SYS_rename, 0},     {SYS_renameat2, 1}, {SYS_chmod, 0},  {SYS_fchmodat, 1},
    {SYS_symlinkat, -1}, {SYS_linkat, 1},    {SYS_creat, 0},  {SYS_dup, -1},
    {SYS_dup2, -1},      {SYS_dup3, -1},
};
enum { kCount = sizeof kCalls / sizeof kCalls[0] };

static void Die(const char* what) {
  perror(what);
  _exit(125);
}

static int InstallFilter(void) {
  struct sock_filter code[kCount + 5];
  int n = 0;
  code[n++] =
      (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  code[n++] =
      (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, kCount + 1);
  code[n++] =
      (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (int i = 0; i < kCount; ++i) {
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)kCalls[i].nr,
                                             (unsigned char)(kCount - i), 0);
  }
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
  const struct sock_fprog program = {(unsigned short)n, code};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                      SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
                      &program);
}

static void ReadFile(pid_t pid, const char* name) {
  char path[64];
  char content[4096];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (read(fd, content, sizeof content) < 0) perror(path);
  close(fd);
}

static void ReadLink(pid_t pid, const char* name) {
  char path[64];
  char target[4096];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  if (readlink(path, target, sizeof target) < 0) perror(path);
}

// What precedes the answer to an exec. Returns whether it is followed.
static int BeginExec(pid_t pid) {
  ReadFile(pid, "stat");
  if (ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACEEXEC) != 0) return 0;
  ptrace(PTRACE_INTERRUPT, pid, 0, 0);
  return 1;
}

// It stops when it has succeeded, or at its return.
static void EndExec(pid_t pid) {
  int status;
  if (waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status)) return;
  ReadFile(pid, "comm");
  ReadFile(pid, "cmdline");
  ReadLink(pid, "exe");
  ReadLink(pid, "cwd");
  ptrace(PTRACE_DETACH, pid, 0, 0);
}

static void Serve(int listener, int exec_outcomes) {
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 1UL);  // FD_SYNC_WAKE_UP, where it is known
  while (1) {
    struct seccomp_notif request;
    struct seccomp_notif_resp response;
    memset(&request, 0, sizeof request);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) {
      struct pollfd p = {listener, POLLIN, 0};
      if (errno == ENOENT && poll(&p, 1, 0) == 1 && (p.revents & POLLHUP)) return;
      continue;
    }
    for (int i = 0; i < kCount; ++i) {
      if (kCalls[i].nr != request.data.nr || kCalls[i].text < 0) continue;
      char text[256];
      const struct iovec here = {text, sizeof text};
      const struct iovec there = {(void*)request.data.args[kCalls[i].text], sizeof text};
      // What is read does not matter here, nor whether it can be.
      if (process_vm_readv((pid_t)request.pid, &here, 1, &there, 1, 0) < 0) break;
    }
    const int followed =
        exec_outcomes && request.data.nr == SYS_execve && BeginExec((pid_t)request.pid);
    memset(&response, 0, sizeof response);
    response.id = request.id;
    response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
    if (followed) EndExec((pid_t)request.pid);
  }
}

int main(int argc, char** argv) {
  char** command = argv + 1;
  const int exec_outcomes = argc > 1 && strcmp(*command, "--exec-outcomes") == 0;
  if (exec_outcomes) ++command;
  if (*command == NULL) {
    fprintf(stderr, "usage: notify_baseline [--exec-outcomes] PROGRAM [ARGUMENTS]\n");
    return 2;
  }
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  volatile int* ready = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (ready == MAP_FAILED) Die("mmap");
  *ready = -1;
  const pid_t child = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
  if (child < 0) Die("clone");
  if (child == 0) {
    const int listener = InstallFilter();
    if (listener < 0) Die("seccomp");
    *ready = listener;
    execvp(*command, command);  // answered as soon as the parent serves; it ends the sharing
    Die(*command);
  }
  while (*ready < 0) {
    if (waitpid(child, NULL, WNOHANG) == child) return 125;
    sched_yield();
  }
  Serve(*ready, exec_outcomes);
  int result = 0;
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, __WALL)) > 0) {
    if (pid != child) continue;
    result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return result;
}

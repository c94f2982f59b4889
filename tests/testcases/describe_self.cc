// SPDX-License-Identifier: Apache-2.0
// describe_self: prints what a program can see of its own surroundings, for comparing a run
// under a watcher with one without: descriptors, signal state, limits, ids, environment size.
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main() {
  for (int fd = 0; fd < 64; ++fd) {
    struct stat st;
    if (fstat(fd, &st) == 0) printf("fd %d = %o\n", fd, st.st_mode & S_IFMT);
  }
  sigset_t mask;
  sigprocmask(SIG_SETMASK, nullptr, &mask);
  for (int s = 1; s < NSIG; ++s) {
    struct sigaction action;
    if (sigismember(&mask, s) == 1) printf("blocked %d\n", s);
    if (sigaction(s, nullptr, &action) == 0 && action.sa_handler == SIG_IGN)
      printf("ignored %d\n", s);
  }
  for (int r = 0; r < RLIMIT_NLIMITS; ++r) {
    rlimit limit;
    getrlimit(static_cast<__rlimit_resource>(r), &limit);
    printf("limit %d = %lu %lu\n", r, limit.rlim_cur, limit.rlim_max);
  }
  int variables = 0;
  for (char** e = environ; *e != nullptr; ++e) ++variables;
  const mode_t mask_bits = umask(0);
  Report("umask", mask_bits);
  Report("environment", variables);
  Report("uid", geteuid());
  Report("gid", getegid());
  Report("nice", getpriority(PRIO_PROCESS, 0));
  Report("dumpable", prctl(PR_GET_DUMPABLE));
  Report("parent death signal", [] {
    int s = 0;
    prctl(PR_GET_PDEATHSIG, &s);
    return s;
  }());
  Report("subreaper", [] {
    int s = 0;
    prctl(PR_GET_CHILD_SUBREAPER, &s);
    return s;
  }());
  Report("no_new_privs", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
  Report("group leader", getpgrp() == getpid());
  Report("session leader", getsid(0) == getpid());
  return 0;
}

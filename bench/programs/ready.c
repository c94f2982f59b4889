// SPDX-License-Identifier: Apache-2.0
// ready [--exec] [COMMAND... FILE]: prints the time on the monotonic clock, in ns, at which it
// began to run, and becomes the command: `ready WRAPPER ready` shows how long the wrapper lets a
// program wait. With --exec a second line is when FILE, a program that the command executes, was
// opened: by execve(2), nobody else opens it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void PrintNow(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  printf("%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
  fflush(stdout);
}

static void Fail(const char* what) {
  perror(what);
  exit(127);
}

// By a process that is no child of the command's.
static void PrintWhenOpened(const char* file) {
  const int events = inotify_init1(IN_CLOEXEC);
  if (events < 0 || inotify_add_watch(events, file, IN_OPEN) < 0) Fail(file);
  const pid_t parent = fork();
  if (parent < 0) Fail("fork");
  if (parent > 0) {
    waitpid(parent, NULL, 0);
    return;
  }
  if (fork() == 0) {
    char buffer[4096];
    alarm(60);
    if (read(events, buffer, sizeof(buffer)) > 0) PrintNow();
  }
  _exit(0);
}

int main(int argc, char** argv) {
  char** command = argv + 1;
  if (argc > 2 && strcmp(*command, "--exec") == 0) {
    ++command;
    PrintWhenOpened(argv[argc - 1]);
  }
  PrintNow();
  if (*command == NULL) return 0;
  execvp(*command, command);
  Fail(*command);
}

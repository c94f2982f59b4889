// SPDX-License-Identifier: Apache-2.0
// ready [COMMAND... FILE]: prints "main" and the time on the monotonic clock, in ns, at which it
// began to run. With a command it prints "start" instead, becomes the command, and "exec" is
// printed when FILE, a program that the command is to execute, is opened: by execve(2), as nobody
// else opens it. `ready WRAPPER ready` shows how long the wrapper lets a program wait.
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void Print(const char* what) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  printf("%s %lld\n", what, now.tv_sec * 1000000000LL + now.tv_nsec);
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
    if (read(events, buffer, sizeof(buffer)) > 0) Print("exec");
  }
  _exit(0);
}

int main(int argc, char** argv) {
  if (argc < 2) {
    Print("main");
    return 0;
  }
  PrintWhenOpened(argv[argc - 1]);
  Print("start");
  execvp(argv[1], argv + 1);
  Fail(argv[1]);
}

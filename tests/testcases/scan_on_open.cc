// SPDX-License-Identifier: Apache-2.0
// scan_on_open DIR PATH: an on-access scanner (fanotify(7)) for DIR. A child opens a file there,
// and the kernel holds it until the scanner agrees; the scanner opens PATH first. Needs root.
// Exit status 0 if both could open, 77 if there is no fanotify.
#include <fcntl.h>
#include <stdio.h>
#include <sys/fanotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 3) return 125;
  char file[256];
  snprintf(file, sizeof file, "%s/scanned", argv[1]);
  close(open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  const int scanner = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY);
  if (scanner < 0 || fanotify_mark(scanner, FAN_MARK_ADD, FAN_OPEN_PERM | FAN_EVENT_ON_CHILD,
                                   AT_FDCWD, argv[1]) != 0) {
    return 77;
  }
  const pid_t child = fork();
  if (child == 0) _exit(open(file, O_RDONLY | O_CLOEXEC) < 0);
  fanotify_event_metadata events[8];
  if (read(scanner, events, sizeof events) <= 0) return 1;
  const int fd = open(argv[2], O_RDONLY | O_CLOEXEC);
  Report("scanner may open", fd >= 0);
  const fanotify_response response = {events[0].fd, FAN_ALLOW};
  if (write(scanner, &response, sizeof response) < 0) return 1;
  int status = 0;
  waitpid(child, &status, 0);
  Report("child's status", status);
  return fd >= 0 && status == 0 ? 0 : 1;
}

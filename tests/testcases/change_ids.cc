// SPDX-License-Identifier: Apache-2.0
// change_ids UID [PATH]: gives up its group and user (setgid, setuid), prints the ids it has
// then, and opens PATH as that user.
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const int uid = atoi(argv[1]);
  Report("setgroups", setgroups(0, nullptr));
  Report("setgid", setgid(uid));
  Report("setuid", setuid(uid));
  Report("euid", geteuid());
  Report("setuid back", setuid(0));
  if (argc > 2) Report("openat", open(argv[2], O_RDONLY | O_CLOEXEC));
  return 0;
}

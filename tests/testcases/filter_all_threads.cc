// SPDX-License-Identifier: Apache-2.0
// filter_all_threads FILE: gives all its threads a seccomp filter that hands opens to a listener,
// and lets another thread open FILE, which it answers with "go on". Exit status: 77 if it cannot
// have one.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  std::atomic<bool> go{false};
  long opened = -1;
  std::thread other([&] {
    go.wait(false);
    opened = open(argv[1], O_RDONLY | O_CLOEXEC);
  });
  usleep(20'000);
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof code / sizeof code[0], code};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH |
                                    SECCOMP_FILTER_FLAG_NEW_LISTENER,
                                &program);
  go = true;
  go.notify_all();
  if (listener >= 0) {
    seccomp_notif request = {};
    if (ioctl(static_cast<int>(listener), SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) return 1;
    seccomp_notif_resp answer = {request.id, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    if (ioctl(static_cast<int>(listener), SECCOMP_IOCTL_NOTIF_SEND, &answer) != 0) return 1;
  }
  other.join();
  Report("opened", opened >= 0);
  return listener >= 0 ? 0 : 77;
}

// SPDX-License-Identifier: Apache-2.0
// privileged_calls [NAME]: makes calls that only an administrator's tools make, each with
// arguments that cannot succeed, so that nothing changes on the machine. NAME picks one.
#include <linux/bpf.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/testcases/report.h"

static const char* only = nullptr;

static void Call(const char* what, long number, long a, long b, long c) {
  if (only == nullptr || strcmp(only, what) == 0) Report(what, syscall(number, a, b, c, 0, 0));
}

int main(int argc, char** argv) {
  if (argc > 1) only = argv[1];
  const long no_text = reinterpret_cast<long>("");
  Call("init_module", SYS_init_module, no_text, 0, no_text);
  Call("finit_module", SYS_finit_module, -1, no_text, 0);
  Call("delete_module", SYS_delete_module, reinterpret_cast<long>("no_such_module"), 0, 0);
  Call("bpf", SYS_bpf, BPF_PROG_LOAD, 0, 0);
  Call("setns", SYS_setns, -1, CLONE_NEWNS, 0);
  Call("unshare", SYS_unshare, -1, 0, 0);
  Call("mount", SYS_mount, no_text, no_text, no_text);
  Call("umount2", SYS_umount2, no_text, 0, 0);
  Call("pivot_root", SYS_pivot_root, no_text, no_text, 0);
  Call("userfaultfd", SYS_userfaultfd, -1, 0, 0);
  Call("process_vm_readv", SYS_process_vm_readv, 1, 0, 0);
  Call("kexec_load", SYS_kexec_load, 0, -1, 0);
  return 0;
}

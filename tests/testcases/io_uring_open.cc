// SPDX-License-Identifier: Apache-2.0
// io_uring_open PATH: opens PATH through an io_uring, without a single openat syscall. Prints
// the result of the setup and of the operation; exit status 0 if it opened, else 1.
#include <fcntl.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/testcases/report.h"

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  io_uring_params params = {};
  const long ring = syscall(SYS_io_uring_setup, 2, &params);
  if (Report("io_uring_setup", ring) < 0) return 1;
  const size_t sq_size = params.sq_off.array + params.sq_entries * sizeof(unsigned);
  const size_t cq_size = params.cq_off.cqes + params.cq_entries * sizeof(io_uring_cqe);
  const auto map = [&](size_t size, off_t offset) {
    return static_cast<char*>(
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, offset));
  };
  char* sq = map(sq_size, IORING_OFF_SQ_RING);
  char* cq = map(cq_size, IORING_OFF_CQ_RING);
  auto* entry = reinterpret_cast<io_uring_sqe*>(map(sizeof(io_uring_sqe), IORING_OFF_SQES));
  memset(entry, 0, sizeof *entry);
  entry->opcode = IORING_OP_OPENAT;
  entry->fd = AT_FDCWD;
  entry->addr = reinterpret_cast<unsigned long>(argv[1]);
  entry->open_flags = O_RDONLY;
  *reinterpret_cast<unsigned*>(sq + params.sq_off.array) = 0;
  __atomic_store_n(reinterpret_cast<unsigned*>(sq + params.sq_off.tail), 1, __ATOMIC_RELEASE);
  if (Report("io_uring_enter",
             syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, nullptr, 0)) < 0) {
    return 1;
  }
  const auto* done = reinterpret_cast<io_uring_cqe*>(cq + params.cq_off.cqes);
  errno = done->res < 0 ? -done->res : 0;
  return Report("uring openat", done->res < 0 ? -1 : done->res) >= 0 ? 0 : 1;
}

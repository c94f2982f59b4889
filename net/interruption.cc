// SPDX-License-Identifier: Apache-2.0
#include "net/interruption.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace falco_run::net {

Interruption::Interruption() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Interruption::~Interruption() {
  if (fd_ >= 0) close(fd_);
}

void Interruption::Set() { (void)eventfd_write(fd_, 1); }

}  // namespace falco_run::net

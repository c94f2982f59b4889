// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstring>

#include "tracer/probe_parts.h"
#include "tracer/proc_file.h"

namespace falco_run::tracer {
namespace {

using State = ProbeResult::State;

ProbeResult ProbePidfdGetfd() {
  const std::string name = "socket details (pidfd_getfd)";
  const int process = static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0));
  const int fd = process < 0 ? -1 : static_cast<int>(syscall(SYS_pidfd_getfd, process, 0, 0));
  const int error = errno;
  if (process >= 0) close(process);
  if (fd >= 0) {
    close(fd);
    return ProbeOk(name, "works");
  }
  if (error == EBADF) return ProbeOk(name, "works");
  return ProbeBad(name, State::kDegraded, std::strerror(error),
                  "local addresses and protocols of sockets are not known; destinations still are");
}

ProbeResult ProbeProc() {
  return ReadProcLink(getpid(), "exe").empty()
             ? ProbeBad("/proc", State::kMissing, "not mounted", "mount proc in this container")
             : ProbeOk("/proc", "readable");
}

ProbeResult ProbeYama() {
  const int fd = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ProbeOk("Yama ptrace_scope", "not present");
  char c = '0';
  const ssize_t got = read(fd, &c, 1);
  close(fd);
  if (got == 1 && c >= '2') {
    return ProbeBad("Yama ptrace_scope", State::kDegraded, std::string("is ") + c,
                    "return values are estimated; set it to 1 or run with CAP_SYS_PTRACE");
  }
  return ProbeOk("Yama ptrace_scope", std::string("is ") + c);
}

ProbeResult ProbeIoUring() {
  const long fd = syscall(SYS_io_uring_setup, 1, nullptr);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) {
    return ProbeOk("io_uring", "not available to programs here");
  }
  return ProbeBad("io_uring", State::kDegraded, "available",
                  "file and network calls that a program makes through it are not seen; falco-run "
                  "reports its use; sysctl kernel.io_uring_disabled=2 closes the gap");
}

ProbeResult ProbePlace() {
  const std::string terminal = isatty(STDIN_FILENO) != 0 ? "; a terminal" : "; no terminal";
  if (getpid() == 1) {
    return ProbeOk("PID 1, terminal", "falco-run is PID 1 here and will act as init" + terminal);
  }
  return ProbeOk("PID 1, terminal", "not PID 1: orphans are adopted as a subreaper" + terminal);
}

}  // namespace

void ProbeSystem(ProbeResults& results) {
  results.push_back(ProbePidfdGetfd());
  results.push_back(ProbeProc());
  results.push_back(ProbeYama());
  results.push_back(ProbeIoUring());
  results.push_back(ProbePlace());
}

}  // namespace falco_run::tracer

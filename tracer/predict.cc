// SPDX-License-Identifier: Apache-2.0
#include "tracer/predict.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>

#include <string>

#include "tracer/file_servers.h"
#include "tracer/find_argument.h"
#include "tracer/proc_file.h"
#include "tracer/proc_status.h"
#include "tracer/unique_fd.h"

namespace falco_run::tracer {
namespace {

// What a look at a path as process `tid` tells: 0, a negative errno, or nothing.
struct Look {
  bool known = false;
  int64_t error = 0;
  struct stat st = {};
};

Look LookAt(pid_t tid, const proto::Argument& path) {
  Look look;
  const std::string task = "/proc/" + std::to_string(tid);
  if (path.unreadable()) {
    // Not mapped, or not ours to read.
    const UniqueFd memory(open((task + "/mem").c_str(), O_RDONLY | O_CLOEXEC));
    look.known = memory.valid();
    look.error = -EFAULT;
    return look;
  }
  if (!path.path().starts_with('/')) return look;  // relative to a place that is not known
  // The caller may not be looked at, or has ended; most have the same root as we.
  const bool has_root = !ReadProcLink(tid, "root").empty();
  const std::string full = (has_root ? task + "/root" : "") + path.path();
  // A file server may be of the tree and wait for us.
  if (HasFileServers(tid)) return look;
  look.error = stat(full.c_str(), &look.st) == 0 ? 0 : -errno;
  // The directory that it is relative to is named as we see it, also below another root.
  if (look.error == -ENOENT && has_root && !path.text().starts_with('/')) {
    look.error = stat(path.path().c_str(), &look.st) == 0 ? 0 : -errno;
  }
  look.known = look.error != -EINTR;  // that is about us
  return look;
}

// What is not known counts as success: better one alert too many than one too few.
int64_t PredictExec(pid_t tid, const proto::SyscallEvent& event, bool may_look) {
  const proto::Argument* file = FindArgument(event, proto::PARAM_FILENAME);
  if (file == nullptr) return 0;
  // By descriptor, or a link that leads elsewhere when we follow it.
  const std::string& path = file->path();
  const bool hidden =
      path.ends_with(" (deleted)") || path.starts_with("/proc/") || path.starts_with("/dev/fd/");
  const Look look = may_look && !hidden ? LookAt(tid, *file) : Look();
  if (!look.known) return 0;
  if (look.error != 0) return look.error;
  return S_ISREG(look.st.st_mode) && (look.st.st_mode & 0111) != 0 ? 0 : -EACCES;
}

int64_t PredictOpen(pid_t tid, const proto::SyscallEvent& event, bool may_look) {
  const proto::Argument* name = FindArgument(event, proto::PARAM_NAME);
  const proto::Argument* flags = FindArgument(event, proto::PARAM_FLAGS);
  if (name == nullptr) return 0;
  const Look look = may_look ? LookAt(tid, *name) : Look();
  if (!look.known) return 0;
  const bool creates =
      event.type() == proto::EVENT_CREAT || (flags != nullptr && (flags->number() & O_CREAT) != 0);
  if (look.error == -ENOENT && creates) return 0;
  return look.error;
}

int64_t PredictPtrace(pid_t tid, const proto::SyscallEvent& event) {
  const proto::Argument* request = FindArgument(event, proto::PARAM_REQUEST);
  if (request == nullptr || request->number() != PTRACE_TRACEME) return 0;
  const auto status = ReadProcStatus(tid);
  return status && status->tracer != 0 ? -EPERM : 0;
}

}  // namespace

int64_t PredictResult(pid_t tid, const proto::SyscallEvent& event, bool look) {
  switch (event.type()) {
    case proto::EVENT_EXECVE:
    case proto::EVENT_EXECVEAT:
      return PredictExec(tid, event, look);
    case proto::EVENT_OPEN:
    case proto::EVENT_OPENAT:
    case proto::EVENT_OPENAT2:
    case proto::EVENT_CREAT:
      return PredictOpen(tid, event, look);
    case proto::EVENT_CONNECT:
      return -EINPROGRESS;
    case proto::EVENT_PTRACE:
      return PredictPtrace(tid, event);
    default:
      return 0;
  }
}

}  // namespace falco_run::tracer

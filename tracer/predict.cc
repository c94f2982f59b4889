// SPDX-License-Identifier: Apache-2.0
#include "tracer/predict.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include <string>

namespace falco_run::tracer {
namespace {

const proto::Argument* FindArg(const proto::SyscallEvent& event, proto::Param param) {
  for (const auto& arg : event.args()) {
    if (arg.param() == param) return &arg;
  }
  return nullptr;
}

// Looks at `path` as process `tid` would. 0 or a negative errno.
int64_t Look(pid_t tid, const proto::Argument& path, struct stat& st) {
  if (path.unreadable()) return -EFAULT;
  const std::string full = "/proc/" + std::to_string(tid) + "/root" + path.path();
  if (stat(full.c_str(), &st) == 0) return 0;
  const int error = errno;
  // The caller may have ended; most have the same root as we.
  if (kill(tid, 0) != 0 && errno == ESRCH) return stat(path.path().c_str(), &st) == 0 ? 0 : -errno;
  return -error;
}

int64_t PredictExec(pid_t tid, const proto::SyscallEvent& event) {
  const proto::Argument* file = FindArg(event, proto::PARAM_FILENAME);
  if (file == nullptr) return 0;
  struct stat st;
  if (const int64_t error = Look(tid, *file, st); error != 0) return error;
  return S_ISREG(st.st_mode) && (st.st_mode & 0111) != 0 ? 0 : -EACCES;
}

int64_t PredictOpen(pid_t tid, const proto::SyscallEvent& event) {
  const proto::Argument* name = FindArg(event, proto::PARAM_NAME);
  const proto::Argument* flags = FindArg(event, proto::PARAM_FLAGS);
  if (name == nullptr) return 0;
  struct stat st;
  const int64_t error = Look(tid, *name, st);
  const bool creates =
      event.type() == proto::EVENT_CREAT || (flags != nullptr && (flags->number() & O_CREAT) != 0);
  if (error == -ENOENT && creates) return 0;
  return error;
}

}  // namespace

int64_t PredictResult(pid_t tid, const proto::SyscallEvent& event) {
  switch (event.type()) {
    case proto::EVENT_EXECVE:
    case proto::EVENT_EXECVEAT:
      return PredictExec(tid, event);
    case proto::EVENT_OPEN:
    case proto::EVENT_OPENAT:
    case proto::EVENT_OPENAT2:
    case proto::EVENT_CREAT:
      return PredictOpen(tid, event);
    case proto::EVENT_CONNECT:
      return -EINPROGRESS;
    default:
      return 0;
  }
}

}  // namespace falco_run::tracer

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_DECODER_H_
#define FALCO_RUN_TRACER_DECODER_H_

#include <linux/seccomp.h>
#include <sys/types.h>

#include <string>

#include "proto/record.pb.h"
#include "tracer/remote_memory.h"
#include "tracer/syscall_spec.h"

namespace falco_run::tracer {

// Turns registers and the memory behind them into the arguments of an event. Keeps buffers
// between calls: one object for each thread.
class Decoder {
 public:
  struct Call {
    const seccomp_data& data;
    pid_t tid;
    RemoteMemory& memory;
  };

  // Appends the arguments of `spec` to `event.args`. Returns false when some memory could
  // not be read for lack of permission (arguments are then marked unreadable).
  bool Decode(const SyscallSpec& spec, const Call& call, proto::SyscallEvent& event);

 private:
  bool DecodeOne(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event);
  bool ReadPath(const ArgSpec& arg, const Call& call, proto::Argument& out);
  bool ReadAddress(const ArgSpec& arg, const Call& call, proto::Argument& out);
  bool ReadOpenHow(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event);
  bool ReadArgv(const ArgSpec& arg, const Call& call, proto::Argument& out);

  std::string text_;
  std::string path_;
};

// Rewrites a 32-bit socketcall(2) into the call it stands for ("connect", ...). False for
// sub-calls that are not one of bind, connect, listen, socket, or an unreadable argument block.
bool UnpackSocketcall(RemoteMemory& memory, seccomp_data& data);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_DECODER_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_DECODER_H_
#define FALCO_RUN_TRACER_DECODER_H_

#include <linux/seccomp.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/record.pb.h"
#include "tracer/message_reader.h"
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
    uint32_t message = 0;  // which one of a call that moves several
  };

  // With `data`, the bytes that calls move are read, too (the first 80 of each call).
  explicit Decoder(bool data = false) : data_(data) {}

  // Appends the arguments of `spec` to `event.args`. Returns false when some memory could
  // not be read for lack of permission (arguments are then marked unreadable).
  bool Decode(const SyscallSpec& spec, const Call& call, proto::SyscallEvent& event);

  // Adds what the call has written, after it returned `result`. The caller must not have gone
  // on since. Returns as Decode.
  bool DecodeOutput(const SyscallSpec& spec, const Call& call, int64_t result,
                    proto::SyscallEvent& event);

 private:
  bool DecodeOne(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event);
  bool DecodeOneOutput(const ArgSpec& arg, const Call& call, int64_t result,
                       proto::SyscallEvent& event);
  bool ReadPath(const ArgSpec& arg, const Call& call, proto::Argument& out);
  bool ReadAddress(uint64_t pointer, uint64_t length, RemoteMemory& memory, proto::Argument& out);
  bool ReadOpenHow(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event);
  void StayBelow(const Call& call, proto::SyscallEvent& event);
  bool ReadCloneArgs(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event);
  bool ReadUringParams(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event);
  bool ReadPrctl(const ArgSpec& arg, const Call& call, proto::SyscallEvent& event);
  bool ReadArgv(const ArgSpec& arg, const Call& call, proto::Argument& out);
  bool ReadData(uint64_t pointer, uint64_t size, RemoteMemory& memory, proto::SyscallEvent& event,
                proto::Param param);
  bool ReadVectors(uint64_t pointer, uint64_t count, uint64_t limit, const Call& call,
                   proto::SyscallEvent& event);
  static uint64_t MessageAt(uint64_t messages, const Call& call);
  bool ReadMessage(uint64_t pointer, const Call& call, proto::SyscallEvent& event);
  bool ReadReceived(uint64_t pointer, uint64_t bytes, const Call& call, proto::SyscallEvent& event);

  const bool data_;
  std::string text_;
  std::string path_;
  std::vector<MessageReader::Vector> vectors_;
};

// Rewrites a 32-bit socketcall(2) into the call it stands for ("connect", ...). False for an
// unknown sub-call or an unreadable argument block.
bool UnpackSocketcall(RemoteMemory& memory, seccomp_data& data);

// The number by which socketcall(2) knows a call (linux/net.h). Nothing for others.
std::optional<uint32_t> SocketcallNumber(std::string_view name);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_DECODER_H_

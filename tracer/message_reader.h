// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_MESSAGE_READER_H_
#define FALCO_RUN_TRACER_MESSAGE_READER_H_

#include <sys/socket.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tracer/remote_memory.h"

namespace falco_run::tracer {

// Reads the structures of sendmsg(2), readv(2) and the like in another process's memory.
// `narrow`: the caller is a 32-bit program, whose pointers and sizes have four bytes.
class MessageReader {
 public:
  struct Vector {
    uint64_t base = 0;
    uint64_t size = 0;
  };
  struct Message {
    uint64_t name = 0;  // struct sockaddr*, may be null
    uint32_t name_size = 0;
    uint64_t vectors = 0;
    uint64_t vector_count = 0;
  };

  MessageReader(RemoteMemory& memory, bool narrow) : memory_(memory), narrow_(narrow) {}

  // A struct msghdr. Each function gives kOk or why it could not read.
  RemoteMemory::Read ReadMessage(uint64_t address, Message& out);

  // Struct iovec's; of more than 64 only the first.
  RemoteMemory::Read ReadVectors(uint64_t address, uint64_t count, std::vector<Vector>& out);

  // The first bytes that the vectors hold, at most `limit`.
  RemoteMemory::Read Gather(std::span<const Vector> vectors, size_t limit, std::string& out);

 private:
  RemoteMemory& memory_;
  bool narrow_;
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_MESSAGE_READER_H_

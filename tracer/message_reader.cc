// SPDX-License-Identifier: Apache-2.0
#include "tracer/message_reader.h"

#include <sys/uio.h>

#include <algorithm>

namespace falco_run::tracer {
namespace {

constexpr uint64_t kMaxVectors = 64;

// struct msghdr and struct iovec as a 32-bit program lays them out.
struct NarrowMessage {
  uint32_t name;
  uint32_t name_size;
  uint32_t vectors;
  uint32_t vector_count;
};
struct NarrowVector {
  uint32_t base;
  uint32_t size;
};

}  // namespace

RemoteMemory::Read MessageReader::ReadMessage(uint64_t address, Message& out) {
  if (narrow_) {
    NarrowMessage m = {};
    const auto result = memory_.ReadBytes(address, &m, sizeof m);
    out = {m.name, m.name_size, m.vectors, m.vector_count};
    return result;
  }
  msghdr m = {};
  const auto result = memory_.ReadBytes(address, &m, sizeof m);
  out = {reinterpret_cast<uint64_t>(m.msg_name), m.msg_namelen,
         reinterpret_cast<uint64_t>(m.msg_iov), m.msg_iovlen};
  return result;
}

RemoteMemory::Read MessageReader::ReadVectors(uint64_t address, uint64_t count,
                                              std::vector<Vector>& out) {
  out.resize(std::min(count, kMaxVectors));
  if (out.empty()) return RemoteMemory::Read::kOk;
  if (narrow_) {
    NarrowVector narrow[kMaxVectors];
    const auto result = memory_.ReadBytes(address, narrow, out.size() * sizeof(NarrowVector));
    if (result != RemoteMemory::Read::kOk) return result;
    for (size_t i = 0; i < out.size(); ++i) out[i] = {narrow[i].base, narrow[i].size};
    return result;
  }
  static_assert(sizeof(Vector) == sizeof(iovec));
  return memory_.ReadBytes(address, out.data(), out.size() * sizeof(Vector));
}

RemoteMemory::Read MessageReader::Gather(std::span<const Vector> vectors, size_t limit,
                                         std::string& out) {
  out.clear();
  for (const Vector& vector : vectors) {
    const size_t had = out.size();
    const size_t size = static_cast<size_t>(std::min<uint64_t>(vector.size, limit - had));
    if (size == 0) continue;
    out.resize(had + size);
    const auto result = memory_.ReadBytes(vector.base, out.data() + had, size);
    if (result != RemoteMemory::Read::kOk) {
      out.resize(had);
      return result;
    }
  }
  return RemoteMemory::Read::kOk;
}

}  // namespace falco_run::tracer

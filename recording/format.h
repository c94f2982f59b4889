// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_RECORDING_FORMAT_H_
#define FALCO_RUN_RECORDING_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <string>

// A recording is a sequence of zstd frames (RFC 8878):
//
//   header   a skippable frame of 32 bytes: frame magic, length, kName, format version; numbers
//            are 32 bits, little endian
//   blocks   ordinary frames with checksum. Each holds whole records: a varint length, then a
//            proto::Record
//
// The last record is an End. A file without it was cut short; what is there is still good.
namespace falco_run::recording {

inline constexpr char kName[] = "falco-run recording\n";  // 20 bytes
inline constexpr uint32_t kSkippableMagic = 0x184D2A5F;
inline constexpr uint32_t kFormatVersion = 1;  // raised when old readers cannot read new files
inline constexpr size_t kHeaderSize = 32;

// No block is larger than this uncompressed; a reader need not hold more.
inline constexpr size_t kMaxBlock = 64 << 20;

// The header of a file of this format version.
std::string MakeHeader(uint32_t version = kFormatVersion);

}  // namespace falco_run::recording

#endif  // FALCO_RUN_RECORDING_FORMAT_H_

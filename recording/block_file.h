// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_RECORDING_BLOCK_FILE_H_
#define FALCO_RUN_RECORDING_BLOCK_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace falco_run::recording {

// The writing end of a recording: compresses blocks and puts them into the file, header first.
// Not thread-safe.
class BlockFile {
 public:
  // `target` as for RecordWriter::Open. Nothing is written yet, but a file is emptied.
  static absl::StatusOr<std::unique_ptr<BlockFile>> Open(const std::string& target);
  ~BlockFile();
  BlockFile(const BlockFile&) = delete;
  BlockFile& operator=(const BlockFile&) = delete;

  // Adds whole records as one block. After an error the file ends with the block before.
  absl::Status WriteBlock(std::string_view records);

  const std::string& name() const { return name_; }
  uint64_t size() const { return size_; }

 private:
  BlockFile(int fd, std::string name);

  struct Compressor;
  const int fd_;
  const std::string name_;
  std::unique_ptr<Compressor> compressor_;
  std::string buffer_;
  uint64_t size_ = 0;
};

}  // namespace falco_run::recording

#endif  // FALCO_RUN_RECORDING_BLOCK_FILE_H_

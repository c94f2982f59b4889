// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_RECORDING_RECORD_READER_H_
#define FALCO_RUN_RECORDING_RECORD_READER_H_

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "proto/record.pb.h"

namespace falco_run::recording {

// Reads a recording. Nothing is trusted: every block has a checksum, sizes are bounded.
//
//   auto reader = RecordReader::Open("run.rec");
//   proto::Record record;
//   absl::StatusOr<bool> more;
//   while ((more = (*reader)->Next(record)).ok() && *more) Use(record);
//   if (!more.ok()) ...  // damaged or cut short: all whole records before were given
class RecordReader {
 public:
  // InvalidArgument: no recording. Unimplemented: made by a newer falco-run. Else as open(2)
  // says. Messages begin with the file's name.
  static absl::StatusOr<std::unique_ptr<RecordReader>> Open(const std::string& path);
  // The same from memory or a pipe; `name` is what messages call it.
  static absl::StatusOr<std::unique_ptr<RecordReader>> Create(std::unique_ptr<std::istream> in,
                                                              std::string name);
  ~RecordReader();

  // The next record. False at the end mark, which is not given. DataLoss, with the byte offset
  // and what is wrong there, when the recording is damaged or cut short, and ever after.
  absl::StatusOr<bool> Next(proto::Record& record);

  // The end mark, once Next has returned false.
  const std::optional<proto::End>& end() const { return end_; }

 private:
  RecordReader(std::unique_ptr<std::istream> in, std::string name);
  absl::Status ReadHeader();
  bool Fill();
  absl::StatusOr<bool> ReadBlock();
  absl::Status ParseRecord(proto::Record& record);
  absl::Status Finish(const proto::Record& record);
  absl::Status Damage(uint64_t offset, const std::string& what);

  struct Decompressor;
  const std::unique_ptr<std::istream> in_;
  const std::string name_;
  std::unique_ptr<Decompressor> decompressor_;
  std::string input_;          // what was read from the file
  size_t input_position_ = 0;  // of it, taken
  uint64_t input_offset_ = 0;  // of its first byte in the file
  std::string block_;          // uncompressed
  size_t block_position_ = 0;
  uint64_t block_offset_ = 0;  // in the file
  absl::Status damage_;
  std::optional<proto::End> end_;
};

}  // namespace falco_run::recording

#endif  // FALCO_RUN_RECORDING_RECORD_READER_H_

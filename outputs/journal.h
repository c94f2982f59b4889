// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_JOURNAL_H_
#define FALCO_RUN_OUTPUTS_JOURNAL_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace falco_run::outputs {

// The alerts of one run on disk, and how far each output has come: a directory with
//
//   lock              held (flock(2)) by the process that works on it
//   00000000.segment  records: length and CRC-32 (little-endian, 32 bits each), then the bytes
//   cursor.NAME       where the output NAME goes on: segment and offset
//
// A record is in the page cache when Append returns: it outlives the process, however that ends,
// but not the machine's power. Segments that every output has passed are deleted. Thread-safe.
class Journal {
 public:
  struct Position {
    uint64_t segment = 0;
    uint64_t offset = 0;
    auto operator<=>(const Position&) const = default;
  };

  // Makes a new, empty one in a directory that does not exist yet.
  static absl::StatusOr<std::unique_ptr<Journal>> Create(const std::string& directory);
  // Opens one that a run left. FailedPrecondition if its process still lives. A torn record ends
  // a segment.
  static absl::StatusOr<std::unique_ptr<Journal>> Adopt(const std::string& directory);
  ~Journal();

  absl::Status Append(std::string_view record);

  // The record at `at`, which moves behind it; nothing at the end. DataLoss for a damaged one:
  // `at` moves to the next segment.
  absl::StatusOr<std::optional<std::string>> Read(Position& at);

  // Outputs with a cursor, and where it is.
  std::vector<std::string> outputs() const;
  std::optional<Position> cursor(const std::string& output) const;
  // Made at the beginning, if the output has none.
  absl::Status SetCursor(const std::string& output, Position at);

  uint64_t appended() const;  // records, by this process
  uint64_t bytes() const;     // of all segments
  // Whether every output is at the end.
  bool IsSettled() const;
  const std::string& directory() const { return directory_; }

 private:
  struct Segment {
    int fd = -1;
    uint64_t size = 0;
  };
  explicit Journal(std::string directory) : directory_(std::move(directory)) {}

  absl::Status Lock();
  absl::Status OpenSegments();
  absl::Status LoadCursors();
  absl::Status StartSegment(uint64_t number);
  void DropPassedSegments();
  std::string PathOf(uint64_t segment) const;
  bool IsAtEnd(const Position& at) const;

  const std::string directory_;
  int lock_ = -1;
  bool locked_ = false;
  mutable std::mutex mutex_;
  std::map<uint64_t, Segment> segments_;
  struct Cursor {
    int fd = -1;
    Position at;
  };
  std::map<std::string, Cursor> cursors_;
  uint64_t appended_ = 0;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_JOURNAL_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_RECORDING_RECORD_WRITER_H_
#define FALCO_RUN_RECORDING_RECORD_WRITER_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "proto/record.pb.h"
#include "recording/block_file.h"

namespace falco_run::recording {

struct WriterOptions {
  // What was written may be lost when the process is killed, at most this much.
  size_t block_bytes = 128 << 10;
  std::chrono::milliseconds flush_interval{1000};
  // Records that wait for a slow disk. When there are more, recording ends as on an error.
  size_t max_waiting_bytes = 32 << 20;
  // Called first on the writer's thread, where there is one: it may give itself a priority.
  std::function<void()> at_start;
  // Called once, on the writer's thread, when a write fails: recording has ended.
  std::function<void(const absl::Status&)> on_error;
};

struct WriterStats {
  uint64_t records = 0;  // in the file
  uint64_t bytes = 0;    // of the file
  uint64_t lost = 0;     // records after an error
  std::string error;
};

// Writes a recording. Serialising is done by the caller, compressing and writing on a thread of
// its own, so that a slow or full disk never holds the watched program.
//
//   auto writer = RecordWriter::Open("run.rec", {});
//   (*writer)->Start();          // threads may only be made after the program was forked
//   (*writer)->Write(record);    // from any thread
//   (*writer)->Close(end);       // the end mark
//
// After an error (a full disk) the file is cut back to its last whole block, further records are
// counted and dropped. A file that was never closed is a good recording but for its end mark.
class RecordWriter {
 public:
  // `target` is a file (emptied first, mode 0600) or "fd:N", which is duplicated.
  static absl::StatusOr<std::unique_ptr<RecordWriter>> Open(const std::string& target,
                                                            WriterOptions options);
  ~RecordWriter();
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;

  void Start();

  // Never blocks on the file. O(size of the record).
  void Write(const proto::Record& record);

  // Returns once what was written before is in the file (or lost).
  void Flush();

  // Writes `end`, with its count of records filled in, and ends the thread. Write nothing after.
  void Close(proto::End end);

  WriterStats stats() const;

 private:
  RecordWriter(std::unique_ptr<BlockFile> file, WriterOptions options);

  void Append(const proto::Record& record);  // mutex_ held
  void Fail(const absl::Status& status);     // mutex_ held
  void Stop();
  void Run();

  const WriterOptions options_;
  const std::unique_ptr<BlockFile> file_;  // the thread's
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::string waiting_;  // serialised records
  uint64_t waiting_records_ = 0;
  uint64_t taken_records_ = 0;  // being written
  bool hurry_ = false;          // somebody waits for idle_
  bool busy_ = false;
  bool closing_ = false;
  bool failed_ = false;
  bool error_told_ = false;
  WriterStats stats_;
  std::thread thread_;
};

}  // namespace falco_run::recording

#endif  // FALCO_RUN_RECORDING_RECORD_WRITER_H_

// SPDX-License-Identifier: Apache-2.0
#include "recording/record_writer.h"

#include <google/protobuf/io/coded_stream.h>

#include <utility>

#include "recording/block_file.h"
#include "recording/format.h"

namespace falco_run::recording {

absl::StatusOr<std::unique_ptr<RecordWriter>> RecordWriter::Open(const std::string& target,
                                                                 WriterOptions options) {
  auto file = BlockFile::Open(target);
  if (!file.ok()) return file.status();
  return std::unique_ptr<RecordWriter>(new RecordWriter(*std::move(file), std::move(options)));
}

RecordWriter::RecordWriter(std::unique_ptr<BlockFile> file, WriterOptions options)
    : options_(std::move(options)), file_(std::move(file)) {}

RecordWriter::~RecordWriter() { Stop(); }

void RecordWriter::Start() {
  thread_ = std::thread([this] {
    if (options_.at_start) options_.at_start();
    Run();
  });
}

void RecordWriter::Write(const proto::Record& record) {
  bool wake = false;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const size_t before = waiting_.size();
    Append(record);
    // The writer sleeps without limit before the first record, and until a block is full after.
    wake = failed_ ? !error_told_
                   : before == 0 ||
                         (before < options_.block_bytes && waiting_.size() >= options_.block_bytes);
  }
  if (wake) wake_.notify_one();
}

void RecordWriter::Append(const proto::Record& record) {
  using google::protobuf::io::CodedOutputStream;
  if (failed_) {
    ++stats_.lost;
    return;
  }
  const size_t size = record.ByteSizeLong();
  const size_t before = waiting_.size();
  const size_t total = before + CodedOutputStream::VarintSize32(static_cast<uint32_t>(size)) + size;
  if (total > options_.max_waiting_bytes) {
    Fail(absl::ResourceExhaustedError(file_->name() +
                                      ": records come faster than they can be written"));
    ++stats_.lost;
    return;
  }
  waiting_.resize(total);
  auto* p = reinterpret_cast<uint8_t*>(&waiting_[before]);
  p = CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(size), p);
  record.SerializeWithCachedSizesToArray(p);
  ++waiting_records_;
}

void RecordWriter::Fail(const absl::Status& status) {
  failed_ = true;
  stats_.error = std::string(status.message());
  stats_.lost += waiting_records_;
  waiting_records_ = 0;
  waiting_.clear();
}

void RecordWriter::Flush() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (!thread_.joinable()) return;
  hurry_ = true;
  wake_.notify_one();
  // Not for what others write meanwhile.
  const uint64_t target = stats_.records + stats_.lost + taken_records_ + waiting_records_;
  idle_.wait(lock, [&] { return failed_ ? !busy_ : stats_.records + stats_.lost >= target; });
  hurry_ = false;
}

void RecordWriter::Close(proto::End end) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!failed_) {
      end.set_records(stats_.records + waiting_records_ + taken_records_);
      proto::Record record;
      *record.mutable_end() = std::move(end);
      Append(record);
    }
  }
  Stop();
}

void RecordWriter::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

WriterStats RecordWriter::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return stats_;
}

void RecordWriter::Run() {
  std::string block;
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return closing_ || failed_ || !waiting_.empty(); });
    wake_.wait_for(lock, options_.flush_interval, [this] {
      return closing_ || failed_ || hurry_ || waiting_.size() >= options_.block_bytes;
    });
    if (!failed_ && !waiting_.empty()) {
      block.swap(waiting_);
      taken_records_ = std::exchange(waiting_records_, 0);
      busy_ = true;
      lock.unlock();
      const absl::Status status = file_->WriteBlock(block);
      block.clear();
      lock.lock();
      busy_ = false;
      stats_.bytes = file_->size();
      (status.ok() ? stats_.records : stats_.lost) += std::exchange(taken_records_, 0);
      if (!status.ok()) Fail(status);
    }
    if (failed_ && !error_told_) {
      error_told_ = true;
      const absl::Status status = absl::UnavailableError(stats_.error);
      lock.unlock();
      if (options_.on_error) options_.on_error(status);
      lock.lock();
    }
    idle_.notify_all();
    if (waiting_.empty() && (closing_ || failed_)) return;
  }
}

}  // namespace falco_run::recording

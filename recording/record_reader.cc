// SPDX-License-Identifier: Apache-2.0
#include "recording/record_reader.h"

#include <errno.h>
#include <google/protobuf/io/coded_stream.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <utility>

#include "recording/format.h"

namespace falco_run::recording {
namespace {

constexpr size_t kInputBytes = 64 << 10;
constexpr int kMaxWindowLog = 26;  // kMaxBlock
static_assert(size_t{1} << kMaxWindowLog == kMaxBlock);

}  // namespace

struct RecordReader::Decompressor {
  Decompressor() : context(ZSTD_createDCtx()) {
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, kMaxWindowLog);
  }
  ~Decompressor() { ZSTD_freeDCtx(context); }
  ZSTD_DCtx* const context;
};

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::Open(const std::string& path) {
  errno = 0;
  auto in = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!in->is_open()) return absl::ErrnoToStatus(errno, path);
  return Create(std::move(in), path);
}

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::Create(std::unique_ptr<std::istream> in,
                                                                   std::string name) {
  std::unique_ptr<RecordReader> reader(new RecordReader(std::move(in), std::move(name)));
  if (absl::Status status = reader->ReadHeader(); !status.ok()) return status;
  return reader;
}

RecordReader::RecordReader(std::unique_ptr<std::istream> in, std::string name)
    : in_(std::move(in)), name_(std::move(name)), decompressor_(std::make_unique<Decompressor>()) {}

RecordReader::~RecordReader() = default;

absl::Status RecordReader::ReadHeader() {
  const std::string expected = MakeHeader();
  std::string header(kHeaderSize, '\0');
  errno = 0;
  in_->read(header.data(), kHeaderSize);
  header.resize(static_cast<size_t>(in_->gcount()));
  if (in_->bad()) return absl::ErrnoToStatus(errno == 0 ? EIO : errno, name_);
  const size_t same = std::min(header.size(), kHeaderSize - sizeof kFormatVersion);
  if (header.empty() || header.compare(0, same, expected, 0, same) != 0) {
    return absl::InvalidArgumentError(name_ + ": not a recording of falco-run" +
                                      (header.empty() ? ": the file is empty" : ""));
  }
  input_offset_ = header.size();
  if (header.size() < kHeaderSize) {
    damage_ = Damage(header.size(), "cut short inside its header");
    return absl::OkStatus();
  }
  uint32_t version = 0;
  for (size_t i = kHeaderSize; i-- > kHeaderSize - sizeof version;) {
    version = version << 8 | static_cast<uint8_t>(header[i]);
  }
  if (version == 0) return absl::InvalidArgumentError(name_ + ": not a recording of falco-run");
  if (version > kFormatVersion) {
    return absl::UnimplementedError(name_ + ": recorded in format " + std::to_string(version) +
                                    ", this falco-run reads formats up to " +
                                    std::to_string(kFormatVersion) +
                                    "; replay it with a newer falco-run");
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordReader::Next(proto::Record& record) {
  if (!damage_.ok()) return damage_;
  if (end_) return false;
  while (block_position_ == block_.size()) {
    const absl::StatusOr<bool> more = ReadBlock();
    if (!more.ok()) return damage_ = more.status();
    if (!*more) {
      return damage_ = Damage(input_offset_, "cut short: it has no end mark");
    }
  }
  if (damage_ = ParseRecord(record); !damage_.ok()) return damage_;
  if (!record.has_end()) return true;
  if (damage_ = Finish(record); !damage_.ok()) return damage_;
  return false;
}

// Reads from the file when everything was taken. False at its end.
bool RecordReader::Fill() {
  if (input_position_ < input_.size()) return true;
  input_offset_ += input_.size();
  input_position_ = 0;
  input_.resize(kInputBytes);
  in_->read(input_.data(), static_cast<std::streamsize>(input_.size()));
  input_.resize(static_cast<size_t>(in_->gcount()));
  return !input_.empty();
}

absl::StatusOr<bool> RecordReader::ReadBlock() {
  block_.clear();
  block_position_ = 0;
  if (!Fill()) return false;
  block_offset_ = input_offset_ + input_position_;
  ZSTD_DCtx_reset(decompressor_->context, ZSTD_reset_session_only);
  ZSTD_outBuffer out = {nullptr, 0, 0};
  while (true) {
    if (!Fill()) {
      return Damage(input_offset_, "cut short inside the block that begins at byte " +
                                       std::to_string(block_offset_));
    }
    if (out.pos == block_.size()) block_.resize(block_.size() + ZSTD_DStreamOutSize());
    out.dst = block_.data();
    out.size = block_.size();
    ZSTD_inBuffer in = {input_.data(), input_.size(), input_position_};
    const size_t left = ZSTD_decompressStream(decompressor_->context, &out, &in);
    input_position_ = in.pos;
    if (ZSTD_isError(left)) {
      return Damage(input_offset_ + input_position_,
                    std::string("damaged: ") + ZSTD_getErrorName(left) +
                        " in the block that begins at byte " + std::to_string(block_offset_));
    }
    if (out.pos > kMaxBlock) return Damage(block_offset_, "damaged: the block is too large");
    if (left == 0) break;
  }
  block_.resize(out.pos);
  return true;
}

absl::Status RecordReader::ParseRecord(proto::Record& record) {
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t*>(block_.data()) + block_position_,
      static_cast<int>(block_.size() - block_position_));
  uint32_t size = 0;
  if (!stream.ReadVarint32(&size)) return Damage(block_offset_, "damaged: a record has no length");
  block_position_ += static_cast<size_t>(stream.CurrentPosition());
  if (size == 0 || size > block_.size() - block_position_) {
    return Damage(block_offset_, "damaged: a record does not fit into its block");
  }
  if (!record.ParseFromArray(block_.data() + block_position_, static_cast<int>(size))) {
    return Damage(block_offset_, "damaged: a record cannot be read");
  }
  block_position_ += size;
  return absl::OkStatus();
}

absl::Status RecordReader::Finish(const proto::Record& record) {
  if (block_position_ < block_.size() || Fill()) {
    return Damage(input_offset_ + input_position_, "damaged: something follows its end mark");
  }
  end_ = record.end();
  return absl::OkStatus();
}

absl::Status RecordReader::Damage(uint64_t offset, const std::string& what) {
  return absl::DataLossError(name_ + ": byte " + std::to_string(offset) + ": the recording is " +
                             what);
}

}  // namespace falco_run::recording

// SPDX-License-Identifier: Apache-2.0
#include "recording/record_reader.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "recording/format.h"
#include "recording/record_writer.h"

namespace falco_run::recording {
namespace {

constexpr uint64_t kRecords = 6;

std::string PathOf(uint64_t seq) { return "/a/path/" + std::to_string(seq); }

// A small recording of three blocks: kRecords records and the end mark.
const std::string& Small() {
  static const auto* const small = [] {
    const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/small";
    auto writer = RecordWriter::Open(path, {});
    EXPECT_TRUE(writer.ok());
    (*writer)->Start();
    for (uint64_t i = 1; i <= kRecords; ++i) {
      proto::Record record;
      record.mutable_syscall()->set_seq(i);
      record.mutable_syscall()->add_args()->set_text(PathOf(i));
      (*writer)->Write(record);
      if (i % 3 == 0) (*writer)->Flush();
    }
    (*writer)->Close({});
    std::ifstream in(path, std::ios::binary);
    return new std::string(std::istreambuf_iterator<char>(in), {});
  }();
  return *small;
}

struct Contents {
  std::vector<uint64_t> seqs;
  absl::Status status;
};

Contents ReadAll(const std::string& bytes) {
  Contents contents;
  auto reader = RecordReader::Create(std::make_unique<std::istringstream>(bytes), "f.rec");
  contents.status = reader.status();
  if (!reader.ok()) return contents;
  proto::Record record;
  absl::StatusOr<bool> more;
  while ((more = (*reader)->Next(record)).ok() && *more) {
    contents.seqs.push_back(record.syscall().seq());
    EXPECT_EQ(record.syscall().args(0).text(), PathOf(record.syscall().seq()));
  }
  contents.status = more.status();
  // It stays that way.
  EXPECT_EQ((*reader)->Next(record).status(), contents.status);
  EXPECT_EQ((*reader)->end().has_value(), contents.status.ok());
  return contents;
}

// Records that are given are the first ones.
void ExpectPrefix(const Contents& contents) {
  for (size_t i = 0; i < contents.seqs.size(); ++i) EXPECT_EQ(contents.seqs[i], i + 1);
}

std::string Block(const std::string& content) {
  std::string out(ZSTD_compressBound(content.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), content.data(), content.size(), 1));
  return out;
}

bool Has(const absl::Status& status, const std::string& part) {
  return std::string(status.message()).find(part) != std::string::npos;
}

TEST(RecordReaderTest, Whole) {
  const Contents contents = ReadAll(Small());
  EXPECT_TRUE(contents.status.ok()) << contents.status;
  EXPECT_EQ(contents.seqs.size(), kRecords);
}

TEST(RecordReaderTest, CutAtEveryByteGivesTheWholeBlocksAndOneMessage) {
  size_t most = 0;
  for (size_t size = 1; size < Small().size(); ++size) {
    const Contents contents = ReadAll(Small().substr(0, size));
    if (size < kHeaderSize - 4 || !contents.status.ok()) {
      EXPECT_EQ(contents.status.code(), absl::StatusCode::kDataLoss) << size;
      EXPECT_TRUE(Has(contents.status, "f.rec: byte " + std::to_string(size))) << contents.status;
      EXPECT_TRUE(Has(contents.status, "cut short")) << contents.status;
    }
    EXPECT_FALSE(contents.status.ok()) << size;
    ExpectPrefix(contents);
    EXPECT_GE(contents.seqs.size(), most) << "more bytes, no fewer records";
    most = contents.seqs.size();
  }
  EXPECT_EQ(most, kRecords);
}

TEST(RecordReaderTest, AChangedByteIsNoticedOrChangesNothing) {
  int noticed = 0;
  for (size_t at = 0; at < Small().size(); ++at) {
    for (const int change : {0x01, 0x80, 0xff}) {
      std::string bytes = Small();
      bytes[at] = static_cast<char>(bytes[at] ^ change);
      const Contents contents = ReadAll(bytes);
      ExpectPrefix(contents);
      if (contents.status.ok()) {
        EXPECT_EQ(contents.seqs.size(), kRecords) << at;
      }
      noticed += !contents.status.ok();
    }
  }
  // A few bits of zstd's format have no meaning.
  EXPECT_GT(noticed, static_cast<int>(Small().size()) * 3 - 10);
}

TEST(RecordReaderTest, ForeignFiles) {
  for (const std::string& bytes :
       {std::string(), std::string("#!/bin/sh\necho hello, this is no recording\n"),
        std::string(1000, '\0'), Block("a zstd file of somebody else"), std::string("x")}) {
    const Contents contents = ReadAll(bytes);
    EXPECT_EQ(contents.status.code(), absl::StatusCode::kInvalidArgument) << bytes;
    EXPECT_TRUE(Has(contents.status, "f.rec: not a recording of falco-run")) << contents.status;
  }
}

TEST(RecordReaderTest, ANewerFormatIsNamed) {
  const Contents contents = ReadAll(MakeHeader(kFormatVersion + 1) + "whatever it is");
  EXPECT_EQ(contents.status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_TRUE(Has(contents.status, "format 2")) << contents.status;
  EXPECT_TRUE(Has(contents.status, "up to 1")) << contents.status;
}

TEST(RecordReaderTest, OpenNamesTheFileAndTheReason) {
  EXPECT_TRUE(Has(RecordReader::Open("/no/such/file").status(), "/no/such/file: No such file"));
  const absl::Status directory = RecordReader::Open("/").status();
  EXPECT_FALSE(directory.ok());
  EXPECT_TRUE(Has(directory, "/: ")) << directory;
}

TEST(RecordReaderTest, BadRecordsInsideGoodBlocks) {
  const auto varint = [](size_t n) { return std::string(1, static_cast<char>(n)); };
  proto::Record end;
  end.mutable_end()->set_records(0);
  const std::string mark = end.SerializeAsString();
  for (const auto& [content, what] : std::vector<std::pair<std::string, std::string>>{
           {varint(0), "does not fit"},
           {varint(5) + "abc", "does not fit"},
           {"\xff\xff\xff\xff\xff\xff", "no length"},
           {varint(3) + "\x0a\x7f\x7f", "cannot be read"},
           {varint(mark.size()) + mark + varint(mark.size()) + mark, "follows its end mark"},
       }) {
    const Contents contents = ReadAll(MakeHeader() + Block(content));
    EXPECT_EQ(contents.status.code(), absl::StatusCode::kDataLoss) << what;
    EXPECT_TRUE(Has(contents.status, what)) << contents.status;
    EXPECT_TRUE(Has(contents.status, "damaged")) << contents.status;
  }
  EXPECT_TRUE(Has(ReadAll(Small() + "x").status, "follows its end mark"));
}

TEST(RecordReaderTest, ABlockThatWouldTakeAllMemoryIsRefused) {
  const Contents contents = ReadAll(MakeHeader() + Block(std::string(kMaxBlock + 1, '\1')));
  EXPECT_EQ(contents.status.code(), absl::StatusCode::kDataLoss) << contents.status;
  EXPECT_TRUE(contents.seqs.empty());
}

}  // namespace
}  // namespace falco_run::recording

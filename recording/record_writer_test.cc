// SPDX-License-Identifier: Apache-2.0
#include "recording/record_writer.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "recording/record_reader.h"

namespace falco_run::recording {
namespace {

std::string TempFile(const std::string& name) {
  return std::string(std::getenv("TEST_TMPDIR")) + "/" + name;
}

proto::Record Exit(uint64_t id, uint64_t time_ns = 1) {
  proto::Record record;
  record.mutable_process_exit()->set_id(id);
  record.mutable_process_exit()->set_time_ns(time_ns);
  return record;
}

// What a reader gives, and how it ended.
struct Contents {
  std::vector<proto::Record> records;
  absl::StatusOr<bool> last = false;
  std::optional<proto::End> end;
};

Contents ReadAll(const std::string& path) {
  Contents contents;
  auto reader = RecordReader::Open(path);
  if (!reader.ok()) {
    contents.last = reader.status();
    return contents;
  }
  proto::Record record;
  while ((contents.last = (*reader)->Next(record)).ok() && *contents.last) {
    contents.records.push_back(record);
  }
  contents.end = (*reader)->end();
  return contents;
}

TEST(RecordWriterTest, WhatIsWrittenIsRead) {
  const std::string path = TempFile("round_trip");
  auto writer = RecordWriter::Open(path, {});
  ASSERT_TRUE(writer.ok()) << writer.status();
  (*writer)->Start();
  std::vector<proto::Record> written;
  proto::Record start;
  start.mutable_start()->set_hostname("h");
  start.mutable_start()->add_command("not utf-8: \xff");
  written.push_back(start);
  // Far more than one block.
  for (uint64_t i = 1; i <= 50000; ++i) written.push_back(Exit(i, i * i * 7919));
  proto::Record event;
  event.mutable_syscall()->set_seq(1);
  event.set_outcome_awaited(true);
  written.push_back(event);
  for (const proto::Record& record : written) (*writer)->Write(record);
  proto::End end;
  end.set_exit_code(7);
  (*writer)->Close(end);
  const WriterStats stats = (*writer)->stats();
  EXPECT_EQ(stats.records, written.size() + 1);
  EXPECT_EQ(stats.lost, 0u);
  EXPECT_EQ(stats.bytes, std::filesystem::file_size(path));

  const Contents contents = ReadAll(path);
  EXPECT_TRUE(contents.last.ok()) << contents.last.status();
  ASSERT_EQ(contents.records.size(), written.size());
  for (size_t i = 0; i < written.size(); ++i) {
    ASSERT_EQ(contents.records[i].SerializeAsString(), written[i].SerializeAsString()) << i;
  }
  ASSERT_TRUE(contents.end);
  EXPECT_EQ(contents.end->exit_code(), 7);
  EXPECT_EQ(contents.end->records(), written.size());
}

TEST(RecordWriterTest, OnlyTheOwnerReadsAndAnOldFileIsReplaced) {
  const std::string path = TempFile("mode");
  for (int i = 0; i < 2; ++i) {
    auto writer = RecordWriter::Open(path, {});
    ASSERT_TRUE(writer.ok());
    (*writer)->Start();
    (*writer)->Write(Exit(1));
    (*writer)->Close({});
  }
  struct stat st;
  ASSERT_EQ(stat(path.c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0600u);
  EXPECT_EQ(ReadAll(path).records.size(), 1u);
}

TEST(RecordWriterTest, RecordsReachTheFileWithoutAnyFurtherRecord) {
  const std::string path = TempFile("timer");
  WriterOptions options;
  options.flush_interval = std::chrono::milliseconds(1);
  auto writer = RecordWriter::Open(path, options);
  ASSERT_TRUE(writer.ok());
  (*writer)->Start();
  (*writer)->Write(Exit(5));
  while ((*writer)->stats().records == 0) usleep(1000);
  // As after a kill: everything but the end mark.
  const Contents contents = ReadAll(path);
  EXPECT_EQ(contents.records.size(), 1u);
  EXPECT_EQ(contents.last.status().code(), absl::StatusCode::kDataLoss);
}

TEST(RecordWriterTest, FlushWaitsForTheFile) {
  const std::string path = TempFile("flush");
  WriterOptions options;
  options.flush_interval = std::chrono::hours(1);
  auto writer = RecordWriter::Open(path, options);
  ASSERT_TRUE(writer.ok());
  (*writer)->Start();
  for (uint64_t i = 1; i <= 3; ++i) {
    (*writer)->Write(Exit(i));
    (*writer)->Flush();
    EXPECT_EQ((*writer)->stats().records, i);
  }
  (*writer)->Flush();
  EXPECT_EQ(ReadAll(path).records.size(), 3u);
}

TEST(RecordWriterTest, AFullDeviceEndsTheRecordingAndIsToldOnce) {
  std::atomic<int> told{0};
  WriterOptions options;
  options.on_error = [&](const absl::Status& status) {
    ++told;
    EXPECT_NE(std::string(status.message()).find("/dev/full"), std::string::npos) << status;
  };
  auto writer = RecordWriter::Open("/dev/full", options);
  ASSERT_TRUE(writer.ok()) << writer.status();
  (*writer)->Start();
  for (uint64_t i = 1; i <= 2; ++i) (*writer)->Write(Exit(i));
  (*writer)->Flush();
  (*writer)->Write(Exit(3));
  (*writer)->Flush();
  (*writer)->Close({});
  EXPECT_EQ(told, 1);
  const WriterStats stats = (*writer)->stats();
  EXPECT_EQ(stats.records, 0u);
  EXPECT_EQ(stats.lost, 3u);
  EXPECT_NE(stats.error.find("No space left"), std::string::npos) << stats.error;
}

TEST(RecordWriterTest, WhenTheDiskFillsUpTheFileEndsWithAWholeBlock) {
  const std::string path = TempFile("limit");
  // The limit on file sizes stands for the end of the disk: writes up to it are partial.
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
  const rlimit limit = {300, RLIM_INFINITY};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  auto writer = RecordWriter::Open(path, {});
  ASSERT_TRUE(writer.ok()) << writer.status();
  (*writer)->Start();
  uint64_t written = 0;
  while ((*writer)->stats().error.empty()) {
    ++written;
    (*writer)->Write(Exit(written, written * 0x9E3779B97F4A7C15u));
    (*writer)->Flush();
  }
  (*writer)->Close({});
  setrlimit(RLIMIT_FSIZE, &unlimited);
  const WriterStats stats = (*writer)->stats();
  EXPECT_GT(stats.records, 0u);
  EXPECT_EQ(stats.records + stats.lost, written);
  EXPECT_EQ(stats.bytes, std::filesystem::file_size(path));
  const Contents contents = ReadAll(path);
  EXPECT_EQ(contents.records.size(), stats.records);
  EXPECT_NE(std::string(contents.last.status().message()).find("no end mark"), std::string::npos)
      << contents.last.status();
}

TEST(RecordWriterTest, ADiskThatIsTooSlowDoesNotHoldTheCaller) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);  // nobody reads
  std::signal(SIGPIPE, SIG_IGN);
  std::atomic<int> told{0};
  WriterOptions options;
  options.block_bytes = 1000;
  options.max_waiting_bytes = 100000;
  options.on_error = [&](const absl::Status&) { ++told; };
  auto writer = RecordWriter::Open("fd:" + std::to_string(ends[1]), options);
  ASSERT_TRUE(writer.ok()) << writer.status();
  (*writer)->Start();
  for (uint64_t i = 1; (*writer)->stats().lost == 0; ++i) {
    (*writer)->Write(Exit(i, i * 0x9E3779B97F4A7C15u));
  }
  close(ends[0]);  // the blocked write fails
  close(ends[1]);
  (*writer)->Close({});
  EXPECT_EQ(told, 1);
}

TEST(RecordWriterTest, RefusesWhatCannotBeOpened) {
  for (const char* target : {"/nonexistent/dir/file", "fd:9999", "fd:x", "/"}) {
    EXPECT_FALSE(RecordWriter::Open(target, {}).ok()) << target;
  }
}

}  // namespace
}  // namespace falco_run::recording

// SPDX-License-Identifier: Apache-2.0
#include "outputs/journal.h"

#include <endian.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "config/scalar.h"

namespace falco_run::outputs {
namespace {

namespace fs = std::filesystem;

constexpr char kLockName[] = "lock";
constexpr std::string_view kCursorPrefix = "cursor.";
constexpr std::string_view kSegmentSuffix = ".segment";
constexpr uint64_t kSegmentBytes = 8 << 20;
constexpr uint32_t kLongestRecord = 16 << 20;

struct RecordHeader {
  uint32_t length;
  uint32_t crc;
};

absl::Status Errno(const std::string& what) { return absl::ErrnoToStatus(errno, what); }

uint32_t Crc(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Journal>> Journal::Create(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) != 0) return Errno(directory);
  auto journal = std::unique_ptr<Journal>(new Journal(directory));
  if (auto status = journal->Lock(); !status.ok()) return status;
  if (auto status = journal->StartSegment(0); !status.ok()) return status;
  return journal;
}

absl::StatusOr<std::unique_ptr<Journal>> Journal::Adopt(const std::string& directory) {
  auto journal = std::unique_ptr<Journal>(new Journal(directory));
  if (auto status = journal->Lock(); !status.ok()) return status;
  if (auto status = journal->OpenSegments(); !status.ok()) return status;
  if (auto status = journal->LoadCursors(); !status.ok()) return status;
  return journal;
}

Journal::~Journal() {
  // Under the lock: nobody adopts what is being removed.
  if (locked_ && IsSettled()) {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }
  for (const auto& [number, segment] : segments_) close(segment.fd);
  for (const auto& [name, cursor] : cursors_) close(cursor.fd);
  if (lock_ >= 0) close(lock_);
}

absl::Status Journal::Lock() {
  const std::string path = directory_ + "/" + kLockName;
  lock_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) return Errno(path);
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(directory_ + ": in use by another process");
  }
  // It may have been removed between open and flock.
  struct stat ours, named;
  if (fstat(lock_, &ours) != 0 || stat(path.c_str(), &named) != 0 || ours.st_ino != named.st_ino) {
    return absl::FailedPreconditionError(directory_ + ": removed by another process");
  }
  locked_ = true;
  return absl::OkStatus();
}

std::string Journal::PathOf(uint64_t segment) const {
  char name[32];
  std::snprintf(name, sizeof name, "/%08llu", static_cast<unsigned long long>(segment));
  return directory_ + name + std::string(kSegmentSuffix);
}

absl::Status Journal::StartSegment(uint64_t number) {
  const std::string path = PathOf(number);
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return Errno(path);
  segments_[number] = {fd, 0};
  return absl::OkStatus();
}

absl::Status Journal::OpenSegments() {
  std::error_code error;
  for (fs::directory_iterator it(directory_, error), end; !error && it != end;
       it.increment(error)) {
    std::string name = it->path().filename();
    if (!name.ends_with(kSegmentSuffix)) continue;
    name.resize(name.size() - kSegmentSuffix.size());
    const auto number = config::ParseNumber(name);
    if (!number) continue;
    const std::string path = it->path();
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) return Errno(path);
    segments_[*number] = {fd, static_cast<uint64_t>(info.st_size)};
  }
  if (error) return absl::UnavailableError(directory_ + ": " + error.message());
  return absl::OkStatus();
}

absl::Status Journal::LoadCursors() {
  std::error_code error;
  const uint64_t first = segments_.empty() ? 0 : segments_.begin()->first;
  for (fs::directory_iterator it(directory_, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename();
    if (!name.starts_with(kCursorPrefix)) continue;
    const int fd = open(it->path().c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) return Errno(it->path());
    uint64_t stored[2] = {first, 0};
    if (pread(fd, stored, sizeof stored, 0) != sizeof stored) stored[0] = first, stored[1] = 0;
    Position at = {le64toh(stored[0]), le64toh(stored[1])};
    // A cursor that points nowhere: once more from the beginning rather than not at all.
    if (at.segment < first || at.segment > (segments_.empty() ? 0 : segments_.rbegin()->first)) {
      at = {first, 0};
    }
    cursors_[name.substr(kCursorPrefix.size())] = {fd, at};
  }
  if (error) return absl::UnavailableError(directory_ + ": " + error.message());
  return absl::OkStatus();
}

absl::Status Journal::Append(std::string_view record) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (record.size() > kLongestRecord) return absl::InvalidArgumentError("the alert is too long");
  auto last = std::prev(segments_.end());
  if (last->second.size >= kSegmentBytes) {
    if (auto status = StartSegment(last->first + 1); !status.ok()) return status;
    DropPassedSegments();
    last = std::prev(segments_.end());
  }
  RecordHeader header = {htole32(static_cast<uint32_t>(record.size())), htole32(Crc(record))};
  const iovec parts[] = {{&header, sizeof header},
                         {const_cast<char*>(record.data()), record.size()}};
  const size_t length = sizeof header + record.size();
  ssize_t written;
  do {
    written = writev(last->second.fd, parts, 2);
  } while (written < 0 && errno == EINTR);
  if (written != static_cast<ssize_t>(length)) {
    if (written >= 0) errno = ENOSPC;
    const absl::Status status = Errno(PathOf(last->first));
    // A part of a record would hide those behind it.
    if (written > 0 && ftruncate(last->second.fd, static_cast<off_t>(last->second.size)) != 0) {
      return Errno(PathOf(last->first));
    }
    return status;
  }
  last->second.size += length;
  ++appended_;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> Journal::Read(Position& at) {
  int fd = -1;
  uint64_t size = 0;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    auto segment = segments_.lower_bound(at.segment);
    while (segment != segments_.end()) {
      if (segment->first != at.segment) at = {segment->first, 0};
      if (at.offset < segment->second.size) break;
      if (std::next(segment) == segments_.end()) return std::optional<std::string>();
      ++segment;
    }
    if (segment == segments_.end()) return std::optional<std::string>();
    fd = segment->second.fd;
    size = segment->second.size;
  }
  // The segment stays: it is not passed before the caller has set its cursor.
  const auto damaged = [&] {
    const std::string where = PathOf(at.segment) + " at byte " + std::to_string(at.offset);
    at = {at.segment + 1, 0};
    return absl::DataLossError(where + ": damaged");
  };
  RecordHeader header;
  const auto offset = static_cast<off_t>(at.offset);
  if (pread(fd, &header, sizeof header, offset) != sizeof header) return damaged();
  const uint32_t length = le32toh(header.length);
  if (length > kLongestRecord || at.offset + sizeof header + length > size) return damaged();
  std::string record(length, '\0');
  if (pread(fd, record.data(), length, offset + static_cast<off_t>(sizeof header)) !=
          static_cast<ssize_t>(length) ||
      Crc(record) != le32toh(header.crc)) {
    return damaged();
  }
  at.offset += sizeof header + length;
  return std::optional<std::string>(std::move(record));
}

std::vector<std::string> Journal::outputs() const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, cursor] : cursors_) names.push_back(name);
  return names;
}

std::optional<Journal::Position> Journal::cursor(const std::string& output) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto it = cursors_.find(output);
  if (it == cursors_.end()) return std::nullopt;
  return it->second.at;
}

absl::Status Journal::SetCursor(const std::string& output, Position at) {
  std::lock_guard<std::mutex> lock(mutex_);
  Cursor& cursor = cursors_[output];
  if (cursor.fd < 0) {
    const std::string path = directory_ + "/" + std::string(kCursorPrefix) + output;
    cursor.fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (cursor.fd < 0) return Errno(path);
  } else if (cursor.at == at) {
    return absl::OkStatus();
  }
  const bool next_segment = at.segment != cursor.at.segment;
  cursor.at = at;
  const uint64_t stored[2] = {htole64(at.segment), htole64(at.offset)};
  if (pwrite(cursor.fd, stored, sizeof stored, 0) != sizeof stored) {
    return Errno("cursor of " + output);
  }
  if (next_segment) DropPassedSegments();
  return absl::OkStatus();
}

// With mutex_ held.
void Journal::DropPassedSegments() {
  if (cursors_.empty()) return;
  uint64_t first = UINT64_MAX;
  for (const auto& [name, cursor] : cursors_) first = std::min(first, cursor.at.segment);
  while (segments_.size() > 1 && segments_.begin()->first < first) {
    close(segments_.begin()->second.fd);
    unlink(PathOf(segments_.begin()->first).c_str());
    segments_.erase(segments_.begin());
  }
}

// With mutex_ held.
bool Journal::IsAtEnd(const Position& at) const {
  for (auto it = segments_.lower_bound(at.segment); it != segments_.end(); ++it) {
    if (it->second.size > (it->first == at.segment ? at.offset : 0)) return false;
  }
  return true;
}

bool Journal::IsSettled() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return std::all_of(cursors_.begin(), cursors_.end(),
                     [this](const auto& cursor) { return IsAtEnd(cursor.second.at); });
}

uint64_t Journal::appended() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return appended_;
}

uint64_t Journal::bytes() const {
  std::lock_guard<std::mutex> lock(mutex_);
  uint64_t bytes = 0;
  for (const auto& [number, segment] : segments_) bytes += segment.size;
  return bytes;
}

}  // namespace falco_run::outputs

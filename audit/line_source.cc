// SPDX-License-Identifier: Apache-2.0
#include "audit/line_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <utility>

#include "audit/line_reader.h"

namespace falco_run::audit {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPiece = 256 << 10;
// Where inotify is silent (network file systems) files are looked at in these intervals.
constexpr int kLookMs = 1000;
constexpr size_t kRemembered = 1024;
constexpr uint32_t kWatched = IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_MOVED_FROM;

bool SameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

std::string DirectoryOf(const std::string& path) {
  const std::string parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent;
}

// One file, by its name: what has this name now, and what of it was read.
struct File {
  File(std::string file_path, LineReader line_reader)
      : path(std::move(file_path)), reader(std::move(line_reader)) {}
  ~File() {
    if (fd > 0) close(fd);
  }
  File(const File&) = delete;

  const std::string path;
  LineReader reader;
  int fd = -1;
  off_t offset = 0;
};

}  // namespace

class LineSource::Impl {
 public:
  Impl(LineSourceOptions options, EventQueue& queue, Counters& counters)
      : options_(std::move(options)), queue_(queue), counters_(counters), piece_(kPiece, '\0') {}
  ~Impl() {
    if (inotify_ >= 0) close(inotify_);
  }

  absl::Status Open();
  void Run();

 private:
  enum class Read { kEnd, kStopped };

  absl::Status OpenPath(const std::string& path);
  void Watch(const std::string& directory);
  File& Add(const std::string& path);
  bool OpenFile(File& file);
  void CloseFile(File& file);
  std::vector<std::string> ListDirectory(const std::string& path) const;
  void LookForNewFiles();
  Read ReadToEnd(File& file);
  Read FollowOnce(File& file);
  bool Stopped(int fd, int timeout_ms) const;
  bool WaitForChange() const;

  const LineSourceOptions options_;
  EventQueue& queue_;
  Counters& counters_;
  std::string piece_;
  std::vector<std::string> directories_;
  std::vector<std::unique_ptr<File>> files_;
  std::map<std::string, File*> by_path_;
  std::map<std::pair<dev_t, ino_t>, off_t> done_;  // files of other names: how far they were read
  int inotify_ = -1;
};

absl::Status LineSource::Impl::Open() {
  if (options_.follow) inotify_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  for (const std::string& path : options_.paths) {
    if (absl::Status s = OpenPath(path); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status LineSource::Impl::OpenPath(const std::string& path) {
  if (path == "-") {
    Add(path).fd = STDIN_FILENO;
    return absl::OkStatus();
  }
  std::error_code error;
  if (fs::is_directory(path, error)) {
    directories_.push_back(path);
    Watch(path);
    for (const std::string& file : ListDirectory(path)) Add(file);
    return absl::OkStatus();
  }
  Watch(DirectoryOf(path));
  if (OpenFile(Add(path))) return absl::OkStatus();
  const int reason = errno;
  if (options_.follow && reason == ENOENT && fs::is_directory(DirectoryOf(path), error)) {
    return absl::OkStatus();
  }
  return absl::NotFoundError(path + ": " + std::strerror(reason));
}

void LineSource::Impl::Watch(const std::string& directory) {
  if (inotify_ >= 0) inotify_add_watch(inotify_, directory.c_str(), kWatched);
}

File& LineSource::Impl::Add(const std::string& path) {
  files_.push_back(std::make_unique<File>(
      path, LineReader(path == "-" ? "stdin" : path, queue_, counters_, options_.on_problem)));
  by_path_[path] = files_.back().get();
  return *files_.back();
}

bool LineSource::Impl::OpenFile(File& file) {
  // O_NONBLOCK: a FIFO must not hold us.
  file.fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  file.offset = 0;
  file.reader.Restart();
  struct stat st;
  if (file.fd < 0 || fstat(file.fd, &st) != 0) return false;
  // A file that had another name when it was read goes on where that ended.
  const auto known = done_.find({st.st_dev, st.st_ino});
  if (known != done_.end() && known->second <= st.st_size) {
    file.offset = lseek(file.fd, known->second, SEEK_SET);
  }
  return true;
}

void LineSource::Impl::CloseFile(File& file) {
  struct stat st;
  if (done_.size() >= kRemembered) done_.clear();
  if (fstat(file.fd, &st) == 0) done_[{st.st_dev, st.st_ino}] = file.offset;
  close(file.fd);
  file.fd = -1;
}

// The oldest first.
std::vector<std::string> LineSource::Impl::ListDirectory(const std::string& path) const {
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string name = entry.path().filename();
    if (name.starts_with(".") || !entry.is_regular_file(error)) continue;
    found.emplace_back(entry.last_write_time(error), entry.path());
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> files;
  for (auto& [time, file] : found) files.push_back(std::move(file));
  return files;
}

// In directories. A file that was renamed was read under its old name.
void LineSource::Impl::LookForNewFiles() {
  for (const std::string& directory : directories_) {
    for (const std::string& path : ListDirectory(directory)) {
      if (by_path_.count(path) != 0) continue;
      struct stat now;
      struct stat known;
      const bool renamed =
          stat(path.c_str(), &now) == 0 &&
          std::any_of(files_.begin(), files_.end(), [&](const auto& file) {
            return file->fd >= 0 && fstat(file->fd, &known) == 0 && SameFile(now, known);
          });
      if (renamed) {
        by_path_[path] = nullptr;
      } else {
        Add(path);
      }
    }
  }
}

bool LineSource::Impl::Stopped(int fd, int timeout_ms) const {
  pollfd fds[] = {{options_.stop_fd, POLLIN, 0}, {fd, POLLIN, 0}};
  while (poll(fds, 2, timeout_ms) < 0 && errno == EINTR) {
  }
  return (fds[0].revents & POLLIN) != 0;
}

LineSource::Impl::Read LineSource::Impl::ReadToEnd(File& file) {
  for (;;) {
    if (Stopped(file.fd, -1)) return Read::kStopped;
    const ssize_t n = read(file.fd, piece_.data(), piece_.size());
    if (n > 0) {
      file.offset += n;
      const std::string_view bytes(piece_.data(), static_cast<size_t>(n));
      if (!file.reader.Feed(bytes)) return Read::kStopped;
    } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
      return Read::kEnd;
    }
  }
}

LineSource::Impl::Read LineSource::Impl::FollowOnce(File& file) {
  if (file.fd < 0 && !OpenFile(file)) return Read::kEnd;
  struct stat open_one;
  struct stat named;
  // Before reading: what was written before the file was replaced is read below.
  const bool replaced = fstat(file.fd, &open_one) == 0 && stat(file.path.c_str(), &named) == 0 &&
                        !SameFile(open_one, named);
  if (open_one.st_size < file.offset) {  // cut short
    lseek(file.fd, 0, SEEK_SET);
    file.offset = 0;
    file.reader.Finish();
    file.reader.Restart();
  }
  if (ReadToEnd(file) == Read::kStopped) return Read::kStopped;
  if (!replaced) return Read::kEnd;
  if (!file.reader.Finish()) return Read::kStopped;
  CloseFile(file);
  return OpenFile(file) ? ReadToEnd(file) : Read::kEnd;
}

// False: stopped.
bool LineSource::Impl::WaitForChange() const {
  if (Stopped(inotify_, kLookMs)) return false;
  alignas(inotify_event) char events[4096];
  while (inotify_ >= 0 && read(inotify_, events, sizeof events) > 0) {
  }
  return true;
}

void LineSource::Impl::Run() {
  if (!options_.follow) {
    for (const auto& file : files_) {
      if (file->fd < 0 && !OpenFile(*file)) continue;  // it is gone
      if (ReadToEnd(*file) == Read::kStopped || !file->reader.Finish()) break;
      CloseFile(*file);
    }
    return;
  }
  do {
    LookForNewFiles();
    for (size_t i = 0; i < files_.size(); ++i) {
      const bool stdin_file = files_[i]->path == "-";
      const Read r = stdin_file ? ReadToEnd(*files_[i]) : FollowOnce(*files_[i]);
      if (r == Read::kStopped) return;
    }
  } while (WaitForChange());
}

LineSource::LineSource(LineSourceOptions options, EventQueue& queue, Counters& counters)
    : impl_(std::make_unique<Impl>(std::move(options), queue, counters)) {}

LineSource::~LineSource() = default;

absl::Status LineSource::Open() { return impl_->Open(); }

void LineSource::Run() { impl_->Run(); }

}  // namespace falco_run::audit

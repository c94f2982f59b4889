// SPDX-License-Identifier: Apache-2.0
#include "app/file_watcher.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <utility>

#include "http/quiet_thread.h"

namespace falco_run::app {
namespace {

namespace fs = std::filesystem;

constexpr int kQuietMs = 100;
// A directory that is written to all the time, by the program perhaps, is never quiet.
constexpr std::chrono::milliseconds kPatience{1000};

std::set<std::string> DirectoriesOf(const std::vector<std::string>& paths) {
  std::set<std::string> directories;
  for (const std::string& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) directories.insert(path);
    const fs::path parent = fs::absolute(path, error).parent_path();
    if (!parent.empty()) directories.insert(parent);
  }
  return directories;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileWatcher>> FileWatcher::Start(
    const std::vector<std::string>& paths, std::function<void()> changed) {
  auto watcher = std::unique_ptr<FileWatcher>(new FileWatcher);
  watcher->inotify_ = tracer::UniqueFd(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  watcher->stop_ = tracer::UniqueFd(eventfd(0, EFD_CLOEXEC));
  if (watcher->inotify_.get() < 0 || watcher->stop_.get() < 0) {
    return absl::ErrnoToStatus(errno, "files cannot be watched");
  }
  for (const std::string& directory : DirectoriesOf(paths)) {
    constexpr uint32_t kEvents =
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR;
    // One that is not there, or a lack of watches, costs the reload, not the run.
    (void)inotify_add_watch(watcher->inotify_.get(), directory.c_str(), kEvents);
  }
  watcher->thread_ = http::StartQuietThread(
      [w = watcher.get(), changed = std::move(changed)] { w->Run(changed); });
  return watcher;
}

FileWatcher::~FileWatcher() {
  if (!thread_.joinable()) return;
  (void)eventfd_write(stop_.get(), 1);
  thread_.join();
}

bool FileWatcher::Wait(int timeout_ms, bool& happened) {
  pollfd fds[2] = {{inotify_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
  const int ready = poll(fds, 2, timeout_ms);
  if (fds[1].revents != 0) return true;
  happened = ready > 0 && fds[0].revents != 0;
  char events[4096];
  while (happened && read(inotify_.get(), events, sizeof events) > 0) {
  }
  return false;
}

void FileWatcher::Run(const std::function<void()>& changed) {
  while (true) {
    bool happened = false;
    if (Wait(-1, happened)) return;
    if (!happened) continue;
    const auto latest = std::chrono::steady_clock::now() + kPatience;
    while (happened && std::chrono::steady_clock::now() < latest) {
      if (Wait(kQuietMs, happened)) return;
    }
    changed();
  }
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_FILE_WATCHER_H_
#define FALCO_RUN_APP_FILE_WATCHER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "tracer/unique_fd.h"

namespace falco_run::app {

// Tells when something happened to files, by inotify(7) on the directories that they are in: files
// are replaced by renaming, and in Kubernetes by a link to another directory.
//
//   auto watcher = FileWatcher::Start({"/etc/falco/rules.d"}, [] { Reload(); });
class FileWatcher {
 public:
  // `changed` is called on a thread of the watcher, once nothing has happened for 100 ms, or
  // after a second; it may also be called for nothing. Paths that do not exist yet are noticed when
  // they do.
  static absl::StatusOr<std::unique_ptr<FileWatcher>> Start(const std::vector<std::string>& paths,
                                                            std::function<void()> changed);
  ~FileWatcher();

 private:
  FileWatcher() = default;
  void Run(const std::function<void()>& changed);
  // Whether it is to end; otherwise something happened, or `timeout_ms` are over (-1: never).
  bool Wait(int timeout_ms, bool& happened);

  tracer::UniqueFd inotify_;
  tracer::UniqueFd stop_;
  std::thread thread_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_FILE_WATCHER_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_AUDIT_LINE_SOURCE_H_
#define FALCO_RUN_AUDIT_LINE_SOURCE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "audit/counters.h"
#include "audit/event_queue.h"

namespace falco_run::audit {

struct LineSourceOptions {
  std::vector<std::string> paths;  // files, directories; "-" is stdin
  bool follow = false;             // wait for what is appended, and for new files
  int stop_fd = -1;                // readable: stop
  // Called with "FILE:LINE: what is wrong" of lines that are no events; on the source's thread.
  std::function<void(const std::string&)> on_problem = [](const std::string&) {};
};

// Reads events from files of JSON lines: one event, or one list of events, a line.
//
// The files of a directory are read from the oldest to the newest. Following, a file that is
// renamed and made anew (or cut short, by copytruncate) is read to its end and then from its new
// beginning; so are files that come later, also into a directory that was empty.
class LineSource {
 public:
  // Neither is owned.
  LineSource(LineSourceOptions options, EventQueue& queue, Counters& counters);
  ~LineSource();

  // NotFound: a path cannot be opened; with `follow` a file may come later, but its directory must
  // exist.
  absl::Status Open();

  // Reads until the end, or until it is stopped. On a thread of its own if others push, too.
  void Run();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace falco_run::audit

#endif  // FALCO_RUN_AUDIT_LINE_SOURCE_H_

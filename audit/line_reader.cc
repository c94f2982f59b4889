// SPDX-License-Identifier: Apache-2.0
#include "audit/line_reader.h"

namespace falco_run::audit {
namespace {

constexpr size_t kLongestLine = 12 << 20;
constexpr size_t kKeep = 1 << 20;

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

}  // namespace

bool LineReader::Feed(std::string_view bytes) {
  Batch batch;
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const bool complete = end != bytes.npos;
    const std::string_view piece = bytes.substr(0, end);
    bytes.remove_prefix(complete ? end + 1 : bytes.size());
    if (complete && rest_.empty() && !skipping_) {
      TakeLine(piece, batch);
      continue;
    }
    if (rest_.size() + piece.size() > kLongestLine) {
      if (!skipping_) {
        ++counters_.malformed;
        on_problem_(name_ + ":" + std::to_string(line_ + 1) + ": the line is longer than 12 MiB");
      }
      skipping_ = true;
      rest_.clear();
    }
    if (!skipping_) rest_ += piece;
    if (!complete) continue;
    if (skipping_) {
      ++line_;
    } else {
      TakeLine(rest_, batch);
    }
    skipping_ = false;
    rest_.clear();
    if (rest_.capacity() > kKeep) rest_.shrink_to_fit();
  }
  return Push(batch);
}

bool LineReader::Finish() {
  Batch batch;
  if (!rest_.empty()) TakeLine(rest_, batch);
  rest_.clear();
  skipping_ = false;
  return Push(batch);
}

void LineReader::TakeLine(std::string_view line, Batch& batch) {
  ++line_;
  if (IsBlank(line)) return;
  std::string problem;
  if (absl::Status s = splitter_.Split(line, split_); !s.ok()) {
    ++counters_.malformed;
    counters_.bytes += line.size();
    problem = "no JSON: " + std::string(s.message());
  } else {
    batch.Append(line, split_);
    counters_.Count(split_, line.size());
    problem = split_.first_fault;
  }
  if (!problem.empty()) on_problem_(name_ + ":" + std::to_string(line_) + ": " + problem);
}

}  // namespace falco_run::audit

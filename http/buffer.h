// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_BUFFER_H_
#define FALCO_RUN_HTTP_BUFFER_H_

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace falco_run::http {

// Bytes that were read and not yet understood.
//
//   std::span<char> room = buffer.Room();   // read into it
//   buffer.Commit(n);
//   buffer.Consume(parser.Feed(buffer.view()));
class Buffer {
 public:
  // At least 4 KiB behind what is kept.
  std::span<char> Room() {
    if (begin_ > 0) {
      std::memmove(data_.data(), data_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (data_.size() - end_ < kStep) data_.resize(end_ + kStep);
    return std::span<char>(data_).subspan(end_);
  }
  void Commit(size_t bytes) { end_ += bytes; }
  std::string_view view() const { return {data_.data() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }

  void Consume(size_t bytes) {
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // More room for what will be long.
  void Widen() {
    if (data_.size() < kWide) data_.resize(kWide);
  }
  void Clear() { begin_ = end_ = 0; }
  // Gives back what Widen took, if nothing is kept.
  void Narrow() {
    if (empty() && data_.size() > 2 * kStep) std::vector<char>().swap(data_);
  }

 private:
  static constexpr size_t kStep = 4096;
  static constexpr size_t kWide = 16384;

  std::vector<char> data_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_BUFFER_H_

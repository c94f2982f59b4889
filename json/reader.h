// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_JSON_READER_H_
#define FALCO_RUN_JSON_READER_H_

// The SIMD that every x86-64 has.
#define RAPIDJSON_SSE2
#include <rapidjson/reader.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace falco_run::json {

// A copy of a text that is read in place: strings lose their escapes where they stand, so that
// views into the buffer are all that is handed out. Kept between texts; shrinks after a large one.
class Buffer {
 public:
  Buffer() = default;

  // Copies the text and mends what RapidJSON would refuse although it is JSON: half surrogates
  // become U+FFFD. O(size).
  void Assign(std::string_view text);

  // Cuts numbers that no double can hold; O(size).
  void CutLargeNumbers();

  char* data() { return data_.data(); }
  const char* data() const { return data_.data(); }
  size_t size() const { return size_; }

 private:
  std::vector<char> data_;
  size_t size_ = 0;
};

// InvalidArgument: "at byte 17: Missing a colon after a name of object member."
absl::Status ReadError(const rapidjson::ParseResult& result);
absl::Status TrailingNul(size_t offset);

// Where in the text the reader stands; for handlers, exact at the beginning ('{', '[' not yet
// taken) and the end ('}', ']' not yet taken) of objects and arrays.
class Place {
 public:
  explicit Place(const rapidjson::InsituStringStream& stream) : stream_(stream) {}
  size_t offset() const { return static_cast<size_t>(stream_.src_ - stream_.head_); }

 private:
  const rapidjson::InsituStringStream& stream_;
};

// Reads the text in `buffer` and tells `handler`:
//
//   bool Null(), Bool(bool), RawNumber(const char*, SizeType, bool), String(...), Key(...),
//   StartObject(), EndObject(SizeType), StartArray(), EndArray(SizeType)
//   void Begin(const Place&)     before all; again when the text is read a second time
//
// False from the handler ends the reading with kParseErrorTermination; the handler knows why.
// Does not recurse. Refills the buffer from `text` for the second time.
template <typename Handler>
absl::Status Read(std::string_view text, Buffer& buffer, Handler& handler) {
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  buffer.Assign(text);
  rapidjson::Reader reader;
  for (bool again = false;; again = true) {
    rapidjson::InsituStringStream stream(buffer.data());
    const Place place(stream);
    handler.Begin(place);
    const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
    if (!result.IsError()) {
      // RapidJSON takes a zero byte for the end.
      return place.offset() == text.size() ? absl::OkStatus() : TrailingNul(place.offset());
    }
    if (again || result.Code() != rapidjson::kParseErrorNumberTooBig) return ReadError(result);
    buffer.Assign(text);
    buffer.CutLargeNumbers();
  }
}

}  // namespace falco_run::json

#endif  // FALCO_RUN_JSON_READER_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_JSON_DOCUMENT_H_
#define FALCO_RUN_JSON_DOCUMENT_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "json/reader.h"

namespace falco_run::json {

enum class Kind : uint8_t { kNull, kFalse, kTrue, kNumber, kString, kObject, kArray };

// One value of a document. A value comes before what it contains, so that a document is an array
// and whole subtrees are skipped by one addition.
struct Node {
  uint32_t key = 0;  // offsets into the buffer
  uint32_t text = 0;
  uint32_t text_size = 0;
  uint32_t nodes = 1;  // with all that is inside
  uint32_t key_size : 29;
  uint32_t kind : 3;

  Node() : key_size(0), kind(0) {}
};

// A value, or nothing (where there is no such value). A view: valid as long as its document is
// not parsed again.
class Value {
 public:
  Value() = default;
  Value(const Node* node, const char* buffer) : node_(node), buffer_(buffer) {}

  explicit operator bool() const { return node_ != nullptr; }
  Kind kind() const { return static_cast<Kind>(node_->kind); }
  bool Is(Kind kind) const { return node_ != nullptr && this->kind() == kind; }
  // Neither absent nor null.
  bool present() const { return node_ != nullptr && kind() != Kind::kNull; }

  // Of a scalar: a string without quotes and escapes, everything else as it was written.
  std::string_view text() const {
    switch (kind()) {
      case Kind::kNull:
        return "null";
      case Kind::kFalse:
        return "false";
      case Kind::kTrue:
        return "true";
      default:
        return {buffer_ + node_->text, node_->text_size};
    }
  }
  std::string_view key() const { return {buffer_ + node_->key, node_->key_size}; }

  // The member of an object; of equal names the last. Nothing if it is no object or has none.
  // O(members).
  Value operator[](std::string_view key) const;
  // The item of an array; nothing beyond its end. O(index).
  Value operator[](size_t index) const;

  // Members of an object or items of an array: for (Value v : value) ...
  class Iterator {
   public:
    Iterator(const Node* node, const char* buffer) : node_(node), buffer_(buffer) {}
    Value operator*() const { return Value(node_, buffer_); }
    Iterator& operator++() {
      node_ += node_->nodes;
      return *this;
    }
    bool operator!=(const Iterator& o) const { return node_ != o.node_; }

   private:
    const Node* node_;
    const char* buffer_;
  };
  Iterator begin() const { return Iterator(node_ == nullptr ? nullptr : node_ + 1, buffer_); }
  Iterator end() const {
    return Iterator(node_ == nullptr ? nullptr : node_ + node_->nodes, buffer_);
  }
  const Node* node() const { return node_; }
  const char* buffer() const { return buffer_; }

 private:
  const Node* node_ = nullptr;
  const char* buffer_ = nullptr;
};

// What a pointer of RFC 6901 names: "/spec/containers/0/image"; "" is the value itself. A pointer
// without its first slash is taken as if it had one.
Value Find(Value value, std::string_view pointer);

struct Limits {
  size_t size = 16 << 20;  // bytes
  size_t values = 2 << 20;
  size_t depth = 10000;
};

// A parsed text. Parsing again reuses the memory: a steady stream of texts allocates next to
// nothing.
//
//   Document document;
//   if (document.Parse(R"({"spec": {"hostPID": true}})").ok()) {
//     document.root()["spec"]["hostPID"].text();  // "true"
//   }
class Document {
 public:
  explicit Document(const Limits& limits = {}) : limits_(limits) {}

  // InvalidArgument: no JSON, with the byte. ResourceExhausted: beyond a limit. Afterwards the
  // document is empty: root() is nothing. O(size).
  absl::Status Parse(std::string_view text);

  Value root() const { return nodes_.empty() ? Value() : Value(nodes_.data(), buffer_.data()); }

 private:
  friend class DocumentBuilder;
  const Limits limits_;
  Buffer buffer_;
  std::vector<Node> nodes_;
  std::vector<uint32_t> open_;  // objects and arrays that are not yet complete
};

}  // namespace falco_run::json

#endif  // FALCO_RUN_JSON_DOCUMENT_H_

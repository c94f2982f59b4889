// SPDX-License-Identifier: Apache-2.0
#include "json/document.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace falco_run::json {

// Appends the values of a text to a document as the reader meets them.
class DocumentBuilder {
 public:
  using Size = rapidjson::SizeType;

  explicit DocumentBuilder(Document& document) : d_(document) {}

  void Begin(const Place&) {
    d_.nodes_.clear();
    d_.open_.clear();
    key_ = key_size_ = 0;
    exceeded_ = "";
  }
  bool Null() { return Add(Kind::kNull, {}); }
  bool Bool(bool b) { return Add(b ? Kind::kTrue : Kind::kFalse, {}); }
  bool RawNumber(const char* text, Size size, bool) { return Add(Kind::kNumber, {text, size}); }
  bool String(const char* text, Size size, bool) { return Add(Kind::kString, {text, size}); }
  bool Key(const char* text, Size size, bool) {
    key_ = Offset(text);
    key_size_ = size;
    return true;
  }
  bool StartObject() { return Open(Kind::kObject); }
  bool EndObject(Size) { return Close(); }
  bool StartArray() { return Open(Kind::kArray); }
  bool EndArray(Size) { return Close(); }
  // Numbers are asked for as texts.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  const std::string& exceeded() const { return exceeded_; }

 private:
  uint32_t Offset(const char* p) const { return static_cast<uint32_t>(p - d_.buffer_.data()); }

  bool Add(Kind kind, std::string_view text) {
    if (d_.nodes_.size() >= d_.limits_.values) {
      exceeded_ = "more than " + std::to_string(d_.limits_.values) + " values";
      return false;
    }
    Node& node = d_.nodes_.emplace_back();
    node.kind = static_cast<uint32_t>(kind);
    node.key = key_;
    node.key_size = key_size_;
    key_size_ = 0;
    if (kind == Kind::kNumber || kind == Kind::kString) {
      node.text = Offset(text.data());
      node.text_size = static_cast<uint32_t>(text.size());
    }
    return true;
  }

  bool Open(Kind kind) {
    if (d_.open_.size() >= d_.limits_.depth) {
      exceeded_ = "nested more than " + std::to_string(d_.limits_.depth) + " deep";
      return false;
    }
    d_.open_.push_back(static_cast<uint32_t>(d_.nodes_.size()));
    return Add(kind, {});
  }

  bool Close() {
    const uint32_t node = d_.open_.back();
    d_.open_.pop_back();
    d_.nodes_[node].nodes = static_cast<uint32_t>(d_.nodes_.size()) - node;
    return true;
  }

  Document& d_;
  uint32_t key_ = 0;
  uint32_t key_size_ = 0;
  std::string exceeded_;
};

absl::Status Document::Parse(std::string_view text) {
  constexpr size_t kKeep = 1 << 15;
  if (nodes_.capacity() > kKeep && text.size() < kKeep) std::vector<Node>().swap(nodes_);
  nodes_.clear();
  if (text.size() > limits_.size) {
    return absl::ResourceExhaustedError("larger than " + std::to_string(limits_.size) + " bytes");
  }
  DocumentBuilder builder(*this);
  const absl::Status status = Read(text, buffer_, builder);
  if (status.ok()) return status;
  nodes_.clear();
  return builder.exceeded().empty() ? status : absl::ResourceExhaustedError(builder.exceeded());
}

Value Value::operator[](std::string_view key) const {
  Value found;
  if (!Is(Kind::kObject)) return found;
  for (Value member : *this) {
    if (member.key() == key) found = member;
  }
  return found;
}

Value Value::operator[](size_t index) const {
  if (!Is(Kind::kArray)) return Value();
  for (Value item : *this) {
    if (index-- == 0) return item;
  }
  return Value();
}

namespace {

// "~1" is a slash, "~0" a tilde.
std::string Unescape(std::string_view token) {
  std::string text;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1')) {
      text += token[++i] == '0' ? '~' : '/';
    } else {
      text += token[i];
    }
  }
  return text;
}

Value Step(Value value, std::string_view token) {
  if (value.Is(Kind::kObject)) {
    return token.find('~') == token.npos ? value[token] : value[std::string_view(Unescape(token))];
  }
  size_t index = 0;
  const auto r = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool number = !token.empty() && r.ec == std::errc() && r.ptr == token.end() &&
                      (token[0] != '0' || token.size() == 1);
  return number ? value[index] : Value();
}

}  // namespace

Value Find(Value value, std::string_view pointer) {
  while (value && !pointer.empty()) {
    if (pointer[0] == '/') pointer.remove_prefix(1);
    const size_t slash = std::min(pointer.find('/'), pointer.size());
    value = Step(value, pointer.substr(0, slash));
    pointer.remove_prefix(slash);
  }
  return value;
}

}  // namespace falco_run::json

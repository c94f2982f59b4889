// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_YAML_YAML_TREE_H_
#define FALCO_RUN_YAML_YAML_TREE_H_

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/yaml_place.h"
#include "yaml/yaml_snapshot.h"

namespace falco_run {

// A node of a parsed YAML text; a view, valid as long as its YamlTree. A default one stands for
// something that is not there: all questions about it are answered with no or empty.
class YamlNode {
 public:
  struct Entry;

  YamlNode() = default;

  bool IsDefined() const { return data_ != nullptr; }
  bool IsNull() const { return Is(Kind::kNull); }
  bool IsScalar() const { return Is(Kind::kScalar); }
  bool IsSequence() const { return Is(Kind::kSequence); }
  bool IsMap() const { return Is(Kind::kMap); }

  // A scalar's text, its escapes resolved.
  const std::string& Scalar() const;
  // In quotes: text, whatever it looks like.
  bool IsQuoted() const;
  YamlPlace place() const;

  // The elements of a sequence.
  const std::vector<YamlNode>& items() const;
  // The keys and values of a map, in their order.
  const std::vector<Entry>& entries() const;
  // The value of the first entry with this key.
  YamlNode operator[](std::string_view key) const;

 private:
  friend class YamlTree;
  friend class YamlTreeBuilder;
  friend class YamlSnapshotReader;
  friend class YamlSnapshotWriter;
  enum class Kind : uint8_t { kNull, kScalar, kSequence, kMap };
  struct Data;

  explicit YamlNode(Data* data) : data_(data) {}
  bool Is(Kind kind) const;

  Data* data_ = nullptr;
};

struct YamlNode::Entry {
  YamlNode first;
  YamlNode second;
};

struct YamlNode::Data {
  Kind kind = Kind::kNull;
  bool quoted = false;
  YamlPlace place;
  std::string scalar;
  std::vector<YamlNode> items;
  std::vector<Entry> entries;
};

// All documents of a YAML text.
class YamlTree {
 public:
  // Throws what yaml-cpp throws (YAML::Exception with a mark), so callers must catch. O(text).
  //
  // Ends for every text: yaml-cpp 0.7 does not step over a ',' outside of brackets and would
  // make empty documents of it until memory is used up.
  explicit YamlTree(const std::string& text);

  // Of a text that was parsed before, by TakeYamlSnapshot().
  explicit YamlTree(const YamlSnapshot& snapshot);

  YamlTree(const YamlTree&) = delete;
  YamlTree& operator=(const YamlTree&) = delete;

  const std::vector<YamlNode>& documents() const { return documents_; }

 private:
  friend class YamlTreeBuilder;
  friend class YamlSnapshotReader;
  std::deque<YamlNode::Data> nodes_;
  std::vector<YamlNode> documents_;
};

}  // namespace falco_run

#endif  // FALCO_RUN_YAML_YAML_TREE_H_

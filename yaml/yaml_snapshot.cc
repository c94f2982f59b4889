// SPDX-License-Identifier: Apache-2.0
#include "yaml/yaml_snapshot.h"

#include <utility>

#include "yaml/yaml_tree.h"

namespace falco_run {

class YamlSnapshotWriter {
 public:
  void Add(YamlNode node) {
    if (!node.IsDefined()) return AddNumbers(YamlNode::Kind::kNull, node, 0);
    AddNumbers(node.data_->kind, node, LengthOf(node));
    if (node.IsScalar()) parts_.scalars.push_back(node.Scalar());
    for (const YamlNode& item : node.items()) Add(item);
    for (const YamlNode::Entry& entry : node.entries()) {
      Add(entry.first);
      Add(entry.second);
    }
  }

  void AddCount(size_t n) { parts_.nodes.push_back(static_cast<uint32_t>(n)); }

  YamlSnapshotParts Take() { return std::move(parts_); }

 private:
  static size_t LengthOf(YamlNode node) {
    if (node.IsScalar()) return node.Scalar().size();
    return node.IsMap() ? node.entries().size() : node.items().size();
  }

  void AddNumbers(YamlNode::Kind kind, YamlNode node, size_t length) {
    const YamlPlace place = node.place();
    const uint32_t quoted = node.IsQuoted() ? YamlSnapshot::kQuoted : 0;
    for (const uint32_t n : {static_cast<uint32_t>(kind) | quoted, place.offset, place.line,
                             place.column, static_cast<uint32_t>(length)}) {
      parts_.nodes.push_back(n);
    }
  }

  YamlSnapshotParts parts_;
};

YamlSnapshotParts TakeYamlSnapshot(const YamlTree& tree) {
  YamlSnapshotWriter writer;
  writer.AddCount(tree.documents().size());
  for (const YamlNode& document : tree.documents()) writer.Add(document);
  return writer.Take();
}

class YamlSnapshotReader {
 public:
  YamlSnapshotReader(const YamlSnapshot& snapshot, YamlTree& tree)
      : snapshot_(snapshot), tree_(tree) {}

  void Read() {
    const uint32_t documents = snapshot_.nodes[at_++];
    for (uint32_t i = 0; i < documents; ++i) tree_.documents_.push_back(ReadNode());
  }

 private:
  YamlNode ReadNode() {
    const auto numbers = snapshot_.nodes.subspan(at_, YamlSnapshot::kNumbersPerNode);
    at_ += YamlSnapshot::kNumbersPerNode;
    YamlNode::Data& data = tree_.nodes_.emplace_back();
    data.kind = static_cast<YamlNode::Kind>(numbers[0] & ~YamlSnapshot::kQuoted);
    data.quoted = (numbers[0] & YamlSnapshot::kQuoted) != 0;
    data.place = {numbers[1], numbers[2], numbers[3]};
    const uint32_t length = numbers[4];
    if (data.kind == YamlNode::Kind::kScalar) {
      data.scalar = snapshot_.scalars.substr(scalar_at_, length);
      scalar_at_ += length;
    } else if (data.kind == YamlNode::Kind::kMap) {
      data.entries.reserve(length);
      for (uint32_t i = 0; i < length; ++i) {
        const YamlNode key = ReadNode();
        data.entries.push_back({key, ReadNode()});
      }
    } else {
      data.items.reserve(length);
      for (uint32_t i = 0; i < length; ++i) data.items.push_back(ReadNode());
    }
    return YamlNode(&data);
  }

  const YamlSnapshot& snapshot_;
  YamlTree& tree_;
  size_t at_ = 0;
  size_t scalar_at_ = 0;
};

YamlTree::YamlTree(const YamlSnapshot& snapshot) { YamlSnapshotReader(snapshot, *this).Read(); }

}  // namespace falco_run

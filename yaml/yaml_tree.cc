// SPDX-License-Identifier: Apache-2.0
#include "yaml/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace falco_run {
namespace {

YamlPlace ToPlace(const YAML::Mark& mark) {
  const auto number = [](int n) { return static_cast<uint32_t>(std::max(n, 0)); };
  return {number(mark.pos), number(mark.line), number(mark.column)};
}

}  // namespace

// Builds a document's tree from the parser's events. (YAML::Node would do, but takes several
// times as long.)
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  explicit YamlTreeBuilder(YamlTree& tree) : tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (mark.pos == last_start_) {
      throw YAML::ParserException(mark, "this is neither the end of a document nor part of one");
    }
    last_start_ = mark.pos;
    root_ = YamlNode();
    open_.clear();
    anchors_.clear();
  }
  void OnDocumentEnd() override { tree_.documents_.push_back(root_); }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Place(New(YamlNode::Kind::kNull, mark, anchor));
  }
  void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override { Place(anchors_[anchor]); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const YamlNode node = New(YamlNode::Kind::kScalar, mark, anchor);
    node.data_->quoted = tag == "!";
    node.data_->scalar = value;
    Place(node);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(New(YamlNode::Kind::kSequence, mark, anchor));
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(New(YamlNode::Kind::kMap, mark, anchor));
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct Collection {
    YamlNode node;
    bool has_key = false;  // of a map: the next node is a value
  };

  YamlNode New(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    const YamlNode node(&tree_.nodes_.emplace_back());
    node.data_->kind = kind;
    node.data_->place = ToPlace(mark);
    if (anchor != 0) anchors_[anchor] = node;
    return node;
  }

  // Puts a node where the parser is.
  void Place(YamlNode node) {
    if (open_.empty()) {
      root_ = node;
      return;
    }
    Collection& c = open_.back();
    YamlNode::Data& data = *c.node.data_;
    if (data.kind == YamlNode::Kind::kSequence) {
      data.items.push_back(node);
    } else if (!c.has_key) {
      data.entries.push_back({node, YamlNode()});
      c.has_key = true;
    } else {
      data.entries.back().second = node;
      c.has_key = false;
    }
  }

  void Open(YamlNode node) {
    Place(node);
    open_.push_back({node});
  }

  YamlTree& tree_;
  YamlNode root_;
  std::vector<Collection> open_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  int last_start_ = -1;
};

YamlTree::YamlTree(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  YamlTreeBuilder builder(*this);
  while (parser.HandleNextDocument(builder)) {
  }
}

bool YamlNode::Is(Kind kind) const { return data_ != nullptr && data_->kind == kind; }

const std::string& YamlNode::Scalar() const {
  static const auto* const kEmpty = new std::string;
  return data_ == nullptr ? *kEmpty : data_->scalar;
}

bool YamlNode::IsQuoted() const { return data_ != nullptr && data_->quoted; }

YamlPlace YamlNode::place() const { return data_ == nullptr ? YamlPlace() : data_->place; }

const std::vector<YamlNode>& YamlNode::items() const {
  static const auto* const kNone = new std::vector<YamlNode>;
  return data_ == nullptr ? *kNone : data_->items;
}

const std::vector<YamlNode::Entry>& YamlNode::entries() const {
  static const auto* const kNone = new std::vector<Entry>;
  return data_ == nullptr ? *kNone : data_->entries;
}

YamlNode YamlNode::operator[](std::string_view key) const {
  for (const Entry& entry : entries()) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
  }
  return YamlNode();
}

}  // namespace falco_run

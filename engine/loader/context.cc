// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/context.h"

#include <algorithm>
#include <utility>

namespace falco_run::engine {
namespace {

constexpr size_t kHalfSnippet = 80;

// How a condition is named in a location: its beginning, on one line, in quotes.
std::string ConditionName(const std::string& text) {
  std::string name = text.size() > 20 ? text.substr(0, 17) + "..." : text;
  std::replace(name.begin(), name.end(), '\n', ' ');
  std::replace(name.begin(), name.end(), '\r', ' ');
  return "\"" + name + "\"";
}

}  // namespace

struct Context::Node {
  std::shared_ptr<const Node> parent;
  bool has_location = true;
  Location location;
  std::shared_ptr<const std::string> text;  // what the snippet is cut from
  size_t text_offset = 0;
};

Context::Context() : Context(File("", std::make_shared<const std::string>())) {}

Context Context::File(std::string name, std::shared_ptr<const std::string> content) {
  auto node = std::make_shared<Node>();
  node->location.file = std::move(name);
  node->text = std::move(content);
  return Context(std::move(node));
}

Context Context::Item(ItemKind kind, std::string item_name, YamlPlace place) const {
  auto node = std::make_shared<Node>();
  node->parent = node_;
  node->location = {kind,         std::move(item_name), node_->location.file,
                    place.offset, place.line,           place.column};
  node->text = node_->text;
  node->text_offset = place.offset;
  return Context(std::move(node));
}

Context Context::Named(std::string item_name) const {
  auto node = std::make_shared<Node>(*node_);
  node->location.item_name = std::move(item_name);
  return Context(std::move(node));
}

Context Context::InCondition(std::string text, Position position) const {
  auto node = std::make_shared<Node>();
  node->parent = node_;
  node->location = {ItemKind::kConditionExpression,
                    "",
                    ConditionName(text),
                    node_->location.offset + position.offset,
                    node_->location.line + position.line,
                    node_->location.column + position.column};
  node->text = std::make_shared<const std::string>(std::move(text));
  node->text_offset = position.offset;
  return Context(std::move(node));
}

Context Context::InText(std::string text, size_t offset) const {
  auto node = std::make_shared<Node>();
  node->parent = node_;
  node->has_location = false;
  node->location = node_->location;
  node->text = std::make_shared<const std::string>(std::move(text));
  node->text_offset = offset;
  return Context(std::move(node));
}

std::vector<Location> Context::locations() const {
  std::vector<Location> chain;
  for (const Node* node = node_.get(); node != nullptr; node = node->parent.get()) {
    if (node->has_location) chain.push_back(node->location);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

std::string Context::Snippet() const { return MakeSnippet(*node_->text, node_->text_offset); }

std::string MakeSnippet(std::string_view text, size_t offset) {
  // A YAML mark may stand behind the end (`tags:` as the last line) or on the line's end.
  size_t place = std::min(offset, text.size());
  while (place > 0 && (place >= text.size() || text[place] == '\n')) --place;
  size_t begin = place;
  while (begin > 0 && text[begin - 1] != '\n' && place - begin < kHalfSnippet) --begin;
  size_t end = place;
  while (end < text.size() && text[end] != '\n' && end - place < kHalfSnippet) ++end;
  if (begin == end) return "<No context available>\n";

  const bool cut_left = begin > 0 && text[begin - 1] != '\n';
  const bool cut_right = end < text.size() && text[end] != '\n';
  std::string line(text.substr(begin, end - begin));
  if (cut_left && line.size() > 3) line.replace(0, 3, "...");
  if (cut_right && line.size() > 3) line.replace(line.size() - 3, 3, "...");
  // A place at the very end of the text is one behind its last character.
  const size_t column = place - begin + (offset >= text.size() && offset > place ? 1 : 0);
  return line + "\n" + std::string(column, ' ') + "^\n";
}

Position PositionAt(std::string_view text, size_t offset) {
  Position position;
  position.offset = static_cast<uint32_t>(offset);
  for (size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++position.line;
      position.column = 1;
    } else {
      ++position.column;
    }
  }
  return position;
}

}  // namespace falco_run::engine

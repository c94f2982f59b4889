// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_CONTEXT_H_
#define FALCO_RUN_ENGINE_LOADER_CONTEXT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/language/ast.h"
#include "engine/loader/problem.h"
#include "yaml/yaml_place.h"

namespace falco_run::engine {

// Where an item came from: the chain of items around it and the text they were read from.
// Definitions keep their context so that problems found later can name their place. Copies
// are cheap.
class Context {
 public:
  // A place nowhere.
  Context();

  // The whole of a file.
  static Context File(std::string name, std::shared_ptr<const std::string> content);

  // An item inside this one.
  Context Item(ItemKind kind, std::string item_name, YamlPlace place) const;

  // The same place with the item's name filled in.
  Context Named(std::string item_name) const;

  // A place inside this item's value, which reads `text` (a YAML value may stand in the file
  // folded or escaped).
  Context InCondition(std::string text, Position position) const;
  // The same without a location of its own: only the snippet is taken from `text`.
  Context InText(std::string text, size_t offset) const;

  std::vector<Location> locations() const;
  // The line at the innermost place and a line with a ^ below its column, cut to about 160
  // characters.
  std::string Snippet() const;

 private:
  struct Node;
  explicit Context(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

  std::shared_ptr<const Node> node_;
};

// The line of `text` around `offset` with a marker line; "<No context available>" if empty.
std::string MakeSnippet(std::string_view text, size_t offset);

// The line and column of an offset.
Position PositionAt(std::string_view text, size_t offset);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_CONTEXT_H_

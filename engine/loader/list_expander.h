// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_LIST_EXPANDER_H_
#define FALCO_RUN_ENGINE_LOADER_LIST_EXPANDER_H_

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace falco_run::engine {

// A text in which list names were replaced, and the way back to where its parts came from.
class ExpandedText {
 public:
  const std::string& text() const { return text_; }
  // The offset in the unexpanded text; for what a list put in, that of the list's name.
  size_t OriginalOffset(size_t offset) const;

 private:
  friend class ListExpander;
  struct Segment {
    size_t begin;     // in text_
    size_t original;  // in the unexpanded text
    bool verbatim;    // else all of it came from a list's name
  };
  std::string text_;
  std::vector<Segment> segments_;  // by begin
};

// Replaces the names of lists in conditions by their items:
//
//   proc.name in (cat, shells)   with   shells: [sh, "my sh"]
//   proc.name in (cat, sh, "my sh")
//
// A name counts when it stands alone between blanks, `(`, `)`, `,`, `=` or the text's ends,
// wherever that is: a value that equals a list's name is replaced too. An empty list takes a
// neighbouring comma with it. What a list puts in is searched for lists defined after it.
// Differs from upstream, which replaces words inside quoted strings as well.
//
// O(length of the result), whatever the number of lists.
class ListExpander {
 public:
  // Longer results are refused: lists that name lists can grow without bounds.
  static constexpr size_t kMaxLength = 4 << 20;
  // How many lists may name one another in a row.
  static constexpr size_t kMaxDepth = 500;

  // In definition order.
  void Add(std::string name, const std::vector<std::string>& items);

  // Marks as referred to by something other than a condition.
  void MarkUsed(const std::string& name);
  // Whether any Expand() met the list, or MarkUsed() named it.
  bool IsUsed(const std::string& name) const;

  // nullopt: the result would exceed kMaxLength or kMaxDepth.
  std::optional<ExpandedText> Expand(std::string_view text);

 private:
  struct List {
    std::string items;  // as pasted
    bool used = false;
  };
  struct State;

  bool Scan(std::string_view text, size_t first_list, size_t depth, State& state);

  std::vector<List> lists_;
  std::unordered_map<std::string, size_t> index_;
};

// `item` with double quotes around it if it has a blank and no quotes of its own.
std::string QuoteItem(const std::string& item);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_LIST_EXPANDER_H_

// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/list_expander.h"

#include <algorithm>

#include "engine/language/quoting.h"

namespace falco_run::engine {
namespace {

bool IsDelimiter(char c) { return IsBlank(c) || c == '(' || c == ')' || c == ',' || c == '='; }

}  // namespace

size_t ExpandedText::OriginalOffset(size_t offset) const {
  auto after =
      std::upper_bound(segments_.begin(), segments_.end(), offset,
                       [](size_t value, const Segment& segment) { return value < segment.begin; });
  if (after == segments_.begin()) return 0;
  const Segment& segment = *std::prev(after);
  return segment.original + (segment.verbatim ? offset - segment.begin : 0);
}

struct ListExpander::State {
  ExpandedText out;
  std::string key;           // scratch for look-ups
  bool skip_comma = false;   // an empty list found no comma on its left
  bool inside_list = false;  // scanning a list's items
  size_t original = 0;       // of the outermost list's name

  void Append(std::string_view text, size_t offset) {
    auto& segments = out.segments_;
    const size_t begin = out.text_.size();
    if (inside_list) {
      if (segments.empty() || segments.back().verbatim || segments.back().original != original) {
        segments.push_back({begin, original, false});
      }
    } else if (segments.empty() || !segments.back().verbatim ||
               segments.back().original + (begin - segments.back().begin) != offset) {
      segments.push_back({begin, offset, true});
    }
    out.text_ += text;
  }

  // Removes the comma before an empty list, else asks for the one behind it to be skipped.
  void DropComma() {
    std::string& text = out.text_;
    size_t end = text.size();
    while (end > 0 && IsBlank(text[end - 1])) --end;
    if (end == 0 || text[end - 1] != ',') {
      skip_comma = true;
      return;
    }
    text.erase(end - 1);
    auto& segments = out.segments_;
    while (!segments.empty() && segments.back().begin >= text.size()) segments.pop_back();
  }
};

std::string QuoteItem(const std::string& item) {
  const bool quote =
      item.find(' ') != std::string::npos && item.front() != '"' && item.front() != '\'';
  return quote ? '"' + item + '"' : item;
}

void ListExpander::Add(std::string name, const std::vector<std::string>& items) {
  List list;
  for (const std::string& item : items) {
    if (!list.items.empty()) list.items += ", ";
    list.items += QuoteItem(item);
  }
  index_.emplace(std::move(name), lists_.size());
  lists_.push_back(std::move(list));
}

void ListExpander::MarkUsed(const std::string& name) {
  auto it = index_.find(name);
  if (it != index_.end()) lists_[it->second].used = true;
}

bool ListExpander::IsUsed(const std::string& name) const {
  auto it = index_.find(name);
  return it != index_.end() && lists_[it->second].used;
}

std::optional<ExpandedText> ListExpander::Expand(std::string_view text) {
  State state;
  if (!Scan(text, 0, 0, state)) return std::nullopt;
  return std::move(state.out);
}

// Recursion goes to lists of higher index only, so it ends.
bool ListExpander::Scan(std::string_view text, size_t first_list, size_t depth, State& state) {
  if (depth > kMaxDepth) return false;
  size_t at = 0;
  while (at < text.size()) {
    if (state.out.text_.size() > kMaxLength) return false;
    const char c = text[at];
    if (c == ',' && state.skip_comma) {
      state.skip_comma = false;
      ++at;
      continue;
    }
    if (!IsBlank(c)) state.skip_comma = false;
    size_t end = at + 1;
    if (c == '"' || c == '\'') {
      end = std::min(FindQuotedEnd(text, at), text.size());
    } else if (!IsDelimiter(c)) {
      while (end < text.size() && !IsDelimiter(text[end]) && text[end] != '"' &&
             text[end] != '\'') {
        ++end;
      }
    }
    const std::string_view word = text.substr(at, end - at);
    const bool alone =
        (at == 0 || IsDelimiter(text[at - 1])) && (end == text.size() || IsDelimiter(text[end]));
    auto found = index_.end();
    if (alone && !IsDelimiter(c)) {
      state.key.assign(word);
      found = index_.find(state.key);
    }
    if (found == index_.end() || found->second < first_list) {
      state.Append(word, at);
    } else {
      List& list = lists_[found->second];
      list.used = true;
      if (list.items.empty()) {
        state.DropComma();
      } else {
        const bool outermost = !state.inside_list;
        if (outermost) {
          state.inside_list = true;
          state.original = at;
        }
        if (!Scan(list.items, found->second + 1, depth + 1, state)) return false;
        if (outermost) state.inside_list = false;
      }
    }
    at = end;
  }
  return state.out.text_.size() <= kMaxLength;
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/program/text_index.h"

#include <string.h>

#include <algorithm>
#include <tuple>

#include "engine/program/text_match.h"

namespace falco_run::engine {
namespace {

// 12 bits of a pair of bytes; the same for both cases of letters.
uint32_t HashPair(const char* p) {
  uint16_t pair;
  memcpy(&pair, p, sizeof(pair));
  pair |= 0x2020;
  return static_cast<uint32_t>(pair * 0x9e3779b1u) >> 20;
}

// How common a byte is in paths and command lines, roughly.
int Frequency(char c) {
  if (std::string_view("/-.eirstlanoc").find(c) != std::string_view::npos) return 8;
  if (c >= 'a' && c <= 'z') return 4;
  return c >= '0' && c <= '9' ? 3 : 1;
}

size_t RarestPair(std::string_view text) {
  size_t best = 0;
  int least = 1000;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    const int frequency = Frequency(text[i]) * Frequency(text[i + 1]);
    if (frequency < least) {
      least = frequency;
      best = i;
    }
  }
  return best;
}

bool EqualsFolded(std::string_view text, std::string_view folded) {
  return text.size() == folded.size() && ContainsFolded(text, folded);
}

}  // namespace

void TextIndex::Add(Kind kind, std::string_view pattern, uint32_t id) {
  switch (kind) {
    case Kind::kEquals:
    case Kind::kPrefix:
      forward_patterns_.push_back({std::string(pattern), id, kind == Kind::kEquals});
      break;
    case Kind::kSuffix:
      backward_patterns_.push_back({std::string(pattern.rbegin(), pattern.rend()), id, false});
      break;
    case Kind::kContains:
    case Kind::kContainsFolded: {
      std::vector<Needle>& needles = pattern.size() < 2 ? short_needles_ : needles_;
      needles.push_back({std::string(pattern), id, kind == Kind::kContainsFolded});
    }
  }
}

void TextIndex::Build() {
  BuildTree(forward_patterns_, forward_);
  BuildTree(backward_patterns_, backward_);
  BuildNeedles();
}

void TextIndex::BuildNeedles() {
  for (Needle& needle : needles_) {
    needle.pair = RarestPair(needle.text);
    needle.hash = HashPair(needle.text.data() + needle.pair);
    pairs_[needle.hash / 64] |= uint64_t{1} << needle.hash % 64;
  }
  std::sort(needles_.begin(), needles_.end(),
            [](const Needle& a, const Needle& b) { return a.hash < b.hash; });
}

void TextIndex::BuildTree(std::vector<Pattern>& patterns, Tree& tree) {
  if (patterns.empty()) return;
  std::sort(patterns.begin(), patterns.end(), [](const Pattern& a, const Pattern& b) {
    return std::tie(a.text, a.whole, a.id) < std::tie(b.text, b.whole, b.id);
  });
  tree.nodes.emplace_back();
  tree.first.push_back(0);
  BuildNode(patterns, {0, static_cast<uint32_t>(patterns.size())}, 0, 0, tree);
  patterns.clear();
  patterns.shrink_to_fit();
}

// All patterns of the range agree in their first `depth` bytes.
void TextIndex::BuildNode(const std::vector<Pattern>& patterns, Range range, size_t depth,
                          uint32_t node, Tree& tree) {
  uint32_t at = range.begin;
  const auto take = [&](bool whole) {
    Range ids;
    ids.begin = static_cast<uint32_t>(ids_.size());
    for (; at < range.end && patterns[at].text.size() == depth && patterns[at].whole == whole;
         ++at) {
      ids_.push_back(patterns[at].id);
    }
    ids.end = static_cast<uint32_t>(ids_.size());
    return ids;
  };
  tree.nodes[node].open_ids = take(false);
  tree.nodes[node].whole_ids = take(true);

  std::vector<Range> groups;  // by the next byte
  while (at < range.end) {
    Range group = {at, at};
    while (group.end < range.end && patterns[group.end].text[depth] == patterns[at].text[depth]) {
      ++group.end;
    }
    groups.push_back(group);
    at = group.end;
  }
  const auto first = static_cast<uint32_t>(tree.nodes.size());
  tree.nodes[node].children = {first, first + static_cast<uint32_t>(groups.size())};
  for (const Range& group : groups) {
    tree.first.push_back(static_cast<unsigned char>(patterns[group.begin].text[depth]));
    tree.nodes.emplace_back();
  }
  for (size_t i = 0; i < groups.size(); ++i) {
    // Sorted: what the first and the last agree in, all do.
    const std::string& a = patterns[groups[i].begin].text;
    const std::string& b = patterns[groups[i].end - 1].text;
    size_t end = depth + 1;
    while (end < a.size() && end < b.size() && a[end] == b[end]) ++end;
    const auto child = first + static_cast<uint32_t>(i);
    tree.nodes[child].label.begin = static_cast<uint32_t>(tree.labels.size());
    tree.labels.append(a, depth, end - depth);
    tree.nodes[child].label.end = static_cast<uint32_t>(tree.labels.size());
    BuildNode(patterns, groups[i], end, child, tree);
  }
}

template <typename At>
void TextIndex::Walk(const Tree& tree, size_t size, At at, uint64_t* bits) const {
  size_t pos = 0;
  const Node* node = tree.nodes.data();
  while (true) {
    Report(node->open_ids, bits);
    if (pos == size) {
      Report(node->whole_ids, bits);
      return;
    }
    const auto byte = static_cast<unsigned char>(at(pos));
    const Node* next = nullptr;
    for (uint32_t c = node->children.begin; c < node->children.end; ++c) {
      if (tree.first[c] >= byte) {
        if (tree.first[c] == byte) next = &tree.nodes[c];
        break;
      }
    }
    if (next == nullptr) return;
    const uint32_t length = next->label.end - next->label.begin;
    if (length > size - pos) return;
    const char* label = tree.labels.data() + next->label.begin;
    for (uint32_t i = 1; i < length; ++i) {
      if (at(pos + i) != label[i]) return;
    }
    pos += length;
    node = next;
  }
}

void TextIndex::Find(std::string_view text, uint64_t* bits) const {
  const char* data = text.data();
  const size_t size = text.size();
  if (!forward_.empty()) {
    Walk(
        forward_, size, [data](size_t i) { return data[i]; }, bits);
  }
  if (!backward_.empty()) {
    Walk(
        backward_, size, [data, size](size_t i) { return data[size - 1 - i]; }, bits);
  }
  for (const Needle& needle : short_needles_) {
    if ((needle.folded ? ContainsFolded(text, needle.text) : text.find(needle.text) != text.npos))
      bits[needle.id / 64] |= uint64_t{1} << needle.id % 64;
  }
  if (!needles_.empty()) FindNeedles(text, bits);
}

// Most texts hold none of the rarest pairs, and so no needle.
void TextIndex::FindNeedles(std::string_view text, uint64_t* bits) const {
  uint64_t found = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    const uint32_t hash = HashPair(text.data() + i);
    found |= pairs_[hash / 64] >> hash % 64;
  }
  if ((found & 1) == 0) return;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    const uint32_t hash = HashPair(text.data() + i);
    if ((pairs_[hash / 64] >> hash % 64 & 1) != 0) FindNeedlesAt(text, i, hash, bits);
  }
}

// The needles with this rarest pair, which stands at `pair` in the text.
void TextIndex::FindNeedlesAt(std::string_view text, size_t pair, uint32_t hash,
                              uint64_t* bits) const {
  auto needle = std::lower_bound(needles_.begin(), needles_.end(), hash,
                                 [](const Needle& n, uint32_t h) { return n.hash < h; });
  for (; needle != needles_.end() && needle->hash == hash; ++needle) {
    if (needle->pair > pair) continue;
    const std::string_view part = text.substr(pair - needle->pair, needle->text.size());
    if (needle->folded ? EqualsFolded(part, needle->text) : part == needle->text) {
      bits[needle->id / 64] |= uint64_t{1} << needle->id % 64;
    }
  }
}

}  // namespace falco_run::engine

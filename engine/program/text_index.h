// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_TEXT_INDEX_H_
#define FALCO_RUN_ENGINE_PROGRAM_TEXT_INDEX_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace falco_run::engine {

// Looks one text up in many patterns at once.
//
//   TextIndex index;
//   index.Add(TextIndex::Kind::kPrefix, "/etc/", 7);
//   index.Add(TextIndex::Kind::kEquals, "/etc/shadow", 3);
//   index.Build();
//   uint64_t bits[1] = {};
//   index.Find("/etc/passwd", bits);  // sets bit 7
//
// Find() allocates nothing. For equal texts, prefixes and suffixes it takes as long as the text
// and the patterns agree, whatever their number; for texts in the middle about 1 ns a byte
// and a comparison wherever a pattern's rarest pair of bytes occurs.
class TextIndex {
 public:
  enum class Kind : uint8_t {
    kEquals,
    kPrefix,
    kSuffix,
    kContains,
    kContainsFolded,  // in any case; the pattern in lower case
  };

  void Add(Kind kind, std::string_view pattern, uint32_t id);

  // After the last Add().
  void Build();

  // Sets the bits of the ids of all patterns that fit `text`.
  void Find(std::string_view text, uint64_t* bits) const;

 private:
  struct Pattern {
    std::string text;
    uint32_t id;
    bool whole;  // the text must end here
  };
  struct Range {
    uint32_t begin = 0;
    uint32_t end = 0;
  };
  // A radix tree: a node's label leads to it from its parent.
  struct Node {
    Range label;
    Range children;  // nodes, sorted by the first byte of their labels
    Range open_ids;  // of patterns that end here
    Range whole_ids;
  };
  struct Tree {
    std::vector<Node> nodes;
    std::vector<unsigned char> first;  // the first byte of each node's label
    std::string labels;

    bool empty() const { return nodes.empty(); }
  };
  struct Needle {
    std::string text;
    uint32_t id;
    bool folded = false;
    size_t pair = 0;    // where its rarest pair of bytes is
    uint32_t hash = 0;  // of that pair
  };

  void BuildTree(std::vector<Pattern>& patterns, Tree& tree);
  void BuildNode(const std::vector<Pattern>& patterns, Range range, size_t depth, uint32_t node,
                 Tree& tree);
  template <typename At>
  void Walk(const Tree& tree, size_t size, At at, uint64_t* bits) const;
  void BuildNeedles();
  void FindNeedles(std::string_view text, uint64_t* bits) const;
  void FindNeedlesAt(std::string_view text, size_t pair, uint32_t hash, uint64_t* bits) const;
  void Report(Range ids, uint64_t* bits) const {
    for (uint32_t i = ids.begin; i < ids.end; ++i)
      bits[ids_[i] / 64] |= uint64_t{1} << ids_[i] % 64;
  }

  std::vector<Pattern> forward_patterns_, backward_patterns_;
  Tree forward_, backward_;
  std::vector<uint32_t> ids_;
  std::vector<Needle> needles_;        // by hash
  std::vector<Needle> short_needles_;  // of one byte or none
  // Which hashes the needles have.
  std::array<uint64_t, 64> pairs_ = {};
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_TEXT_INDEX_H_

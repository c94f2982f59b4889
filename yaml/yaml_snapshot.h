// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_YAML_YAML_SNAPSHOT_H_
#define FALCO_RUN_YAML_YAML_SNAPSHOT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace falco_run {

class YamlTree;

// A YAML text that was parsed when the executable was built: a view of constants in it. A tree is
// made of it in a fifth of the time that the text takes.
//
//   YamlTree tree(ParsedShippedRules());
//
// `nodes` holds the number of documents, then each node before its children, as 5 numbers: kind
// and quoting, offset, line, column, and how long it is (of a scalar: bytes of `scalars`, which
// has them all in this order; else: elements). What an alias stands for is there once more.
struct YamlSnapshot {
  static constexpr size_t kNumbersPerNode = 5;
  static constexpr uint32_t kQuoted = 1u << 8;  // in the first of them, besides the kind

  std::span<const uint32_t> nodes;
  std::string_view scalars;
};

// What a snapshot of the tree consists of. O(nodes, with those of aliases)
struct YamlSnapshotParts {
  std::vector<uint32_t> nodes;
  std::vector<std::string> scalars;
};
YamlSnapshotParts TakeYamlSnapshot(const YamlTree& tree);

}  // namespace falco_run

#endif  // FALCO_RUN_YAML_YAML_SNAPSHOT_H_

// SPDX-License-Identifier: Apache-2.0
#include "yaml/yaml_snapshot.h"

#include <string>

#include "gtest/gtest.h"
#include "yaml/yaml_tree.h"

namespace falco_run {
namespace {

// Everything that a node tells, places included.
std::string Describe(YamlNode node) {
  if (!node.IsDefined()) return "undefined";
  const YamlPlace place = node.place();
  std::string text = std::to_string(place.offset) + "/" + std::to_string(place.line) + "/" +
                     std::to_string(place.column);
  if (node.IsNull()) text += " null";
  if (node.IsScalar()) text += (node.IsQuoted() ? " quoted " : " plain ") + node.Scalar();
  if (node.IsSequence()) text += " sequence";
  if (node.IsMap()) text += " map";
  for (const YamlNode& item : node.items()) text += "\n- " + Describe(item);
  for (const YamlNode::Entry& entry : node.entries()) {
    text += "\n? " + Describe(entry.first) + "\n: " + Describe(entry.second);
  }
  return text;
}

std::string Describe(const YamlTree& tree) {
  std::string text;
  for (const YamlNode& document : tree.documents()) text += Describe(document) + "\n---\n";
  return text;
}

class YamlSnapshotTest : public testing::TestWithParam<const char*> {};

TEST_P(YamlSnapshotTest, MakesTheSameTreeAsTheText) {
  const YamlTree tree((std::string(GetParam())));
  const YamlSnapshotParts parts = TakeYamlSnapshot(tree);
  std::string scalars;
  for (const std::string& scalar : parts.scalars) scalars += scalar;
  EXPECT_EQ(Describe(YamlTree(YamlSnapshot{parts.nodes, scalars})), Describe(tree));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, YamlSnapshotTest,
    testing::Values("", "a", "~", "- a\n- 'b'\n- \"c\\0d\"\n", "k: {a: [1, 2], b: }\n",
                    "- rule: x\n  condition: >\n    evt.type = open\n    and fd.name = /a\n",
                    "a: 1\n---\n- 2\n---\n", "- &x {a: b}\n- *x\n", "? [a, b]\n: c\n"));

}  // namespace
}  // namespace falco_run

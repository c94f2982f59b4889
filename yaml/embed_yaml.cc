// SPDX-License-Identifier: Apache-2.0
// embed_yaml FILE HEADER NAMESPACE FUNCTION: prints C++ that defines the function, declared in
// HEADER as `YamlSnapshot FUNCTION();` in NAMESPACE, to return FILE as it is parsed now.
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "absl/strings/escaping.h"
#include "yaml/yaml_snapshot.h"
#include "yaml/yaml_tree.h"

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: embed_yaml FILE HEADER NAMESPACE FUNCTION\n";
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  falco_run::YamlSnapshotParts parts;
  try {
    parts = falco_run::TakeYamlSnapshot(falco_run::YamlTree(text));
  } catch (const std::exception& e) {
    std::cerr << argv[1] << ": " << e.what() << "\n";
    return 1;
  }
  std::cout << "// Made by embed_yaml.\n#include \"" << argv[2] << "\"\nnamespace " << argv[3]
            << " {\nYamlSnapshot " << argv[4] << "() {\n  static constexpr uint32_t kNodes[] = {";
  for (const uint32_t n : parts.nodes) std::cout << n << ",";
  std::cout << "};\n  static constexpr char kScalars[] = \"\"";
  for (const std::string& scalar : parts.scalars) {
    std::cout << "\n      \"" << absl::CEscape(scalar) << "\"";
  }
  std::cout << ";\n  return {kNodes, {kScalars, sizeof kScalars - 1}};\n}\n}  // namespace "
            << argv[3] << "\n";
  return std::cout.flush() ? 0 : 1;
}

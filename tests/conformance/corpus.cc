// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/corpus.h"

#include <fstream>
#include <iterator>

namespace falco_run::conformance {

std::optional<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::optional<std::vector<nlohmann::json>> ReadJsonLines(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return std::nullopt;
  std::vector<nlohmann::json> values;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    values.push_back(nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false));
  }
  return values;
}

}  // namespace falco_run::conformance

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_CONFORMANCE_CORPUS_H_
#define FALCO_RUN_TESTS_CONFORMANCE_CORPUS_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace falco_run::conformance {

// The whole file; nullopt if it cannot be read.
std::optional<std::string> ReadText(const std::string& path);

// One JSON value a line; lines that are no JSON become discarded values. nullopt if the file
// cannot be read.
std::optional<std::vector<nlohmann::json>> ReadJsonLines(const std::string& path);

}  // namespace falco_run::conformance

#endif  // FALCO_RUN_TESTS_CONFORMANCE_CORPUS_H_

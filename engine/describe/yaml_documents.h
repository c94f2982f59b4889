// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_YAML_DOCUMENTS_H_
#define FALCO_RUN_ENGINE_DESCRIBE_YAML_DOCUMENTS_H_

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

namespace falco_run::engine {

// Parses all documents of a YAML text. Throws what yaml-cpp throws (YAML::Exception with a
// mark), so callers must catch.
//
// Unlike YAML::LoadAll it ends for every text: yaml-cpp 0.7 does not step over a ',' outside of
// brackets and makes empty documents of it until memory is used up.
std::vector<YAML::Node> LoadYamlDocuments(const std::string& text);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_YAML_DOCUMENTS_H_

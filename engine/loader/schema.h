// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_SCHEMA_H_
#define FALCO_RUN_ENGINE_LOADER_SCHEMA_H_

#include <vector>

#include "engine/loader/load_result.h"
#include "yaml/yaml_tree.h"

namespace falco_run::engine {

// Compares the YAML with the shape of a rules file: which keys there are and the types of
// their values, whatever the item's kind. Sets the result's schema status and warnings; a
// failed check is no error, loading is judged by the readers.
//
// Types are stricter than the readers': a bool must be written true or false, a number or
// text in the place of the other fails.
void CheckSchema(const std::vector<YamlNode>& documents, LoadResult& result);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_SCHEMA_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_YAML_READER_H_
#define FALCO_RUN_ENGINE_LOADER_YAML_READER_H_

#include <memory>
#include <string>

#include "engine/loader/collector.h"
#include "engine/loader/load_result.h"
#include "yaml/yaml_snapshot.h"

namespace falco_run::engine {

// Reads the items of a rules file (one or more YAML documents, each a sequence of items) into
// the collector. Stops at the first error; what was read before it stays collected. Returns
// false after adding an error. `parsed`, if not nullptr, is what there is in `content`.
bool ReadRulesYaml(const std::string& file, std::shared_ptr<const std::string> content,
                   const YamlSnapshot* parsed, Collector& collector, LoadResult& result);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_YAML_READER_H_

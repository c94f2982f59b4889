// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_REQUIREMENT_READER_H_
#define FALCO_RUN_ENGINE_LOADER_REQUIREMENT_READER_H_

#include "engine/loader/collector.h"
#include "engine/loader/yaml_item.h"

namespace falco_run::engine {

// Read `required_engine_version` and `required_plugin_versions` items into the collector.
// Return false after adding an error.
bool ReadRequiredEngine(YamlItem& item, Collector& collector);
bool ReadRequiredPlugins(YamlItem& item, Collector& collector);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_REQUIREMENT_READER_H_

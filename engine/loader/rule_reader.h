// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_RULE_READER_H_
#define FALCO_RUN_ENGINE_LOADER_RULE_READER_H_

#include <set>
#include <string>

#include "engine/loader/collector.h"
#include "engine/loader/yaml_item.h"

namespace falco_run::engine {

// The keys of an item's `override` mapping.
struct Overrides {
  std::set<std::string> append;
  std::set<std::string> replace;
  bool empty() const { return append.empty() && replace.empty(); }
};

// Reads `append` and `override` of any item. `appendable` and `replaceable` are the keys that
// may be overridden. Returns false after adding an error.
bool ReadOverrides(const YamlItem& item, const std::set<std::string>& appendable,
                   const std::set<std::string>& replaceable, bool& append, Overrides& out);

// Reads a `rule` item into the collector: a definition, an append, an override or a switch
// (`enabled` alone). Returns false after adding an error.
bool ReadRule(YamlItem& item, Collector& collector);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_RULE_READER_H_

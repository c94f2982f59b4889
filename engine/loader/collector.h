// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_COLLECTOR_H_
#define FALCO_RUN_ENGINE_LOADER_COLLECTOR_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/loader/definitions.h"
#include "engine/loader/load_result.h"
#include "engine/loader/loader_options.h"
#include "engine/loader/named_vector.h"
#include "engine/loader/version.h"

namespace falco_run::engine {

// Gathers the items of all files: definitions, redefinitions, appends and overrides, in the
// order they are read. Methods that answer bool return false after adding an error.
class Collector {
 public:
  explicit Collector(const LoaderOptions& options) : options_(options) {}
  const LoaderOptions& options() const { return options_; }

  bool RequireEngine(const Version& version, const Context& context, LoadResult& result);
  // One of the alternatives must be there.
  bool RequirePlugin(std::vector<PluginRequirement> alternatives, const Context& context,
                     LoadResult& result);

  void Define(ListDefinition list);
  bool Append(const ListDefinition& list, LoadResult& result);
  void Define(MacroDefinition macro);
  bool Append(const MacroDefinition& macro, LoadResult& result);
  bool Define(RuleDefinition rule, LoadResult& result);
  bool Append(const RuleUpdate& update, LoadResult& result);
  bool Replace(const RuleUpdate& update, LoadResult& result);
  bool Enable(const std::string& rule, bool enabled, const Context& context, LoadResult& result);

  const NamedVector<ListDefinition>& lists() const { return lists_; }
  const NamedVector<MacroDefinition>& macros() const { return macros_; }
  const NamedVector<RuleDefinition>& rules() const { return rules_; }
  // The largest one asked for.
  const std::optional<Version>& required_engine() const { return required_engine_; }
  const std::vector<std::vector<PluginRequirement>>& required_plugins() const {
    return required_plugins_;
  }

 private:
  bool AppendExceptions(const std::vector<ExceptionDefinition>& added, RuleDefinition& rule,
                        LoadResult& result);

  const LoaderOptions& options_;
  uint32_t next_index_ = 0;
  NamedVector<ListDefinition> lists_;
  NamedVector<MacroDefinition> macros_;
  NamedVector<RuleDefinition> rules_;
  std::optional<Version> required_engine_;
  std::vector<std::vector<PluginRequirement>> required_plugins_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_COLLECTOR_H_

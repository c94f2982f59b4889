// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_LOADER_H_
#define FALCO_RUN_ENGINE_LOADER_LOADER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "engine/loader/load_result.h"
#include "engine/loader/loader_options.h"
#include "engine/loader/rule_set.h"
#include "yaml/yaml_snapshot.h"

namespace falco_run::engine {

// Loads rules files.
//
//   LoaderOptions options;
//   // Both of //engine/program:checker.
//   options.check_condition = [](const Expr& condition, std::string_view source) {
//     return CheckCondition(condition, source);
//   };
//   options.check_output = CheckOutput;
//   Loader loader(options);
//   LoadResult result = loader.LoadFile("rules.yaml");
//   std::cout << ReportText(result);           // of //engine/loader:report
//   if (result.ok()) Run(loader.rules());
//
// Files build on one another: a later file may append to, override or redefine items of
// earlier ones. After each file everything read so far is compiled again, so every file must
// be valid on top of its predecessors, and warnings of earlier files come again.
//
// Errors never throw and never stop the process: a result with errors says what is wrong, and
// rules() stays what it was before. What the file defined before its error remains collected;
// use a new loader to start over.
//
// Loading is linear in the size of the files plus the size of the resolved conditions. Limits:
// nesting (LoaderOptions), 4 MiB a condition after lists, 100,000 parts after macros. Not
// thread-safe. Source: Falco's rules files, docs/compatibility.md.
class Loader {
 public:
  explicit Loader(LoaderOptions options);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // Adds the text of a rules file; `name` is what problems call it. `parsed`, if not nullptr, is
  // what there is in it.
  LoadResult AddFile(std::string name, std::string_view content,
                     const YamlSnapshot* parsed = nullptr);

  // Reads and adds a file; LOAD_ERR_FILE_READ if it cannot be read.
  LoadResult LoadFile(const std::string& path);

  // The rules of all files, in definition order, including disabled ones.
  const RuleSet& rules() const { return rules_; }
  // The same, for who needs no loader any more.
  RuleSet TakeRules() { return std::move(rules_); }

  // Whether the plugins (name to version) satisfy every required_plugin_versions so far.
  // FailedPrecondition names the first that is missing.
  absl::Status CheckPlugins(const std::map<std::string, std::string>& loaded) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  RuleSet rules_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_LOADER_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_LOAD_H_
#define FALCO_RUN_CONFIG_LOAD_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/expand.h"
#include "config/key.h"
#include "config/value.h"

namespace falco_run::config {

// What a configuration is made of, the later the stronger.
struct Sources {
  std::string file;                    // "" for none; its config_files are read, too
  Environment environment;             // for ${NAME} and keys with a variable of their own
  std::vector<std::string> overrides;  // -o: "key=value", "list[]=value", "key={a: 1}"
};

// A configuration before its keys are read.
struct Document {
  Value root;                         // a map
  std::vector<std::string> files;     // that were read, in order
  std::vector<std::string> warnings;  // each with its place
  // Of these, by index, those of keys that have no effect here: the keys.
  std::map<size_t, std::string> without_effect;
};

// Reads and merges the sources as Falco does (config_files with append, override and add-only),
// then checks every key against `keys`: an unknown one and one without effect give a warning, a
// value that does not fit an error (InvalidArgument, all of them, a line each).
//
//   auto document = Load({"/etc/falco/falco.yaml", ProcessEnvironment(), {"priority=info"}}, keys);
absl::StatusOr<Document> Load(const Sources& sources, const Keys& keys);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_LOAD_H_

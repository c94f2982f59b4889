// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_MERGE_H_
#define FALCO_RUN_CONFIG_MERGE_H_

#include "absl/status/status.h"
#include "config/expand.h"
#include "config/load.h"

namespace falco_run::config {

// How an included file changes what is there. Only top-level keys are looked at: a map is
// replaced whole.
enum class MergeStrategy {
  kAppend,    // lists are appended to, everything else is replaced
  kOverride,  // replaced
  kAddOnly    // only what is not there yet
};

void Merge(MergeStrategy strategy, Value included, Value& root);

// Reads what config_files of `document.root` names (files, and of directories every regular
// file in order of names) and merges it. What does not exist is passed over, as Falco does.
absl::Status MergeConfigFiles(const Environment& environment, Document& document);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_MERGE_H_

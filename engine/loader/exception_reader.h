// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_EXCEPTION_READER_H_
#define FALCO_RUN_ENGINE_LOADER_EXCEPTION_READER_H_

#include <vector>

#include "engine/loader/definitions.h"
#include "engine/loader/yaml_item.h"

namespace falco_run::engine {

// Reads the `exceptions` of a rule item; none if the key is absent or empty. With `append`
// the fields may be left out. Returns false after adding an error.
bool ReadExceptions(const YamlItem& rule, bool append, std::vector<ExceptionDefinition>& out);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_EXCEPTION_READER_H_

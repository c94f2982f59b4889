// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_STATIC_FIELDS_H_
#define FALCO_RUN_ENGINE_FIELDS_STATIC_FIELDS_H_

#include <map>
#include <string>

namespace falco_run::engine {

// `static_fields:` of the configuration: {"site", "berlin"} is the field static.site, whose value
// is "berlin" for every event.
using StaticFields = std::map<std::string, std::string>;

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_STATIC_FIELDS_H_

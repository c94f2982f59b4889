// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_RENDER_H_
#define FALCO_RUN_APP_RENDER_H_

#include <optional>

#include "app/config.h"
#include "outputs/message.h"

namespace falco_run::app {

// How alerts become lines: Falco's text and JSON. `json`, or the configuration: lines are JSON.
outputs::Renderers MakeRenderers(const Config& config, bool json);

// The container to report: what was detected, overridden by the configuration.
std::optional<proto::Container> EffectiveContainer(const Config& config);

// Whether outputs end with the container fields, for who has not asked for the container: else it
// is `suggested_output`, or whether there is one.
bool AppendsSuggestedOutput(const Config& config);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_RENDER_H_

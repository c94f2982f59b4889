// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_KEYS_H_
#define FALCO_RUN_APP_KEYS_H_

#include "config/key.h"

namespace falco_run::app {

// Every key that a configuration may have: Falco's, Falcosidekick's and ours, with defaults.
const config::Keys& AllKeys();

// Those that docs/configuration.md lists: all but the sinks'.
config::Keys OwnKeys();

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_KEYS_H_

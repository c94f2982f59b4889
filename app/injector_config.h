// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_INJECTOR_CONFIG_H_
#define FALCO_RUN_APP_INJECTOR_CONFIG_H_

#include "absl/status/statusor.h"
#include "app/subcommands.h"
#include "config/reader.h"
#include "injector/injector.h"

namespace falco_run::app {

// The keys injector.*, and the command line's options before them. InvalidArgument names the key
// or option, and its place.
absl::StatusOr<injector::InjectorOptions> ReadInjectorConfig(const config::Reader& reader,
                                                             const InjectorCommandOptions& options);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_INJECTOR_CONFIG_H_

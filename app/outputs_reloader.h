// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_OUTPUTS_RELOADER_H_
#define FALCO_RUN_APP_OUTPUTS_RELOADER_H_

#include <string>

#include "app/config.h"
#include "app/output_factory.h"

namespace falco_run::app {

// Changes the outputs of a run when its configuration has changed, and says on stderr what came of
// it. With an error the outputs in use stay.
class OutputsReloader {
 public:
  // `config` is what `outputs` were opened from; `alerts` was --alerts. The outputs must outlive
  // it.
  OutputsReloader(Config config, std::string alerts, Outputs& outputs)
      : config_(std::move(config)), alerts_(std::move(alerts)), outputs_(outputs) {}

  // From one thread at a time.
  void Apply(const Config& now);

 private:
  Config config_;
  const std::string alerts_;
  Outputs& outputs_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_OUTPUTS_RELOADER_H_

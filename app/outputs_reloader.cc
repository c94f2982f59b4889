// SPDX-License-Identifier: Apache-2.0
#include "app/outputs_reloader.h"

#include <vector>

#include "app/say.h"

namespace falco_run::app {
namespace {

std::string List(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

}  // namespace

void OutputsReloader::Apply(const Config& now) {
  const auto changes = ReopenOutputs(config_, now, alerts_, outputs_);
  if (!changes.ok()) {
    return Say(std::string(changes.status().message()) + "; the outputs in use stay");
  }
  config_ = now;
  if (!changes->opened.empty()) Say("outputs reloaded: " + List(changes->opened));
  if (!changes->closed.empty()) Say("outputs closed: " + List(changes->closed));
  if (!changes->later.empty()) {
    Say("warning: of the changed configuration this takes effect at the next start: " +
        List(changes->later));
  }
}

}  // namespace falco_run::app

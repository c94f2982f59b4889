// SPDX-License-Identifier: Apache-2.0
#include "app/gap_alert.h"

#include <chrono>
#include <string>

#include "app/alert_fields.h"
#include "app/version.h"
#include "metrics/host.h"
#include "tracer/clock.h"

namespace falco_run::app {

proto::Alert MakeGapAlert(const Gap& gap) {
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(gap.length).count();
  proto::Alert alert;
  alert.set_rule(gap.handed_over ? "Falco internal: engine replaced"
                                 : "Falco internal: engine restarted");
  alert.set_priority(gap.handed_over ? proto::NOTICE : proto::CRITICAL);
  alert.set_source("internal");
  alert.set_time_ns(tracer::NowNs());
  alert.set_hostname(metrics::HostName());
  alert.set_message(gap.handed_over
                        ? "Engine " + gap.reason + "; falco-run " + kVersion + " watches from here"
                        : "Engine " + gap.reason + "; for " + std::to_string(ms) +
                              " ms nobody watched, " + std::to_string(gap.calls) +
                              (gap.calls == 1 ? " call was" : " calls were") + " let through");
  AlertFields fields(alert);
  fields.Add("evt.time", alert.time_ns());
  fields.Add("evt.hostname", alert.hostname());
  fields.Add("evt.source", std::string("syscall"));
  fields.Add("falco.version", std::string(kVersion));
  fields.Add("falco_run.reason", gap.reason);
  fields.Add("falco_run.unwatched_ms", static_cast<uint64_t>(ms));
  fields.Add("falco_run.unwatched_calls", gap.calls);
  return alert;
}

}  // namespace falco_run::app

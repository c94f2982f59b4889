// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_OUTPUT_METRICS_H_
#define FALCO_RUN_OUTPUTS_OUTPUT_METRICS_H_

#include "metrics/prometheus_text.h"
#include "outputs/dispatcher.h"

namespace falco_run::outputs {

// What every output delivered, retried, lost and has yet to deliver: falco_run_output_*.
void WriteOutputMetrics(const DispatcherStats& stats, metrics::PrometheusText& out);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_OUTPUT_METRICS_H_

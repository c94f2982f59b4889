// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SYSLOG_OUTPUT_H_
#define FALCO_RUN_OUTPUTS_SYSLOG_OUTPUT_H_

#include <memory>
#include <string>

#include "outputs/output.h"

namespace falco_run::outputs {

// Falco's syslog_output: one datagram an alert to the local syslog daemon's socket, facility
// `user`, severity as the rule's priority (RFC 3164, as syslog(3) writes it). `program`: the name
// in front of the message. A daemon that is not there is waited for: Unavailable.
std::unique_ptr<Output> MakeSyslogOutput(const std::string& program,
                                         const std::string& socket = "/dev/log");

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SYSLOG_OUTPUT_H_

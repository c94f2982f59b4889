// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_DOCTOR_H_
#define FALCO_RUN_APP_DOCTOR_H_

namespace falco_run::app {

// `falco-run doctor`: tries out what this machine allows and prints one line a capability,
// with a remedy where something is missing. Exit status 1 when falco-run cannot work here.
int RunDoctor(bool json);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_DOCTOR_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_VERSION_H_
#define FALCO_RUN_APP_VERSION_H_

namespace falco_run::app {

inline constexpr char kVersion[] = "0.1.0";
// The version of Falco's rules language that we follow.
inline constexpr char kEngineVersion[] = "0.63.0";

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_VERSION_H_

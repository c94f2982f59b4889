// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_FILE_LIMIT_H_
#define FALCO_RUN_APP_FILE_LIMIT_H_

#include <sys/resource.h>

namespace falco_run::app {

// As many descriptors as are permitted: one is kept for each watched process.
inline void RaiseFileLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_FILE_LIMIT_H_

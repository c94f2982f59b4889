// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_TESTCASES_REPORT_H_
#define FALCO_RUN_TESTS_TESTCASES_REPORT_H_

#include <errno.h>
#include <stdio.h>
#include <string.h>

// Prints one line on stdout, flushed: "open = 3" or "open = ENOENT". Returns `result` and
// leaves errno as it was. `result` is a raw return value: -1 means "see errno".
inline long Report(const char* what, long result) {
  const int saved = errno;
  if (result == -1) {
    printf("%s = %s\n", what, strerrorname_np(saved));
  } else {
    printf("%s = %ld\n", what, result);
  }
  fflush(stdout);
  errno = saved;
  return result;
}

#endif  // FALCO_RUN_TESTS_TESTCASES_REPORT_H_

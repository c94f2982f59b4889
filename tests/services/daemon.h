// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_SERVICES_DAEMON_H_
#define FALCO_RUN_TESTS_SERVICES_DAEMON_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace falco_run::tests {

// Whether a program is in $PATH.
bool IsInstalled(const std::string& program);

// A port of the loopback that was free a moment ago.
uint16_t FreePort();

// Polls until `predicate` holds, at most 60 s.
bool Eventually(const std::function<bool()>& predicate);

// A program that runs until this ends. It is killed, not asked.
class Daemon {
 public:
  // What it prints goes to `log`, "" for nowhere.
  Daemon(const std::vector<std::string>& argv, const std::string& log);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

 private:
  pid_t pid_;
};

}  // namespace falco_run::tests

#endif  // FALCO_RUN_TESTS_SERVICES_DAEMON_H_

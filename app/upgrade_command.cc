// SPDX-License-Identifier: Apache-2.0
#include "app/upgrade_command.h"

#include <iostream>

#include "app/upgrade_socket.h"

namespace falco_run::app {

int RunUpgrade(const UpgradeOptions& options) {
  const auto answer = RequestUpgrade(options.pid, options.binary);
  if (!answer.ok()) {
    std::cerr << "falco-run: upgrade: " << std::string(answer.status().message()) << "\n";
    return 1;
  }
  std::cout << *answer << "\n";
  return 0;
}

}  // namespace falco_run::app

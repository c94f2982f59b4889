// SPDX-License-Identifier: Apache-2.0
#include "app/copy_executable.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace falco_run::app {

absl::Status CopyExecutable(const std::string& directory) {
  const std::string file = directory + "/falco-run";
  const std::string beside = file + "." + std::to_string(getpid());
  std::error_code error;
  std::filesystem::copy_file("/proc/self/exe", beside,
                             std::filesystem::copy_options::overwrite_existing, error);
  if (!error && chmod(beside.c_str(), 0755) != 0) error.assign(errno, std::generic_category());
  if (!error) std::filesystem::rename(beside, file, error);
  if (!error) return absl::OkStatus();
  unlink(beside.c_str());
  return absl::UnavailableError(file + ": " + error.message());
}

}  // namespace falco_run::app

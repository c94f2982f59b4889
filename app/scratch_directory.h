// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_SCRATCH_DIRECTORY_H_
#define FALCO_RUN_APP_SCRATCH_DIRECTORY_H_

#include <cstdlib>
#include <filesystem>
#include <string>

namespace falco_run::app {

// A new directory under $TMPDIR, removed with its content at the end.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::error_code error;
    std::string name = std::filesystem::temp_directory_path(error) / "falco-run-test-XXXXXX";
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  // Empty: it could not be made.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_SCRATCH_DIRECTORY_H_

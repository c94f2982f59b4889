// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_CHECK_H_
#define FALCO_RUN_CONFIG_CHECK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "config/key.h"
#include "config/load.h"
#include "config/value.h"

namespace falco_run::config {

// Compares the document with the keys. Adds warnings; errors as Load() has them.
absl::Status Check(const Keys& keys, Document& document);

// Replaces each PATH_file of a secret key PATH by the content of the file that it names.
absl::Status ReadSecretFiles(const Keys& keys, Value& root);

// A file's content without the newline at its end. `place` for the error.
absl::StatusOr<std::string> ReadSecret(const std::string& file, const std::string& place);

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_CHECK_H_

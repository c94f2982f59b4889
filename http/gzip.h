// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_GZIP_H_
#define FALCO_RUN_HTTP_GZIP_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace falco_run::http {

// Compresses in the gzip format. ResourceExhausted without memory.
absl::StatusOr<std::string> Gzip(std::string_view text);

// The reverse; several gzip members after one another are one text. InvalidArgument: no gzip, or
// cut short; OutOfRange: more than `limit` bytes, of which no more than that were ever held.
absl::StatusOr<std::string> Gunzip(std::string_view packed, size_t limit);

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_GZIP_H_

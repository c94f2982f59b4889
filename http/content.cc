// SPDX-License-Identifier: Apache-2.0
#include "http/content.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "http/gzip.h"

namespace falco_run::http {

int DecodeContent(Request& request, size_t limit) {
  constexpr char kName[] = "Content-Encoding";
  const std::string* encoding = FindHeader(request.headers, kName);
  if (encoding == nullptr || absl::EqualsIgnoreCase(*encoding, "identity")) return 0;
  if (!absl::EqualsIgnoreCase(*encoding, "gzip") && !absl::EqualsIgnoreCase(*encoding, "x-gzip")) {
    return 415;
  }
  if (std::erase_if(request.headers, [&](const Header& header) {
        return absl::EqualsIgnoreCase(header.name, kName);
      }) != 1) {
    return 415;  // twice: compressed more than once
  }
  absl::StatusOr<std::string> text = Gunzip(request.body, limit);
  if (!text.ok()) return absl::IsInvalidArgument(text.status()) ? 400 : 413;
  request.body = *std::move(text);
  return 0;
}

}  // namespace falco_run::http

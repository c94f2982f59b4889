// SPDX-License-Identifier: Apache-2.0
#include "http/message.h"

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace falco_run::http {

const std::string* FindHeader(std::span<const Header> headers, std::string_view name) {
  const absl::string_view wanted(name.data(), name.size());
  for (const Header& header : headers) {
    if (absl::EqualsIgnoreCase(header.name, wanted)) return &header.value;
  }
  return nullptr;
}

}  // namespace falco_run::http

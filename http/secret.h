// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_SECRET_H_
#define FALCO_RUN_HTTP_SECRET_H_

#include <openssl/crypto.h>

#include <string_view>

namespace falco_run::http {

// Whether two secrets are the same. Takes equally long wherever the first difference is.
inline bool IsSameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_SECRET_H_

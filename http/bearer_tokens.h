// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_BEARER_TOKENS_H_
#define FALCO_RUN_HTTP_BEARER_TOKENS_H_

#include <sys/stat.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace falco_run::http {

// The tokens that senders may show. Those of a file are read again when it changes, so that a
// mounted secret can be rotated: its lines are tokens, old and new may stand side by side.
//
// Not thread-safe.
class BearerTokens {
 public:
  // Neither file nor token: everybody may send.
  BearerTokens(std::string file, const std::string& token);

  // Reads the file, if there is one. NotFound, or InvalidArgument if it holds no token.
  absl::Status Load();

  // Whether this value of an Authorization header is good; nullptr: there is no header. Takes
  // equally long for every wrong token of the same length.
  bool Accepts(const std::string* authorization);

 private:
  void ReloadIfChanged();

  const std::string file_;
  const bool needed_;
  std::string fixed_;
  std::vector<std::string> tokens_;
  struct timespec modified_ = {};
  std::chrono::steady_clock::time_point looked_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_BEARER_TOKENS_H_

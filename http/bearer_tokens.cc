// SPDX-License-Identifier: Apache-2.0
#include "http/bearer_tokens.h"

#include <strings.h>

#include <cstring>
#include <fstream>
#include <utility>

#include "http/secret.h"

namespace falco_run::http {
namespace {

constexpr std::chrono::seconds kLookAgain{1};

std::string_view Trim(std::string_view text) {
  constexpr char kBlank[] = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

}  // namespace

BearerTokens::BearerTokens(std::string file, const std::string& token)
    : file_(std::move(file)), needed_(!file_.empty() || !token.empty()), fixed_(Trim(token)) {}

absl::Status BearerTokens::Load() {
  looked_ = std::chrono::steady_clock::now();
  std::vector<std::string> tokens;
  if (!fixed_.empty()) tokens.push_back(fixed_);
  if (!file_.empty()) {
    struct stat st;
    if (stat(file_.c_str(), &st) != 0) {
      return absl::NotFoundError(file_ + ": " + std::strerror(errno));
    }
    std::ifstream file(file_);
    if (!file) return absl::NotFoundError(file_ + ": " + std::strerror(errno));
    for (std::string line; std::getline(file, line);) {
      if (!Trim(line).empty()) tokens.emplace_back(Trim(line));
    }
    modified_ = st.st_mtim;
  }
  if (needed_ && tokens.empty()) {
    return absl::InvalidArgumentError((file_.empty() ? "the token" : file_) + ": is empty");
  }
  tokens_ = std::move(tokens);
  return absl::OkStatus();
}

// A file that is gone or empty for a moment, while it is replaced, changes nothing.
void BearerTokens::ReloadIfChanged() {
  const auto now = std::chrono::steady_clock::now();
  if (file_.empty() || now - looked_ < kLookAgain) return;
  looked_ = now;
  struct stat st;
  if (stat(file_.c_str(), &st) != 0) return;
  if (st.st_mtim.tv_sec == modified_.tv_sec && st.st_mtim.tv_nsec == modified_.tv_nsec) return;
  Load().IgnoreError();
}

bool BearerTokens::Accepts(const std::string* authorization) {
  if (!needed_) return true;
  ReloadIfChanged();
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization == nullptr || authorization->size() < kScheme.size() ||
      strncasecmp(authorization->c_str(), kScheme.data(), kScheme.size()) != 0) {
    return false;
  }
  const std::string_view token = Trim(std::string_view(*authorization).substr(kScheme.size()));
  bool good = false;
  for (const std::string& t : tokens_) good = IsSameSecret(t, token) || good;
  return good;
}

}  // namespace falco_run::http

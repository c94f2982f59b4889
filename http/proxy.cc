// SPDX-License-Identifier: Apache-2.0
#include "http/proxy.h"

#include <arpa/inet.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "http/url.h"

namespace falco_run::http {
namespace {

// The bytes of an address: 4, 16, or none.
std::string AddressBytes(const std::string& text) {
  char bytes[16];
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1) return {bytes, 4};
  if (inet_pton(AF_INET6, text.c_str(), bytes) == 1) return {bytes, 16};
  return {};
}

bool InNetwork(const std::string& address, const std::string& network, uint32_t bits) {
  if (address.size() != network.size() || address.empty() || bits > address.size() * 8) {
    return false;
  }
  if (std::memcmp(address.data(), network.data(), bits / 8) != 0) return false;
  if (bits % 8 == 0) return true;
  const int mask = 0xff << (8 - bits % 8) & 0xff;
  return ((address[bits / 8] ^ network[bits / 8]) & mask) == 0;
}

bool IsThisMachine(const Url& url) {
  const std::string address = AddressBytes(url.host);
  return url.host == "localhost" || absl::EndsWith(url.host, ".localhost") ||
         InNetwork(address, AddressBytes("127.0.0.1"), 8) || address == AddressBytes("::1");
}

// One entry of NO_PROXY, in lower case and without spaces.
bool Matches(const Url& url, std::string entry) {
  if (entry == "*") return true;
  if (const size_t slash = entry.find('/'); slash != std::string::npos) {
    uint32_t bits = 0;
    return absl::SimpleAtoi(entry.substr(slash + 1), &bits) &&
           InNetwork(AddressBytes(url.host), AddressBytes(entry.substr(0, slash)), bits);
  }
  // A port; an IPv6 address with one is in brackets.
  if (const size_t colon = entry.rfind(':');
      colon != std::string::npos && (entry.find(':') == colon || entry[colon - 1] == ']')) {
    if (entry.substr(colon + 1) != std::to_string(url.port)) return false;
    entry.resize(colon);
  }
  if (entry.size() > 2 && entry.front() == '[' && entry.back() == ']') {
    entry = entry.substr(1, entry.size() - 2);
  }
  if (const std::string address = AddressBytes(entry); !address.empty()) {
    return address == AddressBytes(url.host);
  }
  entry = std::string(absl::StripPrefix(absl::StripPrefix(entry, "*"), "."));
  return !entry.empty() && !url.is_address() &&
         (url.host == entry || absl::EndsWith(url.host, absl::StrCat(".", entry)));
}

}  // namespace

std::string ProxyFromEnvironment(const std::string& url) {
  return ProxyFromEnvironment(url, [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
  });
}

std::string ProxyFromEnvironment(const std::string& text, const ReadVariable& read) {
  const absl::StatusOr<Url> url = ParseUrl(text);
  if (!url.ok() || IsThisMachine(*url)) return {};
  const auto either = [&](const std::string& lower) {
    std::optional<std::string> value = read(lower);
    return value ? value : read(absl::AsciiStrToUpper(lower));
  };
  std::optional<std::string> proxy = either(url->tls ? "https_proxy" : "http_proxy");
  if (!proxy) proxy = either("all_proxy");
  if (!proxy) return {};
  if (const std::optional<std::string> excepted = either("no_proxy")) {
    const std::vector<std::string> entries = absl::StrSplit(*excepted, ',');
    for (const std::string& entry : entries) {
      if (Matches(*url, absl::AsciiStrToLower(absl::StripAsciiWhitespace(entry)))) return {};
    }
  }
  return absl::StrContains(*proxy, "://") ? *proxy : absl::StrCat("http://", *proxy);
}

}  // namespace falco_run::http

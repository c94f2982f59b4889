// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include <arpa/inet.h>

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace falco_run::http {
namespace {

absl::Status Bad(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("bad URL: ", what));
}

bool IsAddress(int family, const std::string& host) {
  unsigned char address[16];
  return inet_pton(family, host.c_str(), address) == 1;
}

// %XX becomes a byte; nothing for a broken escape or a control character.
std::optional<std::string> Decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !absl::ascii_isxdigit(text[i + 1]) ||
          !absl::ascii_isxdigit(text[i + 2])) {
        return std::nullopt;
      }
      int value = 0;
      for (size_t digit = i + 1; digit <= i + 2; ++digit) {
        const char x = absl::ascii_tolower(text[digit]);
        value = value * 16 + (x <= '9' ? x - '0' : x - 'a' + 10);
      }
      c = static_cast<unsigned char>(value);
      i += 2;
    }
    if (c < 0x20 || c == 0x7f) return std::nullopt;
    out.push_back(static_cast<char>(c));
  }
  return out;
}

bool IsHostName(const std::string& host) {
  if (host.empty() || host.size() > 253) return false;
  for (const char c : host) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '.' && c != '_') return false;
  }
  return true;
}

}  // namespace

bool Url::is_address() const { return IsAddress(AF_INET, host) || IsAddress(AF_INET6, host); }

std::string Url::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  return absl::StrCat(v6 ? "[" : "", host, v6 ? "]" : "", ":", port);
}

std::string Url::host_header() const {
  std::string all = authority();
  if (port == (tls ? 443 : 80)) all.resize(all.rfind(':'));
  return all;
}

absl::StatusOr<Url> ParseUrl(const std::string& text) {
  for (const unsigned char c : text) {
    if (c <= 0x20 || c >= 0x7f) {
      return Bad("it has a space or a character that is not ASCII; write it as %XX");
    }
    if (c == '#') return Bad("it has a '#', and what follows is never sent; write it as %23");
  }
  Url url;
  std::string_view rest = text;
  if (absl::StartsWithIgnoreCase(text, "https://")) {
    url.tls = true;
    rest.remove_prefix(8);
  } else if (absl::StartsWithIgnoreCase(text, "http://")) {
    rest.remove_prefix(7);
  } else {
    return Bad("it does not start with http:// or https://");
  }

  const size_t end = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, end);
  if (end != std::string_view::npos) url.target = std::string(rest.substr(end));
  if (url.target.empty() || url.target[0] != '/') url.target.insert(0, "/");

  if (authority.find('\\') != std::string_view::npos) return Bad("a '\\' before the path");
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    std::optional<std::string> credentials = Decode(authority.substr(0, at));
    if (!credentials) return Bad("a broken %XX before the '@'");
    url.credentials = *std::move(credentials);
    if (url.credentials.find(':') == std::string::npos) url.credentials += ':';
    authority.remove_prefix(at + 1);
  }

  std::string_view port;
  if (!authority.empty() && authority[0] == '[') {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) return Bad("no ']' after the IPv6 address");
    url.host = std::string(authority.substr(1, close - 1));
    if (!IsAddress(AF_INET6, url.host)) return Bad("no IPv6 address between '[' and ']'");
    port = authority.substr(close + 1);
    if (!port.empty() && port[0] != ':') return Bad("something between ']' and the port");
  } else {
    const size_t colon = authority.find(':');
    url.host = std::string(authority.substr(0, colon));
    if (!IsHostName(url.host)) {
      return Bad(url.host.empty() ? "it has no host" : "its host is no host name and no address");
    }
    if (colon != std::string_view::npos) port = authority.substr(colon);
  }
  absl::AsciiStrToLower(&url.host);

  url.port = url.tls ? 443 : 80;
  if (!port.empty()) {
    const std::string digits(port.substr(1));
    uint32_t number = 0;
    if (digits.empty() || digits.size() > 5 ||
        digits.find_first_not_of("0123456789") != std::string::npos ||
        !absl::SimpleAtoi(digits, &number) || number == 0 || number > 65535) {
      return Bad("its port is no number from 1 to 65535");
    }
    url.port = static_cast<uint16_t>(number);
  }
  return url;
}

}  // namespace falco_run::http

// SPDX-License-Identifier: Apache-2.0
// Any text as a URL: what parses can be put together again and parses the same; nothing in it could
// end a line of a request. The second line of the text is taken for NO_PROXY.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "http/proxy.h"
#include "http/url.h"

namespace falco_run::http {
namespace {

[[noreturn]] void Fail(const char* what, const std::string& text) {
  std::fprintf(stderr, "%s: %s\n", what, text.c_str());
  std::abort();
}

bool Plain(const std::string& text) {
  for (const unsigned char c : text) {
    if (c <= 0x20 || c >= 0x7f) return false;
  }
  return true;
}

void Run(const std::string& input) {
  const std::string text = input.substr(0, input.find('\n'));
  const absl::StatusOr<Url> url = ParseUrl(text);
  if (!url.ok()) {
    if (url.status().message().empty()) Fail("no message", text);
    return;
  }
  if (!Plain(url->host) || !Plain(url->target)) Fail("an odd character", text);
  if (url->target.empty() || url->target[0] != '/') Fail("a target without /", text);
  const std::string again =
      absl::StrCat(url->tls ? "https://" : "http://", url->host_header(), url->target);
  const absl::StatusOr<Url> second = ParseUrl(again);
  if (!second.ok() || second->host != url->host || second->port != url->port ||
      second->target != url->target || second->tls != url->tls) {
    Fail("parses differently again", again);
  }

  const size_t line = input.find('\n');
  if (line == std::string::npos) return;
  ProxyFromEnvironment(text, [&](const std::string& name) -> std::optional<std::string> {
    return name == "no_proxy" ? input.substr(line + 1) : "proxy";
  });
}

}  // namespace
}  // namespace falco_run::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  falco_run::http::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}

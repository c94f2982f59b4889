// SPDX-License-Identifier: Apache-2.0
// What a server does with any bytes, without its sockets: requests are the same however the bytes
// are cut into pieces, and no limit is passed, nor by compressed bodies. The bytes are taken for
// responses, too. The first byte says how long the pieces are.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/content.h"
#include "http/parser.h"

namespace falco_run::http {
namespace {

constexpr size_t kMaxHeader = 2000;
constexpr size_t kMaxBody = 5000;

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

// As a session reads: what the parser leaves is given again with what follows.
std::vector<Request> Read(std::string_view bytes, size_t piece) {
  std::vector<Request> requests;
  RequestParser parser(kMaxHeader, kMaxBody);
  std::string kept;
  for (size_t i = 0; i < bytes.size(); i += piece) {
    kept += bytes.substr(i, piece);
    for (;;) {
      const size_t taken = parser.Feed(kept);
      if (taken > kept.size()) Fail("took more than there is");
      kept.erase(0, taken);
      if (parser.body_size() > kMaxBody) Fail("the body is too long");
      if (parser.error() != 0) {
        if (parser.done()) Fail("refused and done");
        return requests;
      }
      if (parser.done()) {
        requests.push_back(parser.Take());
        parser = RequestParser(kMaxHeader, kMaxBody);
      } else if (taken == 0) {
        break;
      }
    }
    if (kept.size() > kMaxHeader + piece) Fail("keeps too much");
  }
  return requests;
}

bool Same(const Request& a, const Request& b) {
  return a.method == b.method && a.target == b.target && a.body == b.body &&
         std::equal(a.headers.begin(), a.headers.end(), b.headers.begin(), b.headers.end(),
                    [](const Header& x, const Header& y) {
                      return x.name == y.name && x.value == y.value;
                    });
}

void ReadResponse(std::string_view bytes, size_t piece) {
  ResponseParser parser(bytes.size() % 2 == 0, kMaxBody);
  std::string kept;
  for (size_t i = 0; i < bytes.size(); i += piece) {
    kept += bytes.substr(i, piece);
    while (const size_t taken = parser.Feed(kept)) kept.erase(0, taken);
  }
  parser.FeedEnd();
  if (parser.done() == parser.failed()) Fail("neither done nor failed");
  if (parser.failed() && parser.error().empty()) Fail("no error message");
  if (parser.done() && parser.Take().body.size() > kMaxBody) Fail("the response is too long");
}

void Run(std::string_view bytes) {
  if (bytes.empty()) return;
  const size_t piece = 1 + static_cast<unsigned char>(bytes[0]) % 64;
  bytes.remove_prefix(1);
  std::vector<Request> whole = Read(bytes, bytes.size() + 1);
  const std::vector<Request> pieces = Read(bytes, piece);
  // Only what is no whole request may be refused the one way and still be waited for the other: a
  // bad header that is noticed at its end, or a quote over the end of a chunk's line, whose size
  // Beast takes off the body's limit each time it looks.
  if (!std::equal(whole.begin(), whole.end(), pieces.begin(), pieces.end(), Same)) {
    Fail("other requests by pieces than as a whole");
  }
  for (Request& request : whole) {
    if (DecodeContent(request, kMaxBody) == 0 && request.body.size() > kMaxBody) {
      Fail("the decompressed body is too long");
    }
  }
  ReadResponse(bytes, piece);
}

}  // namespace
}  // namespace falco_run::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  falco_run::http::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}

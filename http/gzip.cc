// SPDX-License-Identifier: Apache-2.0
#include "http/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace falco_run::http {
namespace {

constexpr int kGzipFormat = 16 + MAX_WBITS;    // zlib: the header is gzip's
constexpr size_t kMaxInput = size_t{1} << 30;  // zlib counts in 32 bits

Bytef* Bytes(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

}  // namespace

absl::StatusOr<std::string> Gzip(std::string_view text) {
  if (text.size() > kMaxInput) return absl::InvalidArgumentError("too long to compress");
  z_stream z{};
  if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipFormat, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return absl::ResourceExhaustedError("no memory to compress");
  }
  absl::Cleanup end = [&z] { deflateEnd(&z); };
  std::string out(deflateBound(&z, text.size()), '\0');
  z.next_in = Bytes(text);
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = Bytes(out);
  z.avail_out = static_cast<uInt>(out.size());
  if (deflate(&z, Z_FINISH) != Z_STREAM_END) return absl::InternalError("cannot compress");
  out.resize(out.size() - z.avail_out);
  return out;
}

absl::StatusOr<std::string> Gunzip(std::string_view packed, size_t limit) {
  if (packed.size() > kMaxInput) return absl::InvalidArgumentError("too long to decompress");
  z_stream z{};
  if (inflateInit2(&z, kGzipFormat) != Z_OK) {
    return absl::ResourceExhaustedError("no memory to decompress");
  }
  absl::Cleanup end = [&z] { inflateEnd(&z); };
  z.next_in = Bytes(packed);
  z.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  char chunk[16384];
  for (;;) {
    z.next_out = reinterpret_cast<Bytef*>(chunk);
    z.avail_out = sizeof chunk;
    const int result = inflate(&z, Z_NO_FLUSH);
    const size_t got = sizeof chunk - z.avail_out;
    if (got > limit - out.size()) {
      return absl::OutOfRangeError(absl::StrCat("more than ", limit, " bytes after decompression"));
    }
    out.append(chunk, got);
    if (result == Z_STREAM_END) {
      if (z.avail_in == 0) return out;
      if (inflateReset(&z) != Z_OK) return absl::InternalError("cannot decompress");
    } else if (result != Z_OK) {
      return absl::InvalidArgumentError("bad gzip data, or cut short");
    }
  }
}

}  // namespace falco_run::http

// SPDX-License-Identifier: Apache-2.0
#include "http/gzip.h"

#include <gtest/gtest.h>

#include <string>

namespace falco_run::http {
namespace {

std::string Packed(const std::string& text) {
  const auto packed = Gzip(text);
  EXPECT_TRUE(packed.ok()) << packed.status();
  return *packed;
}

TEST(Gzip, ThereAndBack) {
  for (const std::string& text :
       {std::string(), std::string("a"), std::string(16384, 'x'), std::string(100001, 'y')}) {
    const auto back = Gunzip(Packed(text), text.size());
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, text);
  }
  EXPECT_EQ(Packed("a").substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(*Gunzip(Packed("ab") + Packed("cd"), 4), "abcd");
}

TEST(Gzip, Limit) {
  const std::string packed = Packed(std::string(50000, 'x'));
  EXPECT_EQ(Gunzip(packed, 49999).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Gunzip(packed, 0).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(Gunzip(packed, 50000).ok());
}

TEST(Gzip, Damage) {
  const std::string packed = Packed("hello hello hello");
  for (size_t size = 0; size < packed.size(); ++size) {
    EXPECT_EQ(Gunzip(packed.substr(0, size), 100).status().code(),
              absl::StatusCode::kInvalidArgument)
        << size;
  }
  std::string wrong = packed;
  wrong[packed.size() - 6] ^= 1;  // the checksum
  EXPECT_EQ(Gunzip(wrong, 100).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Gunzip(packed + "junk", 100).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace falco_run::http

// SPDX-License-Identifier: Apache-2.0
#include "app/listen_address.h"

#include <gtest/gtest.h>

namespace falco_run::app {
namespace {

std::string Parsed(const std::string& text) {
  const auto listen = ParseListenAddress(text, 2801);
  if (!listen.ok()) return "error";
  return listen->address + " " + std::to_string(listen->port);
}

TEST(ListenAddressTest, TakesAddressesAndPorts) {
  EXPECT_EQ(Parsed("127.0.0.1:80"), "127.0.0.1 80");
  EXPECT_EQ(Parsed("127.0.0.1"), "127.0.0.1 2801");
  EXPECT_EQ(Parsed(":80"), " 80");
  EXPECT_EQ(Parsed("80"), " 80");
  EXPECT_EQ(Parsed("[::1]:80"), "::1 80");
  EXPECT_EQ(Parsed("[::1]"), "::1 2801");
  EXPECT_EQ(Parsed("::1"), "::1 2801");
  EXPECT_EQ(Parsed("::"), ":: 2801");
}

TEST(ListenAddressTest, RefusesTheRest) {
  for (const char* text :
       {"host:80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "[::1", "-1"}) {
    EXPECT_EQ(Parsed(text), "error") << text;
  }
}

}  // namespace
}  // namespace falco_run::app

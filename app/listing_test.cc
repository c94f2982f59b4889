// SPDX-License-Identifier: Apache-2.0
#include "app/listing.h"

#include <gtest/gtest.h>

namespace falco_run::app {
namespace {

TEST(ListingTest, Wrap) {
  EXPECT_EQ(Wrap("one two three", 7, 2), "one two\n  three");
  EXPECT_EQ(Wrap("one  two\nthree ", 80, 2), "one two three");
  EXPECT_EQ(Wrap("a-word-that-is-too-long b", 5, 1), "a-word-that-is-too-long\n b");
  EXPECT_EQ(Wrap("", 5, 1), "");
  EXPECT_EQ(Wrap(" \n", 5, 1), "");
}

TEST(ListingTest, Cell) {
  EXPECT_EQ(Cell("a|b\nc\n"), "a\\|b c");
  EXPECT_EQ(Cell(""), "");
}

TEST(ListingTest, Bold) {
  EXPECT_EQ(Bold("x", false), "x");
  EXPECT_EQ(Bold("x", true), "\x1b[1mx\x1b[0m");
}

}  // namespace
}  // namespace falco_run::app

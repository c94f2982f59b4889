// SPDX-License-Identifier: Apache-2.0
#include "config/scalar.h"

#include <gtest/gtest.h>

namespace falco_run::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(ScalarTest, Bools) {
  EXPECT_EQ(ParseBool("true"), true);
  EXPECT_EQ(ParseBool("Yes"), true);
  EXPECT_EQ(ParseBool("OFF"), false);
  EXPECT_EQ(ParseBool("1"), std::nullopt);
  EXPECT_EQ(ParseBool(""), std::nullopt);
}

TEST(ScalarTest, Numbers) {
  EXPECT_EQ(ParseNumber("0"), 0u);
  EXPECT_EQ(ParseNumber("18446744073709551615"), 18446744073709551615u);
  EXPECT_EQ(ParseNumber("18446744073709551616"), std::nullopt);
  EXPECT_EQ(ParseNumber("-1"), std::nullopt);
  EXPECT_EQ(ParseNumber("1k"), std::nullopt);
  EXPECT_EQ(ParseNumber(""), std::nullopt);
}

TEST(ScalarTest, Durations) {
  EXPECT_EQ(ParseDuration("1h30m"), hours(1) + minutes(30));
  EXPECT_EQ(ParseDuration("100ms"), milliseconds(100));
  EXPECT_EQ(ParseDuration("1d2s3ms"), hours(24) + milliseconds(2003));
  EXPECT_EQ(ParseDuration("0"), milliseconds(0));
  EXPECT_EQ(ParseDuration("5", seconds(1)), seconds(5));
}

TEST(ScalarTest, NoDurations) {
  for (const char* text : {"", "5", "h", "1x", "1m1h", "1s1s", "-1s", "1.5s", "99999999999999y"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace falco_run::config

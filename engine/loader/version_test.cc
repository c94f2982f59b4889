// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/version.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

TEST(VersionTest, Parses) {
  EXPECT_EQ(Version::Parse("1.22.333")->ToString(), "1.22.333");
  EXPECT_EQ(Version::Parse("0.1.0-rc1+x")->ToString(), "0.1.0");
  for (const char* bad :
       {"", "1", "1.2", "1.2.", "1.2.x", "a.b.c", "1.2.3x", "-1.2.3", "1..2", "99999999999.0.0"}) {
    EXPECT_FALSE(Version::Parse(bad).has_value()) << bad;
  }
}

TEST(VersionTest, Satisfies) {
  const Version ours{0, 63, 1};
  EXPECT_TRUE(ours.Satisfies({0, 63, 1}));
  EXPECT_TRUE(ours.Satisfies({0, 9, 7}));
  EXPECT_FALSE(ours.Satisfies({0, 63, 2}));
  EXPECT_FALSE(ours.Satisfies({0, 64, 0}));
  EXPECT_FALSE((Version{1, 0, 0}).Satisfies({0, 1, 0}));
}

}  // namespace
}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "text/suggest.h"

#include <gtest/gtest.h>

namespace falco_run {
namespace {

TEST(SuggestTest, ClosestName) {
  const std::vector<std::string> names = {"proc.name", "proc.pname", "fd.name"};
  EXPECT_EQ(ClosestName("proc.nme", names), "proc.name");
  EXPECT_EQ(ClosestName("fd.nam", names), "fd.name");
  EXPECT_EQ(ClosestName("container.id", names), "");
  EXPECT_EQ(ClosestName("x", {}), "");
}

TEST(SuggestTest, SuggestionTellsTheFewThereAre) {
  EXPECT_EQ(Suggestion("flgs", {"name", "flags"}), "; did you mean 'flags'?");
  EXPECT_EQ(Suggestion("whatever", {"name", "flags"}), "; there are name and flags");
  EXPECT_EQ(Suggestion("whatever", {"name"}), "; there is name");
  EXPECT_EQ(Suggestion("whatever", std::vector<std::string>(100, "x")), "");
}

}  // namespace
}  // namespace falco_run

// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/priority.h"

#include <gtest/gtest.h>

#include <string>

namespace falco_run::engine {
namespace {

TEST(PriorityTest, NamesParseBack) {
  for (int i = proto::Priority_MIN; i <= proto::Priority_MAX; ++i) {
    const auto priority = static_cast<proto::Priority>(i);
    EXPECT_EQ(ParsePriority(PriorityName(priority)), priority);
    EXPECT_EQ(ParsePriority(proto::Priority_Name(priority)), priority);
  }
  EXPECT_EQ(ParsePriority("iNfO"), proto::INFORMATIONAL);
  EXPECT_FALSE(ParsePriority("").has_value());
  EXPECT_FALSE(ParsePriority("inform").has_value());
  EXPECT_FALSE(ParsePriority(std::string("error\0x", 7)).has_value());
}

}  // namespace
}  // namespace falco_run::engine

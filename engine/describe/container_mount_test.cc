// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/container_mount.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

TEST(ContainerMountTest, AsDockerTakesIt) {
  const auto plain = ParseContainerMount("/srv/data:/data");
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(plain->source(), "/srv/data");
  EXPECT_EQ(plain->dest(), "/data");
  EXPECT_EQ(plain->mode(), "");
  EXPECT_TRUE(plain->rdwr());
  EXPECT_EQ(plain->propagation(), "rprivate");

  const auto full = ParseContainerMount(":/data:z,ro,rslave");
  ASSERT_TRUE(full.ok()) << full.status();
  EXPECT_EQ(full->source(), "");
  EXPECT_EQ(full->mode(), "z,ro,rslave");
  EXPECT_FALSE(full->rdwr());
  EXPECT_EQ(full->propagation(), "rslave");
}

TEST(ContainerMountTest, WhatIsNone) {
  for (const char* wrong : {"", "/data", "/srv:data", "a:", ":"}) {
    EXPECT_EQ(ParseContainerMount(wrong).status().message(),
              "a mount has the form SOURCE:DEST[:OPTIONS], not '" + std::string(wrong) + "'");
  }
}

}  // namespace
}  // namespace falco_run::engine

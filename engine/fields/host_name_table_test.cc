// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/host_name_table.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

using Names = std::vector<std::string>;

const std::string kV4("\x0a\0\0\5", 4);
const std::string kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\0\0\5", 16);
const std::string kV6("\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);

Names NamesOf(const HostNameTable& table, const std::string& address) {
  const Value value = table.NamesOf(address);
  EXPECT_TRUE(value.present());
  EXPECT_EQ(value.shape, Value::Shape::kPair);
  Names names;
  for (uint32_t i = 0; i < value.count; ++i) names.emplace_back(value.items[i].s);
  return names;
}

TEST(HostNameTableTest, AnAddressHasAllItsNames) {
  HostNameTable table;
  table.Add("b", kV4);
  table.Add("a", kV4);
  table.Add("b", kV4);
  table.Add("a", kV6);
  EXPECT_EQ(NamesOf(table, kV4), (Names{"b", "a"}));
  EXPECT_EQ(NamesOf(table, kV6), Names{"a"});
  EXPECT_EQ(NamesOf(table, std::string("\x0a\0\0\6", 4)), Names());
  EXPECT_EQ(NamesOf(table, ""), Names());
}

TEST(HostNameTableTest, MappedAddressesAreIpv4) {
  HostNameTable table;
  table.Add("mapped", kMapped);
  table.Add("plain", kV4);
  EXPECT_EQ(NamesOf(table, kV4), (Names{"mapped", "plain"}));
  EXPECT_EQ(NamesOf(table, kMapped), (Names{"mapped", "plain"}));
}

TEST(HostNameTableTest, WhatIsNoAddressIsPassedOver) {
  HostNameTable table;
  table.Add("a", "");
  table.Add("a", "12345");
  EXPECT_EQ(NamesOf(table, ""), Names());
  EXPECT_EQ(NamesOf(table, "12345"), Names());
}

}  // namespace
}  // namespace falco_run::engine

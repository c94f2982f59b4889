// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/catalogue.h"

#include <gtest/gtest.h>

#include <set>

namespace falco_run::engine {
namespace {

TEST(Catalogue, Complete) {
  std::set<std::string> names;
  for (const FieldInfo* f : Catalogue::All()) {
    EXPECT_TRUE(names.emplace(f->name).second) << f->name;
    EXPECT_GT(std::string(f->description).size(), 3u) << f->name;
    if (f->supply == Supply::kYes && f->name.substr(0, 3) != "ka." &&
        f->name.find("json.") == std::string_view::npos && f->name.substr(0, 4) != "jevt") {
      EXPECT_NE(f->read, nullptr) << f->name;
    }
  }
  EXPECT_EQ(names.size(), 401u);  // Falco's, and evt.trust
}

TEST(Catalogue, Arguments) {
  const Catalogue& c = *Catalogue::ForSource("syscall");
  EXPECT_TRUE(c.Find("proc.name", std::nullopt).use);
  EXPECT_FALSE(c.Find("proc.name", "x").use);
  EXPECT_FALSE(c.Find("proc.name.x", std::nullopt).use);
  EXPECT_EQ(c.Find("evt.arg.flags", std::nullopt).use->arg, "flags");
  EXPECT_EQ(c.Find("evt.arg", "flags").use->param, proto::PARAM_FLAGS);
  EXPECT_EQ(c.Find("evt.arg", "2").use->index, 2);
  EXPECT_FALSE(c.Find("evt.arg", std::nullopt).use);
  EXPECT_EQ(c.Find("container.image.repository", std::nullopt).use->info->name,
            std::string("container.image.repository"));
  EXPECT_EQ(c.Find("container.label.a.b", std::nullopt).use->arg, "a.b");
  EXPECT_EQ(c.Find("thread.cgroup.cpu", std::nullopt).use->arg, "cpu");
  EXPECT_EQ(c.Find("proc.aname", "3").use->index, 3);
  EXPECT_FALSE(c.Find("proc.aname", "-1").use);
  EXPECT_FALSE(c.Find("ka.verb", std::nullopt).use);
  EXPECT_NE(c.Find("no.such", std::nullopt).error.find("nonexistent field"), std::string::npos);
  EXPECT_NE(c.Find("evt.arg.nosuch", std::nullopt).error.find("unknown event argument"),
            std::string::npos);
}

TEST(Catalogue, RawArgumentsHaveTheirOwnTypes) {
  const Catalogue& c = *Catalogue::ForSource("syscall");
  const auto type = [&](const char* n) { return c.Find(n, std::nullopt).use->type; };
  EXPECT_EQ(type("evt.rawarg.res"), ValueType::kInt);
  EXPECT_EQ(type("evt.rawarg.flags"), ValueType::kUint);
  EXPECT_EQ(type("evt.rawarg.name"), ValueType::kString);
  EXPECT_EQ(type("evt.rawarg.data"), ValueType::kBytes);
  EXPECT_EQ(type("evt.rawarg.addr"), ValueType::kOpaque);
}

TEST(Catalogue, Sources) {
  EXPECT_EQ(Catalogue::ForSource("aws_cloudtrail"), nullptr);
  const Catalogue& audit = *Catalogue::ForSource("k8s_audit");
  EXPECT_TRUE(audit.Find("ka.verb", std::nullopt).use);
  EXPECT_TRUE(audit.Find("jevt.value", "/stage").use);
  EXPECT_TRUE(audit.Find("evt.num", std::nullopt).use);
  EXPECT_FALSE(audit.Find("proc.name", std::nullopt).use);
}

TEST(Catalogue, StaticFields) {
  const auto c = Catalogue::WithStaticFields("syscall", {{"site", "berlin"}, {"a_b", ""}});
  EXPECT_EQ(c->source(), "syscall");
  EXPECT_EQ(c->Find("static.site", std::nullopt).use->info->constant, std::string("berlin"));
  EXPECT_TRUE(c->Find("static.a_b", std::nullopt).use);
  EXPECT_FALSE(c->Find("static.other", std::nullopt).use);
  EXPECT_TRUE(c->Find("proc.name", std::nullopt).use);
  EXPECT_EQ(c->LongestPrefix("static.site."), 11u);
  EXPECT_EQ(c->LongestPrefix("static.nowhere"), 0u);
  EXPECT_TRUE(Catalogue::WithStaticFields("k8s_audit", {{"x", "y"}})->Find("static.x", {}).use);
  EXPECT_EQ(Catalogue::WithStaticFields("aws", {{"x", "y"}}), nullptr);
}

TEST(Catalogue, LongestPrefix) {
  const Catalogue& c = *Catalogue::ForSource("syscall");
  EXPECT_EQ(c.LongestPrefix("proc.name is"), 9u);
  EXPECT_EQ(c.LongestPrefix("proc.name."), 9u);
  EXPECT_EQ(c.LongestPrefix("proc.names"), 9u);
  EXPECT_EQ(c.LongestPrefix("evt.arg.flags)"), 13u);
  EXPECT_EQ(c.LongestPrefix("evt.arg[1]"), 7u);
  EXPECT_EQ(c.LongestPrefix("container.image.tag,"), 19u);
  EXPECT_EQ(c.LongestPrefix("nosuch.field"), 0u);
}

}  // namespace
}  // namespace falco_run::engine

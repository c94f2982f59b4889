// SPDX-License-Identifier: Apache-2.0
#include "engine/format/alert_text.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

namespace falco_run::engine {
namespace {

proto::Alert MakeAlert() {
  setenv("TZ", "UTC", 1);
  tzset();
  proto::Alert a;
  a.set_rule("Test rule");
  a.set_priority(proto::WARNING);
  a.set_source("syscall");
  a.set_time_ns(1767225600123456789);
  a.set_hostname("box");
  a.set_message("hello world");
  a.add_tags("a");
  a.add_tags("b");
  return a;
}

void AddField(proto::Alert& a, const char* name, const char* text) {
  proto::OutputField* f = a.add_output_fields();
  f->set_name(name);
  if (text != nullptr) f->set_text(text);
}

TEST(AlertText, Line) {
  EXPECT_EQ(AlertLine(MakeAlert()), "00:00:00.123456789: Warning hello world");
  AlertTextOptions iso;
  iso.iso_time = true;
  EXPECT_EQ(AlertLine(MakeAlert(), iso), "2026-01-01T00:00:00.123456789+0000: Warning hello world");
}

TEST(AlertText, LineIsEscapedLikeAJsonString) {
  proto::Alert a = MakeAlert();
  a.set_message("say \"x\" \\ \n\t\x01 \xff \xc3\xa9");
  EXPECT_EQ(AlertLine(a),
            "00:00:00.123456789: Warning say \\\"x\\\" \\\\ \\n\\t\\u0001 \xef\xbf\xbd \xc3\xa9");
}

TEST(AlertText, Json) {
  proto::Alert a = MakeAlert();
  AddField(a, "proc.name", "cat");
  AddField(a, "fd.name", nullptr);
  proto::OutputField* f = a.add_output_fields();
  f->set_name("fd.num");
  f->set_number(-1);
  f = a.add_output_fields();
  f->set_name("evt.time");
  f->set_unsigned_number(a.time_ns());
  f = a.add_output_fields();
  f->set_name("fd.types");
  f->mutable_list()->add_items("file");
  f = a.add_output_fields();
  f->set_name("evt.is_io");
  f->set_boolean(true);
  EXPECT_EQ(AlertJson(a),
            R"({"hostname":"box","output":"00:00:00.123456789: Warning hello world",)"
            R"("output_fields":{"evt.is_io":true,"evt.time":1767225600123456789,"fd.name":null,)"
            R"("fd.num":-1,"fd.types":["file"],"proc.name":"cat"},"priority":"Warning",)"
            R"("rule":"Test rule","source":"syscall","tags":["a","b"],)"
            R"("time":"2026-01-01T00:00:00.123456789Z"})");
}

TEST(AlertText, JsonOptions) {
  AlertTextOptions o;
  o.include_output = o.include_output_fields = o.include_tags = false;
  o.include_message = true;
  EXPECT_EQ(AlertJson(MakeAlert(), o),
            R"({"hostname":"box","message":"hello world","priority":"Warning",)"
            R"("rule":"Test rule","source":"syscall","time":"2026-01-01T00:00:00.123456789Z"})");
  proto::Alert a = MakeAlert();
  proto::OutputField* f = a.add_output_fields();
  f->set_name("evt.time");
  f->set_unsigned_number(a.time_ns());
  AlertTextOptions iso;
  iso.iso_time = true;
  iso.include_tags = false;
  EXPECT_EQ(AlertJson(a, iso),
            R"({"hostname":"box","output":"2026-01-01T00:00:00.123456789+0000: Warning hello )"
            R"(world","output_fields":{"evt.time.iso8601":"2026-01-01T00:00:00.123456789+0000"},)"
            R"("priority":"Warning","rule":"Test rule","source":"syscall",)"
            R"("time":"2026-01-01T00:00:00.123456789Z"})");
}

}  // namespace
}  // namespace falco_run::engine

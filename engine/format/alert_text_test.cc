// SPDX-License-Identifier: Apache-2.0
#include "engine/format/alert_text.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

#include <nlohmann/json.hpp>
#include <random>

#include "engine/loader/priority.h"

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

// The same object made as a tree of values by the library.
std::string JsonByLibrary(const proto::Alert& alert, const AlertTextOptions& options) {
  using Json = nlohmann::json;
  const auto dump = [](const Json& j) {
    return j.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  // Times are not what is tested here.
  proto::Alert empty;
  empty.set_time_ns(alert.time_ns());
  empty.set_priority(alert.priority());
  AlertTextOptions iso;
  iso.include_output_fields = iso.include_tags = false;
  iso.iso_time = options.iso_time;
  Json j = Json::parse(AlertJson(empty, iso));
  const std::string prefix = j["output"];
  j["hostname"] = alert.hostname();
  j["rule"] = alert.rule();
  j["priority"] = PriorityName(alert.priority());
  j["source"] = alert.source();
  j["output"] = prefix + alert.message();
  if (!options.include_output) j.erase("output");
  if (options.include_message) j["message"] = alert.message();
  if (options.include_output_fields) {
    Json fields = Json::object();
    for (const proto::OutputField& f : alert.output_fields()) {
      Json value;
      switch (f.value_case()) {
        case proto::OutputField::kText:
          value = f.text();
          break;
        case proto::OutputField::kNumber:
          value = f.number();
          break;
        case proto::OutputField::kUnsignedNumber:
          value = f.unsigned_number();
          break;
        case proto::OutputField::kBoolean:
          value = f.boolean();
          break;
        case proto::OutputField::kReal:
          value = f.real();
          break;
        case proto::OutputField::kList:
          value = Json::array();
          for (const std::string& item : f.list().items()) value.push_back(item);
          break;
        case proto::OutputField::VALUE_NOT_SET:
          break;
      }
      if (options.iso_time && f.name() == "evt.time") {
        fields["evt.time.iso8601"] = prefix.substr(0, prefix.find(": "));
      } else {
        fields[f.name()] = value;
      }
    }
    j["output_fields"] = fields;
  }
  if (options.include_tags) {
    j["tags"] = Json::array();
    for (const std::string& tag : alert.tags()) j["tags"].push_back(tag);
  }
  return dump(j);
}

TEST(AlertText, JsonIsWhatTheLibraryWouldWrite) {
  static constexpr const char* kTexts[] = {
      "",          "cat",         "say \"x\"",    "C:\\dir",  "a\nb\tc",      "\x01\x1f\x7f",
      "\xff\xfe",  "caf\xc3\xa9", "\xe2\x82\xac", "\xe2\x82", "\xed\xa0\x80", "</script>",
      "a/b c=d %s"};
  static constexpr const char* kNames[] = {
      "evt.time", "evt.time.iso8601", "evt.time.s",      "evt.num",     "proc.name",
      "fd.name",  "proc.aname[2]",    "proc.env[\"A\"]", "evt.arg.res", "\xff.name"};
  static constexpr int64_t kNumbers[] = {0, -1, 42, INT64_MIN, INT64_MAX};
  static constexpr double kReals[] = {0, 0.5, -1e300, 12345678.25};
  std::mt19937 r(1);
  const auto text = [&] {
    std::string s;
    for (size_t n = r() % 4; n > 0; --n) s += kTexts[r() % std::size(kTexts)];
    return s;
  };
  MakeAlert();  // sets the time zone
  for (int i = 0; i < 3000; ++i) {
    proto::Alert a;
    a.set_time_ns(1767225600123456789 + r());
    a.set_priority(static_cast<proto::Priority>(r() % 8));
    a.set_rule(text());
    a.set_source(text());
    a.set_hostname(text());
    a.set_message(text());
    for (size_t n = r() % 3; n > 0; --n) a.add_tags(text());
    for (size_t n = r() % 8; n > 0; --n) {  // in no order, some names more than once
      proto::OutputField& f = *a.add_output_fields();
      f.set_name(kNames[r() % std::size(kNames)]);
      const int64_t number = kNumbers[r() % std::size(kNumbers)];
      switch (r() % 7) {
        case 0:
          f.set_number(number);
          break;
        case 1:
          f.set_unsigned_number(static_cast<uint64_t>(number));
          break;
        case 2:
          f.set_boolean(r() % 2);
          break;
        case 3:
          f.set_real(kReals[r() % std::size(kReals)]);
          break;
        case 4:
          f.mutable_list();
          for (size_t k = r() % 3; k > 0; --k) f.mutable_list()->add_items(text());
          break;
        case 5:
          f.set_text(text());
          break;
        default:
          break;
      }
    }
    AlertTextOptions o;
    o.iso_time = r() % 2;
    o.include_output = r() % 2;
    o.include_message = r() % 2;
    o.include_output_fields = r() % 4 != 0;
    o.include_tags = r() % 2;
    ASSERT_EQ(AlertJson(a, o), JsonByLibrary(a, o)) << a.DebugString();
  }
}

}  // namespace
}  // namespace falco_run::engine

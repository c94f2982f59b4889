// SPDX-License-Identifier: Apache-2.0
#include "app/junit.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/palette.h"
#include "app/test_report.h"

namespace falco_run::app {
namespace {

using nlohmann::json;

// XML has no way to write most control characters, and no bytes that are no UTF-8.
std::string XmlText(const std::string& text) {
  const std::string quoted = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
  std::string out;
  for (const char c : json::parse(quoted).get<std::string>()) {
    const bool allowed = static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n';
    out += allowed ? std::string(1, c) : "\ufffd";
  }
  return out;
}

std::string Seconds(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", seconds);
  return text;
}

void Set(pugi::xml_node node, const char* name, const std::string& value) {
  pugi::xml_attribute attribute = node.attribute(name);
  if (!attribute) attribute = node.append_attribute(name);
  attribute.set_value(value.c_str());
}

}  // namespace

JunitReport::JunitReport() : suites_(document_.append_child("testsuites")) {
  SetCounts(suites_, all_);
}

void JunitReport::BeginFile(const std::string& path) {
  path_ = path;
  file_ = {};
  suite_ = suites_.append_child("testsuite");
  Set(suite_, "name", XmlText(path));
  SetCounts(suite_, file_);
}

pugi::xml_node JunitReport::AddCase(const std::string& name, double seconds) {
  pugi::xml_node node = suite_.append_child("testcase");
  Set(node, "name", XmlText(name));
  Set(node, "classname", XmlText(path_));
  Set(node, "file", XmlText(path_));
  Set(node, "time", Seconds(seconds));
  for (Counts* counts : {&file_, &all_}) {
    ++counts->tests;
    counts->seconds += seconds;
  }
  return node;
}

void JunitReport::Add(const TestResult& result) {
  pugi::xml_node node = AddCase(result.test->name, result.seconds);
  Set(node, "line", std::to_string(result.test->line));
  if (!result.passed) {
    ++file_.failures;
    ++all_.failures;
    pugi::xml_node failure = node.append_child("failure");
    const char* message = !result.missing.empty()      ? "an expected alert did not come"
                          : !result.unexpected.empty() ? "an alert was not expected"
                                                       : "not as expected";
    Set(failure, "message", message);
    const std::string text = XmlText(RenderResult(result, path_, Palette{}));
    failure.append_child(pugi::node_pcdata).set_value(text.c_str());
  }
  SetCounts(suite_, file_);
  SetCounts(suites_, all_);
}

void JunitReport::AddError(const std::string& message) {
  Set(AddCase("the file of tests", 0).append_child("error"), "message", XmlText(message));
  ++file_.errors;
  ++all_.errors;
  SetCounts(suite_, file_);
  SetCounts(suites_, all_);
}

void JunitReport::SetCounts(pugi::xml_node node, const Counts& counts) {
  Set(node, "tests", std::to_string(counts.tests));
  Set(node, "failures", std::to_string(counts.failures));
  Set(node, "errors", std::to_string(counts.errors));
  Set(node, "time", Seconds(counts.seconds));
}

absl::Status JunitReport::Write(const std::string& path) {
  errno = 0;
  std::ofstream file(path);
  document_.save(file, " ");
  file.close();
  if (file) return absl::OkStatus();
  return absl::UnavailableError(path + ": " + std::strerror(errno != 0 ? errno : EIO));
}

}  // namespace falco_run::app

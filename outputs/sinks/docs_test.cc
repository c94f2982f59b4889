// SPDX-License-Identifier: Apache-2.0
// docs/outputs.md ends with the keys of all sinks as they are. To write them anew:
//   WRITE_DOC=docs/outputs.md bazel-bin/outputs/sinks/docs_test
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "outputs/sinks/all.h"

namespace falco_run::outputs {
namespace {

constexpr char kMarker[] = "<!-- From here on made by outputs/sinks/docs_test.cc -->\n";

std::string Rows(const config::Keys& keys) {
  std::string rows = "\n| key | default | meaning |\n|---|---|---|\n";
  const auto escaped = [](std::string text) {
    for (size_t at = 0; (at = text.find_first_of("|<", at)) != std::string::npos; at += 2) {
      text.insert(at, "\\");
    }
    return text;
  };
  for (const config::Key& key : keys) {
    rows +=
        "| `" + key.path + "` | " + (key.initial.empty() ? "" : "`" + key.initial + "`") + " | ";
    if (!key.no_effect.empty()) {
      rows += "No effect: " + escaped(key.no_effect);
    } else {
      rows += escaped(key.help);
    }
    if (!key.choices.empty()) {
      std::string choices = key.choices;
      std::replace(choices.begin(), choices.end(), '|', ' ');
      rows += " One of `" + choices + "`.";
    }
    rows += key.secret ? " Secret. |\n" : " |\n";
  }
  return rows;
}

std::string Generated() {
  std::string text = "\n## For all sinks\n" + Rows(GlobalSinkKeys()) + "\n## In each section\n" +
                     Rows(CommonKeys());
  for (const Sink& sink : AllSinks()) {
    text += "\n## " + std::string(sink.name) + "\n" + Rows(sink.keys());
  }
  return text;
}

std::string Content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(DocsTest, OutputsMdHasTheKeys) {
  const char* const target = std::getenv("WRITE_DOC");
  const std::string path = target != nullptr ? target : "docs/outputs.md";
  const std::string content = Content(path);
  const size_t marker = content.find(kMarker);
  ASSERT_NE(marker, std::string::npos) << path << " has no marker";
  const std::string head = content.substr(0, marker + sizeof kMarker - 1);
  if (target != nullptr) {
    std::ofstream(path, std::ios::binary) << head << Generated();
    return;
  }
  EXPECT_TRUE(content == head + Generated())
      << "docs/outputs.md is not up to date; see the top of docs_test.cc";
}

}  // namespace
}  // namespace falco_run::outputs

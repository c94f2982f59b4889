// SPDX-License-Identifier: Apache-2.0
// docs/outputs.md ends with the keys of all sinks as they are. To write them anew:
//   WRITE_DOC=docs/outputs.md bazel-bin/outputs/sinks/docs_test
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "config/print.h"
#include "outputs/sinks/all.h"

namespace falco_run::outputs {
namespace {

constexpr char kMarker[] = "<!-- From here on made by outputs/sinks/docs_test.cc -->\n";

std::string Generated() {
  std::string text = "\n## For all sinks\n" + config::MarkdownTable(GlobalSinkKeys()) +
                     "\n## In each section\n" + config::MarkdownTable(CommonKeys());
  for (const Sink& sink : AllSinks()) {
    text += "\n## " + std::string(sink.name) + "\n" + config::MarkdownTable(sink.keys());
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

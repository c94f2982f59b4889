// SPDX-License-Identifier: Apache-2.0
// docs/configuration.md has the keys as they are. To write them anew:
//   WRITE_DOC=docs/configuration.md bazel-bin/app/keys_doc_test
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "app/keys.h"
#include "config/print.h"

namespace falco_run::app {
namespace {

constexpr char kBegin[] = "<!-- Made by app/keys_doc_test.cc -->\n";
constexpr char kEnd[] = "\n<!-- End -->\n";

TEST(KeysDocTest, ConfigurationMdHasTheKeys) {
  const char* const target = std::getenv("WRITE_DOC");
  const std::string path = target != nullptr ? target : "docs/configuration.md";
  std::ifstream in(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  const size_t begin = content.find(kBegin);
  const size_t end = content.find(kEnd);
  ASSERT_LT(begin, end) << path << " has no markers";
  ASSERT_NE(end, std::string::npos) << path << " has no markers";
  const std::string wanted = content.substr(0, begin + sizeof kBegin - 1) +
                             config::MarkdownTable(OwnKeys()) + content.substr(end);
  if (target != nullptr) {
    std::ofstream(path, std::ios::binary) << wanted;
    return;
  }
  EXPECT_TRUE(content == wanted) << path << " is not up to date; see the top of keys_doc_test.cc";
}

}  // namespace
}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
// Listings for rule authors: -L, -l, --list, --list-events.
#include <gtest/gtest.h>

#include <string>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class ListingTest : public testing::Test {
 protected:
  const std::string rules_ = WriteFile(TempDir() + "/rules.yaml", R"(
- list: secrets
  items: [/etc/shadow, /etc/gshadow]
- macro: opened
  condition: evt.type in (open, openat, creat) and fd.num >= 0
- rule: secret opened
  desc: A file with secrets | was opened.
  condition: opened and fd.name in (secrets)
  output: "file=%fd.name"
  priority: ERROR
  tags: [filesystem]
- rule: accepted
  desc: d
  condition: evt.type = accept
  output: o
  priority: INFO
)");

  std::string List(std::vector<std::string> words) {
    words.insert(words.begin(), FalcoRun());
    const RunResult r = Execute(words);
    EXPECT_EQ(r.exit_code, 0) << r.err;
    EXPECT_EQ(r.err, "");
    EXPECT_FALSE(Has(r.out, "\x1b")) << "colour where there is no terminal";
    return r.out;
  }
};

TEST_F(ListingTest, AllRules) {
  const std::string text = List({"-r", rules_, "-L"});
  EXPECT_EQ(text.rfind("Rule    ", 0), 0u) << text;
  EXPECT_TRUE(
      Has(text, "secret opened                                      A file with secrets | "))
      << text;
  EXPECT_TRUE(Has(text, "[Error; syscall; tags: filesystem]")) << text;
  EXPECT_TRUE(Has(List({"-r", rules_, "-L", "-o", "rules[].disable.tag=filesystem"}),
                  "tags: filesystem; disabled]"));
  const std::string markdown = List({"-r", rules_, "-L", "--markdown"});
  EXPECT_TRUE(Has(markdown,
                  "| secret opened | Error | syscall | filesystem | yes | A file with secrets \\| "
                  "was opened. |\n"))
      << markdown;
  for (const auto& options : std::vector<std::vector<std::string>>{
           {"--json"}, {"-o", "json_output=true"}, {"--format", "json"}}) {
    std::vector<std::string> words = {"-r", rules_, "-L"};
    words.insert(words.end(), options.begin(), options.end());
    const auto json = nlohmann::json::parse(List(words), nullptr, false);
    ASSERT_TRUE(json.is_object());
    EXPECT_EQ(json["rules"].size(), 2u);
    EXPECT_EQ(json["macros"][0]["info"]["name"], "opened");
    EXPECT_EQ(json["lists"][0]["info"]["name"], "secrets");
    EXPECT_EQ(json["rules"][0]["details"]["events"], (nlohmann::json{"creat", "open", "openat"}));
  }
}

TEST_F(ListingTest, TheShippedRules) {
  const auto json = nlohmann::json::parse(List({"-L", "--json"}), nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_GT(json["rules"].size(), 20u);
  for (const auto& rule : json["rules"]) {
    EXPECT_FALSE(rule["details"]["events"].empty()) << rule["info"]["name"];
    EXPECT_FALSE(rule["details"]["output_fields"].empty()) << rule["info"]["name"];
  }
}

TEST_F(ListingTest, OneRule) {
  const std::string text = List({"-r", rules_, "-l", "secret opened"});
  EXPECT_TRUE(Has(text, "condition:    opened and fd.name in (secrets)\n")) << text;
  EXPECT_TRUE(Has(text, "macros:       opened\n")) << text;
  EXPECT_TRUE(Has(text, "lists:        secrets\n")) << text;
  EXPECT_TRUE(Has(text, "events:       creat, open, openat\n")) << text;
  EXPECT_FALSE(Has(text, "accepted")) << text;
  const std::string markdown = List({"-r", rules_, "-l", "secret opened", "--format", "markdown"});
  EXPECT_EQ(markdown.rfind("# secret opened\n", 0), 0u) << markdown;
  EXPECT_TRUE(Has(markdown, "* macros: `opened`\n")) << markdown;
  const auto json =
      nlohmann::json::parse(List({"-r", rules_, "-l", "secret opened", "--json"}), nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["rules"].size(), 1u);
  EXPECT_EQ(json["rules"][0]["info"]["name"], "secret opened");
  const RunResult r = Execute({FalcoRun(), "-r", rules_, "-l", "no such rule"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.err, "rule \"no such rule\" is not loaded")) << r.err;
}

TEST_F(ListingTest, RulesThatCannotBeLoaded) {
  const std::string bad = WriteFile(TempDir() + "/bad.yaml", "- rule: r\n");
  const RunResult r = Execute({FalcoRun(), "-r", bad, "-L"});
  EXPECT_EQ(r.exit_code, 1);
  EXPECT_TRUE(Has(r.err, bad + ":1:")) << r.err;
}

TEST_F(ListingTest, Events) {
  const std::string text = List({"--list-events"});
  EXPECT_TRUE(Has(text, "\n  openat(fd fd, fd dirfd, relpath name, flags flags, ")) << text;
  EXPECT_TRUE(Has(text, "\n- procexit(")) << "not observed yet";
  EXPECT_TRUE(Has(List({"--list-events", "--markdown"}),
                  "| `openat` | yes | fd **fd**, fd **dirfd**, relpath **name**, "));
  const auto json = nlohmann::json::parse(List({"--list-events", "--json"}), nullptr, false);
  ASSERT_TRUE(json.is_array());
  EXPECT_GT(json.size(), 150u);
  for (const auto& event : json) {
    if (event["name"] == "execve") {
      EXPECT_EQ(event["observed"], true);
      EXPECT_EQ(event["params"][0], (nlohmann::json{{"name", "res"}, {"type", "errno"}}));
    }
    if (event["name"] == "procexit") {
      EXPECT_EQ(event["observed"], false);
    }
  }
}

TEST_F(ListingTest, Fields) {
  EXPECT_TRUE(Has(List({"--list", "-N"}), "\nproc.aname\n"));
  EXPECT_FALSE(Has(List({"--list=syscall", "-N"}), "ka."));
  EXPECT_TRUE(Has(List({"--list", "--markdown"}), "| `proc.aname` | "));
  const auto json = nlohmann::json::parse(List({"--list", "--format=json"}), nullptr, false);
  ASSERT_TRUE(json.is_array());
  EXPECT_EQ(json[0]["name"].get<std::string>().substr(0, 4), "evt.");
}

}  // namespace
}  // namespace falco_run::tests

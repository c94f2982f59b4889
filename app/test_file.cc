// SPDX-License-Identifier: Apache-2.0
#include "app/test_file.h"

#include <filesystem>
#include <utility>

#include "app/record_source.h"
#include "app/rules_source.h"
#include "app/selected_rules.h"
#include "engine/describe/yaml_text.h"

namespace falco_run::app {
namespace {

using engine::Mistake;
using engine::YamlEntry;

// A command is a list of words, or a line for the shell.
absl::Status ReadCommand(const YAML::Node& node, std::vector<std::string>& argv) {
  auto words = engine::ReadTexts(node);
  if (!words.ok()) return words.status();
  if (words->empty() || words->front().empty()) return Mistake(node, "the command is empty");
  argv = node.IsScalar() ? std::vector<std::string>{"sh", "-c", words->front()} : *std::move(words);
  return absl::OkStatus();
}

absl::Status ReadKey(const YamlEntry& entry, RulesTest& test, bool& expects) {
  if (entry.name == "name") {
    auto name = engine::ReadText(entry.value);
    if (!name.ok()) return name.status();
    test.name = *name;
  } else if (entry.name == "event") {
    test.events.push_back(entry.value);
  } else if (entry.name == "events") {
    if (!entry.value.IsSequence()) return Mistake(entry.value, "events must be a list");
    for (const YAML::Node& event : entry.value) test.events.push_back(event);
  } else if (entry.name == "command") {
    return ReadCommand(entry.value, test.command);
  } else if (entry.name == "expect") {
    if (expects) return Mistake(entry.key, "use either expect or silent");
    auto expectations = ReadExpectations(entry.value);
    if (!expectations.ok()) return expectations.status();
    test.expect = *std::move(expectations);
    expects = true;
  } else if (entry.name == "silent") {
    if (expects) return Mistake(entry.key, "use either expect or silent");
    auto silent = engine::ReadBool(entry.value);
    if (!silent.ok()) return silent.status();
    if (!*silent) return Mistake(entry.value, "say with 'expect' which alerts are expected");
    expects = true;
  } else {
    return engine::UnknownKey(entry, {"name", "event", "events", "command", "expect", "silent"});
  }
  return absl::OkStatus();
}

absl::StatusOr<RulesTest> ReadTest(const YAML::Node& node) {
  auto entries = engine::ReadEntries(node, "a test");
  if (!entries.ok()) return entries.status();
  RulesTest test;
  test.line = node.Mark().line + 1;
  bool expects = false;
  for (const YamlEntry& entry : *entries) {
    if (absl::Status s = ReadKey(entry, test, expects); !s.ok()) return s;
  }
  if (test.name.empty()) return Mistake(node, "a test needs a name");
  if (test.events.empty() == test.command.empty()) {
    return Mistake(node, "a test needs either event, events or command");
  }
  if (!expects) return Mistake(node, "a test needs 'expect' ('expect: []' for no alert)");
  return test;
}

absl::Status ReadFile(const YAML::Node& node, const std::string& directory, TestFile& file) {
  auto entries = engine::ReadEntries(node, "a file of tests");
  if (!entries.ok()) return entries.status();
  for (const YamlEntry& entry : *entries) {
    if (entry.name == "rules") {
      auto paths = engine::ReadTexts(entry.value);
      if (!paths.ok()) return paths.status();
      for (const std::string& path : *paths) {
        const auto full = std::filesystem::path(directory) / path;
        std::error_code error;
        const bool shipped = path == kShippedRulesName && !std::filesystem::exists(full, error);
        file.rules.push_back(shipped ? path : full.string());
      }
    } else if (entry.name == "tests") {
      if (!entry.value.IsSequence()) return Mistake(entry.value, "tests must be a list");
      for (const YAML::Node& item : entry.value) {
        auto test = ReadTest(item);
        if (!test.ok()) return test.status();
        file.tests.push_back(*std::move(test));
      }
    } else {
      return engine::UnknownKey(entry, {"rules", "tests"});
    }
  }
  if (file.tests.empty()) return Mistake(node, "there are no tests in this file");
  return absl::OkStatus();
}

absl::Status At(const std::string& path, const absl::Status& status) {
  return absl::InvalidArgumentError(path + ":" + std::string(status.message()));
}

}  // namespace

absl::StatusOr<TestFile> ReadTestFile(const std::string& path) {
  errno = 0;
  auto text = ReadWholeFile(path);
  if (!text.ok()) return text.status();
  auto documents = engine::ParseYaml(*text);
  if (!documents.ok()) return At(path, documents.status());
  if (documents->size() != 1) {
    return absl::InvalidArgumentError(path + ":1:1: one YAML document with 'tests' is expected");
  }
  TestFile file;
  file.path = path;
  const std::string directory = std::filesystem::path(path).parent_path().string();
  if (absl::Status s = ReadFile(documents->front(), directory, file); !s.ok()) return At(path, s);
  return file;
}

absl::Status CheckExpectedRules(const TestFile& file, const engine::RuleSet& rules) {
  for (const RulesTest& test : file.tests) {
    for (const AlertExpectation& e : test.expect) {
      const engine::Rule* rule = FindRule(rules, e.rule);
      if (rule == nullptr) return At(file.path, Mistake(e.mark, NoSuchRule(rules, e.rule)));
      if (!rule->enabled) {
        return At(file.path, Mistake(e.mark, "the rule '" + e.rule + "' is disabled"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace falco_run::app

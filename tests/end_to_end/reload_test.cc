// SPDX-License-Identifier: Apache-2.0
// Rules and outputs that change while a program runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "http/server.h"
#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

using testing::HasSubstr;

// Fires for a file called `name`; `more` is a part of a rule's condition.
std::string Rule(const std::string& name, const std::string& more = "") {
  return "- rule: " + name +
         " touched\n  desc: d\n  condition: evt.type in (open, openat) and fd.name endswith /" +
         name + more + "\n  output: \"file=%fd.name parent=%proc.pname\"\n  priority: CRITICAL\n";
}

class ReloadTest : public testing::Test {
 protected:
  // Replaces the rules as editors do.
  void WriteRules(const std::string& rules) {
    WriteFile(directory_ + "/new", rules);
    ASSERT_EQ(std::rename((directory_ + "/new").c_str(), (directory_ + "/rules.yaml").c_str()), 0);
  }

  // A program that touches "one" and "two" again and again until there is a file "end"; meanwhile
  // `change` runs, after the first alert. Returns stderr, alerts and all.
  template <typename F>
  std::string RunWhile(F change, bool relative = false) {
    const std::string program = "while [ ! -e " + directory_ + "/end ]; do cat " + directory_ +
                                "/one " + directory_ + "/two 2>/dev/null; sleep 0.02; done; exit 5";
    RunResult result;
    std::thread run([&] {
      const std::string rules = relative ? "rules.yaml" : directory_ + "/rules.yaml";
      result = Execute({"sh", "-c", "cd \"$0\" && exec \"$@\"", directory_, FalcoRun(), "-r", rules,
                        "--alerts=" + directory_ + "/alerts", "--", "sh", "-c", program});
    });
    EXPECT_TRUE(WaitFor([&] { return HasAlert("one"); }, 60));
    change();
    WriteFile(directory_ + "/end", "");
    run.join();
    EXPECT_EQ(result.exit_code, 5) << result.err;
    return result.err;
  }
  bool HasAlert(const std::string& file) {
    return ReadFile(directory_ + "/alerts")
               .find("file=" + directory_ + "/" + file + " parent=sh") != std::string::npos;
  }

  const std::string directory_ = TempDir();
};

TEST_F(ReloadTest, NewRulesFireWithTheProcessesThatRun) {
  WriteRules(Rule("one"));
  const std::string err = RunWhile([&] {
    EXPECT_FALSE(HasAlert("two"));
    WriteRules(Rule("one") + Rule("two"));
    EXPECT_TRUE(WaitFor([&] { return HasAlert("two"); }, 60));
  });
  EXPECT_THAT(err, HasSubstr("rules reloaded: 2 rules"));
}

// The supervisor has left the directory that the name is meant in.
TEST_F(ReloadTest, AFileMayBeNamedFromWhereFalcoRunWasStarted) {
  WriteRules(Rule("one"));
  const std::string err = RunWhile(
      [&] {
        WriteRules(Rule("one") + Rule("two"));
        EXPECT_TRUE(WaitFor([&] { return HasAlert("two"); }, 60));
      },
      /*relative=*/true);
  EXPECT_THAT(err, HasSubstr("rules reloaded: 2 rules"));
}

TEST_F(ReloadTest, RulesWithErrorsLeaveThoseInUse) {
  WriteRules(Rule("one"));
  size_t before = 0;
  const std::string err = RunWhile([&] {
    WriteRules("- rule: broken\n");
    SleepMs(500);
    before = ReadFile(directory_ + "/alerts").size();
    EXPECT_TRUE(WaitFor([&] { return ReadFile(directory_ + "/alerts").size() > before; }, 60));
  });
  EXPECT_THAT(err, HasSubstr("the rules in use stay"));
}

TEST_F(ReloadTest, WhatIsNotWatchedIsSaid) {
  WriteRules(Rule("one"));
  const std::string err = RunWhile([&] {
    WriteRules(Rule("one") + Rule("two", " or evt.type = rmdir"));
    EXPECT_TRUE(WaitFor([&] { return HasAlert("two"); }, 60));
  });
  EXPECT_THAT(err, HasSubstr("start the program anew for rmdir"));
}

// A Slack that collects the files of the alerts posted to it, by path of the request.
class Slack {
 public:
  Slack() {
    http::ServerOptions options;
    options.address = "127.0.0.1";
    auto server = http::Server::Start(options, [this](const http::Request& request) {
      const auto json = nlohmann::json::parse(request.body, nullptr, false);
      const std::lock_guard<std::mutex> lock(mutex_);
      if (down_) return http::Response{.status = 503};
      const std::string text = json.dump();
      const size_t at = text.find("/secret-");
      files_[request.target].push_back(text.substr(at, text.find_first_of(" \"\\", at) - at));
      return http::Response();
    });
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
  }
  void SetDown(bool down) {
    const std::lock_guard<std::mutex> lock(mutex_);
    down_ = down;
  }
  std::vector<std::string> files(const std::string& path) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return files_[path];
  }

 private:
  std::mutex mutex_;
  bool down_ = false;
  std::map<std::string, std::vector<std::string>> files_;
  std::unique_ptr<http::Server> server_;
};

class OutputsReloadTest : public ReloadTest {
 protected:
  void WriteConfig(const std::string& yaml) {
    WriteFile(directory_ + "/new", yaml);
    ASSERT_EQ(std::rename((directory_ + "/new").c_str(), (directory_ + "/falco.yaml").c_str()), 0);
  }
  std::string SlackAt(const std::string& path) const {
    return "slack: {webhookurl: '" + slack_.url(path) + "'}\noutputs: {longest_retry: 100ms}\n";
  }

  // A program that touches a file secret-N every 10 ms until there is a file "end"; meanwhile
  // `change` runs.
  template <typename F>
  RunResult RunWhile(F change, const std::vector<std::string>& options = {}) {
    WriteRules(
        "- rule: secret\n  desc: d\n  condition: evt.type in (open, openat) and fd.name "
        "startswith " +
        directory_ + "/secret-\n  output: \"file=%fd.name\"\n  priority: CRITICAL\n");
    const std::string program = "i=0; while [ ! -e " + directory_ + "/end ]; do : > " + directory_ +
                                "/secret-$i; i=$((i+1)); sleep 0.01; done; echo $i > " +
                                directory_ + "/count";
    // What it says is to be had while it runs.
    std::vector<std::string> argv = {"sh",
                                     "-c",
                                     "exec \"$@\" 2>" + ErrorFile(),
                                     "sh",
                                     FalcoRun(),
                                     "-r",
                                     directory_ + "/rules.yaml",
                                     "-c",
                                     directory_ + "/falco.yaml"};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.insert(argv.end(), {"--", "sh", "-c", program});
    RunResult result;
    std::thread run([&] { result = Execute(argv); });
    change();
    WriteFile(directory_ + "/end", "");
    run.join();
    result.err = ReadFile(ErrorFile());
    return result;
  }

  std::string ErrorFile() const { return directory_ + "/err"; }

  size_t Refusals() const {
    const std::string text = ReadFile(ErrorFile());
    constexpr std::string_view kRefusal = "in use stay\n";
    size_t count = 0;
    for (size_t at = 0; (at = text.find(kRefusal, at)) != std::string::npos; ++at) ++count;
    return count;
  }

  // Every file was reported at one of the paths.
  void ExpectAll(const std::vector<std::string>& paths) {
    std::set<std::string> files;
    for (const std::string& path : paths) {
      for (const std::string& file : slack_.files(path)) files.insert(file);
    }
    EXPECT_EQ(files.size(), std::stoul(ReadFile(directory_ + "/count")));
  }

  Slack slack_;
};

TEST_F(OutputsReloadTest, AlertsGoToTheNewEndpointAndNoneIsLost) {
  WriteConfig(SlackAt("/old"));
  const RunResult result = RunWhile(
      [&] {
        EXPECT_TRUE(WaitFor([&] { return slack_.files("/old").size() > 5; }, 60));
        WriteConfig(SlackAt("/new"));
        EXPECT_TRUE(WaitFor([&] { return slack_.files("/new").size() > 5; }, 60));
      },
      {"--alerts=" + directory_ + "/all"});
  ExpectAll({"/old", "/new"});
  EXPECT_THAT(result.err, HasSubstr("outputs reloaded: slack\n"));
  // The other output was not touched.
  const std::string all = ReadFile(directory_ + "/all");
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), std::stol(ReadFile(directory_ + "/count")));
}

// The queue outlives the output; with an outbox the journal does.
TEST_F(OutputsReloadTest, WhatWaitsForADeadEndpointGoesToTheNewOne) {
  for (const std::string outbox : {"false", "true"}) {
    std::remove((directory_ + "/end").c_str());
    WriteConfig(SlackAt("/old" + outbox));
    const std::string box = "outbox={enabled: " + outbox + ", directory: " + directory_ + "/box}";
    const RunResult result = RunWhile(
        [&] {
          EXPECT_TRUE(WaitFor([&] { return slack_.files("/old" + outbox).size() > 5; }, 60));
          slack_.SetDown(true);
          SleepMs(300);
          WriteConfig(SlackAt("/new" + outbox));
          SleepMs(300);
          slack_.SetDown(false);
          EXPECT_TRUE(WaitFor([&] { return slack_.files("/new" + outbox).size() > 40; }, 60));
        },
        {"-o", box});
    ExpectAll({"/old" + outbox, "/new" + outbox});
    EXPECT_THAT(result.err, HasSubstr("outputs reloaded: slack\n"));
  }
}

TEST_F(OutputsReloadTest, OutputsComeAndGo) {
  WriteConfig(SlackAt("/old"));
  const RunResult result = RunWhile([&] {
    EXPECT_TRUE(WaitFor([&] { return !slack_.files("/old").empty(); }, 60));
    WriteConfig("file_output: {enabled: true, filename: " + directory_ + "/alerts}\n");
    EXPECT_TRUE(WaitFor(
        [&] { return ReadFile(directory_ + "/alerts").find("/secret-") != std::string::npos; },
        60));
  });
  EXPECT_THAT(result.err, HasSubstr("outputs reloaded: file\n"));
  EXPECT_THAT(result.err, HasSubstr("outputs closed: slack\n"));
}

TEST_F(OutputsReloadTest, ABadConfigurationLeavesTheOutputsInUse) {
  WriteConfig(SlackAt("/old"));
  const RunResult result = RunWhile([&] {
    EXPECT_TRUE(WaitFor([&] { return !slack_.files("/old").empty(); }, 60));
    for (const char* bad : {"slack: {webhookurl: [}", "slack: {webhookurl: 'http://a b/'}\n",
                            "file_output: {enabled: true, filename: /none/x}\n"}) {
      const size_t refusals = Refusals();
      WriteConfig(bad);
      EXPECT_TRUE(WaitFor([&] { return Refusals() > refusals; }, 60)) << bad;
      const size_t before = slack_.files("/old").size();
      EXPECT_TRUE(WaitFor([&] { return slack_.files("/old").size() > before; }, 60)) << bad;
    }
    WriteConfig(SlackAt("/new") + "webserver: {listen_port: 1}\n");
    EXPECT_TRUE(WaitFor([&] { return !slack_.files("/new").empty(); }, 60));
  });
  EXPECT_THAT(result.err, HasSubstr("falco.yaml:1:"));
  EXPECT_THAT(result.err, HasSubstr("the rules and outputs in use stay\n"));
  EXPECT_THAT(result.err,
              HasSubstr("/none/x: No such file or directory; the outputs in use stay\n"));
  EXPECT_THAT(result.err, HasSubstr("takes effect at the next start: webserver.listen_port\n"));
  ExpectAll({"/old", "/new"});
}

}  // namespace
}  // namespace falco_run::tests

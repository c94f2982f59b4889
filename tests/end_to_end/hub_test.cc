// SPDX-License-Identifier: Apache-2.0
// `falco-run hub`: alerts of others over HTTP, to outputs.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/test_socket.h"
#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

using testing::HasSubstr;

constexpr char kToken[] = "t0ken";

// A hub in the background that writes what it gets into a file.
class Hub {
 public:
  explicit Hub(std::vector<std::string> more = {}) : more_(std::move(more)) { Start("0"); }
  ~Hub() { Stop(SIGKILL); }

  void Start(const std::string& port) {
    std::vector<std::string> argv = {
        FalcoRun(), "hub",
        "--listen", "127.0.0.1:" + port,
        "-o",       "file_output={enabled: true, keep_alive: true, filename: " + file() + "}"};
    argv.insert(argv.end(), more_.begin(), more_.end());
    std::filesystem::remove(log());
    pid_ = fork();
    if (pid_ == 0) {
      const int fd = open(log().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      dup2(fd, STDERR_FILENO);
      dup2(fd, STDOUT_FILENO);
      std::vector<char*> words;
      for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
      words.push_back(nullptr);
      execv(words[0], words.data());
      _exit(127);
    }
    constexpr char kListening[] = "listening on http://127.0.0.1:";
    ASSERT_TRUE(WaitFor([&] { return ReadFile(log()).find(kListening) != std::string::npos; }))
        << ReadFile(log());
    const std::string text = ReadFile(log());
    port_ = text.substr(text.find(kListening) + sizeof kListening - 1);
    port_.resize(port_.find('\n'));
  }

  // Returns the status as waitpid gives it.
  int Stop(int signal) {
    if (pid_ <= 0) return 0;
    kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return status;
  }
  void Restart() {
    Stop(SIGKILL);
    Start(port_);
  }

  pid_t pid() const { return pid_; }
  uint16_t port() const { return static_cast<uint16_t>(std::stoi(port_)); }
  std::string url() const { return "http://127.0.0.1:" + port_ + "/"; }
  std::string file() const { return directory_ + "/alerts"; }
  std::string log() const { return directory_ + "/log"; }
  const std::string& directory() const { return directory_; }

  std::vector<std::string> Lines() const {
    std::istringstream in(ReadFile(file()));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

 private:
  const std::string directory_ = TempDir();
  std::vector<std::string> more_;
  pid_t pid_ = 0;
  std::string port_;
};

TEST(HubTest, TakesWhatCurlPostsAsFalcoDoes) {
  Hub hub({"-o", "hub.token=" + std::string(kToken)});
  const std::string body =
      R"json({"hostname":"h","output":"10:00:00.000000000: Critical Odd (user=root)",)json"
      R"("output_fields":{"user.name":"root"},"priority":"Critical","rule":"Odd",)"
      R"("source":"syscall","tags":["t"],"time":"2026-01-02T10:00:00.000000000Z"})";
  const auto post = [&](const std::string& path, const std::string& token) {
    return Execute({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-A",
                    "falcosecurity/falco", "-H", "Content-Type: application/json", "-H",
                    "Authorization: Bearer " + token, "--data", body, hub.url() + path})
        .out;
  };
  EXPECT_EQ(post("", "wrong"), "401");
  EXPECT_EQ(post("", kToken), "200");
  EXPECT_EQ(post("elsewhere", kToken), "404");
  EXPECT_EQ(Execute({"curl", "-s", hub.url() + "ping"}).out, "pong\n");
  EXPECT_THAT(Execute({"curl", "-s", hub.url() + "metrics"}).out,
              HasSubstr("inputs_total{source=\"requests\",status=\"accepted\"} 1\n"));
  const int status = hub.Stop(SIGTERM);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_EQ(hub.Lines(), std::vector<std::string>{body});
  EXPECT_THAT(ReadFile(hub.log()), HasSubstr("1 alerts taken, 0 bad requests; 0 lost"));
  EXPECT_THAT(ReadFile(hub.log()), testing::Not(HasSubstr(kToken)));
}

TEST(HubTest, SaysWhatItsConfigurationLacks) {
  const auto run = [](std::vector<std::string> options) {
    std::vector<std::string> argv = {FalcoRun(), "hub", "--listen", "127.0.0.1:0"};
    argv.insert(argv.end(), options.begin(), options.end());
    const RunResult result = Execute(argv);
    EXPECT_EQ(result.exit_code, 1);
    return result.err;
  };
  EXPECT_THAT(run({}), HasSubstr("no output is configured"));
  EXPECT_THAT(run({"-o", "file_output.enabled=true", "-o", "tlsserver.deploy=true", "-o",
                   "tlsserver.certfile=/none"}),
              HasSubstr("/none"));
  const RunResult bad = Execute({FalcoRun(), "hub", "--listen", "localhost:80"});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.err, HasSubstr("numeric address"));
}

TEST(HubTest, FollowsItsConfiguration) {
  const std::string directory = TempDir();
  const std::string config = WriteFile(directory + "/hub.yaml", "priority: debug\n");
  Hub hub({"-c", config});
  const auto test = [&] {
    EXPECT_EQ(Execute({"curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST",
                       hub.url() + "test"})
                  .out,
              "200");
  };
  test();
  // The webhook is the hub itself: the alert comes again and again, to the file, too.
  WriteFile(config, "webhook: {address: '" + hub.url() + "'}\n");
  ASSERT_TRUE(WaitFor(
      [&] { return ReadFile(hub.log()).find("outputs reloaded: webhook") != std::string::npos; },
      60));
  test();
  EXPECT_TRUE(WaitFor([&] { return hub.Lines().size() > 4; }, 60));
  WriteFile(config, "webhook: {address: 'http://a b/'}\n");
  EXPECT_TRUE(WaitFor(
      [&] { return ReadFile(hub.log()).find("the outputs in use stay") != std::string::npos; },
      60));
  WriteFile(config, "priority: debug\n");
  EXPECT_TRUE(WaitFor(
      [&] { return ReadFile(hub.log()).find("outputs closed: webhook") != std::string::npos; },
      60));
  const int status = hub.Stop(SIGTERM);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

// Wrapped programs post while the hub is killed again and again; both have an outbox.
TEST(HubTest, NothingIsLostWhenTheHubIsKilled) {
  Hub hub;
  const std::string outbox = hub.directory() + "/hub_outbox";
  hub.Stop(SIGKILL);
  Hub durable({"-o", "outbox={enabled: true, directory: " + outbox + "}"});
  const std::string directory = TempDir();
  const std::string rules =
      "- rule: secret\n  desc: d\n  condition: evt.type in (open, openat) and fd.name startswith " +
      directory + "/secret-\n  output: \"file=%fd.name\"\n  priority: CRITICAL\n";
  constexpr int kFiles = 300;
  std::thread wrapper([&] {
    const std::string program = "i=0; while [ $i -lt " + std::to_string(kFiles) + " ]; do : > " +
                                directory + "/secret-$i; i=$((i+1)); sleep 0.01; done";
    const Wrapped w = RunWrapped(
        "notify", {"sh", "-c", program}, rules,
        {"-o", "http_output={enabled: true, keep_alive: true, url: " + durable.url() + "}", "-o",
         "json_output=true", "-o", "outbox={enabled: true, directory: " + directory + "/outbox}",
         "-o", "outputs.exit_deadline=60s", "-o", "outputs.longest_retry=100ms"});
    EXPECT_EQ(w.summary["outputs"]["http"]["waiting"], 0) << w.run.err;
    EXPECT_EQ(w.summary["outputs"]["http"]["failed"], 0) << w.run.err;
  });
  for (int i = 0; i < 8; ++i) {
    SleepMs(300);
    durable.Restart();
  }
  wrapper.join();
  durable.Stop(SIGTERM);
  std::set<std::string> files;
  for (const std::string& line : durable.Lines()) {
    // The hub may have been killed within a line.
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_object()) files.insert(json["output_fields"]["fd.name"].get<std::string>());
  }
  EXPECT_EQ(files.size(), static_cast<size_t>(kFiles));
}

// Megabytes of the process that are in memory.
size_t Resident(pid_t pid) {
  size_t pages = 0;
  std::ifstream("/proc/" + std::to_string(pid) + "/statm").ignore(64, ' ') >> pages;
  return pages * static_cast<size_t>(sysconf(_SC_PAGESIZE)) >> 20;
}

TEST(HubTest, StandsTenThousandHostileRequests) {
  constexpr int kRequests = 10'000;
  Hub hub({"-o", "hub.token=" + std::string(kToken)});
  const std::string authorized = "Authorization: Bearer " + std::string(kToken) + "\r\n";
  // They say little and stay, all the while.
  std::vector<http::TestSocket> slow;
  for (int i = 0; i < 100; ++i) {
    slow.push_back(http::TestSocket::Connect(hub.port()));
    slow.back().Send("POST / HTTP/1.1\r\nHost: h\r\n" + authorized + "Content-Le");
  }
  std::mt19937 random(1);
  std::map<std::string, int> answers;
  for (int i = 0; i < kRequests; ++i) {
    std::string body;
    std::string headers = authorized;
    switch (i % 8) {
      case 0:  // no token
        body = R"({"output": "x"})";
        headers = "";
        break;
      case 1:  // no JSON
        for (unsigned n = random() % 500; n != 0; --n) body += static_cast<char>(random());
        break;
      case 2:  // wrong types
        body = R"({"output": "x", "tags": {"a": 1}})";
        break;
      case 3:  // deep
        body = R"({"output": "x", "output_fields": )" + std::string(50'000, '[');
        break;
      case 4:  // larger than it may be
        body = "{";
        headers += "Content-Length: 100000000\r\n";
        break;
      case 5:  // no HTTP
        body = "x";
        headers += "Content-Length: -1\r\n";
        break;
      case 6:  // a bad compression
        body = "no gzip";
        headers += "Content-Encoding: gzip\r\n";
        break;
      default:  // good, among all that
        body = R"({"output": "good"})";
    }
    if (headers.find("Content-Length") == std::string::npos) {
      headers += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    auto socket = http::TestSocket::Connect(hub.port());
    socket.Send("POST / HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n" + body);
    ++answers[socket.ReadUntil("\r\n").substr(0, 12)];
  }
  EXPECT_EQ(answers["HTTP/1.1 200"], kRequests / 8);
  EXPECT_EQ(answers["HTTP/1.1 401"], kRequests / 8);
  EXPECT_EQ(answers["HTTP/1.1 413"], kRequests / 8);
  EXPECT_EQ(answers["HTTP/1.1 400"], kRequests / 8 * 5);
  EXPECT_LT(Resident(hub.pid()), 60u);
  EXPECT_EQ(Execute({"curl", "-s", hub.url() + "ping"}).out, "pong\n");
  const int status = hub.Stop(SIGTERM);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_EQ(hub.Lines().size(), static_cast<size_t>(kRequests / 8));
}

}  // namespace
}  // namespace falco_run::tests

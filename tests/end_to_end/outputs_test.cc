// SPDX-License-Identifier: Apache-2.0
// Alerts on their way out: configuration, outputs, the outbox.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "http/server.h"
#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

using testing::HasSubstr;

// A receiver of alerts on loopback.
class Endpoint {
 public:
  Endpoint() { Start(0); }

  void Start(uint16_t port) {
    http::ServerOptions options;
    options.address = "127.0.0.1";
    options.port = port;
    auto server = http::Server::Start(options, [this](const http::Request& request) {
      std::lock_guard<std::mutex> lock(mutex_);
      requests_.push_back(request);
      return http::Response();
    });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    port_ = server_->port();
  }
  void Stop() { server_.reset(); }
  void Restart() {
    Stop();
    Start(port_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  std::vector<http::Request> requests() {
    std::lock_guard<std::mutex> lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;
  std::vector<http::Request> requests_;
  std::unique_ptr<http::Server> server_;
  uint16_t port_ = 0;
};

// A rule that fires for each file called secret-*.
std::string SecretRule(const std::string& directory) {
  return "- rule: secret\n  desc: d\n  condition: evt.type in (open, openat) and fd.name "
         "startswith " +
         directory + "/secret-\n  output: \"file=%fd.name\"\n  priority: CRITICAL\n";
}

std::string OpenSecret(const std::string& directory) {
  return "cat " + directory + "/secret-1 2>/dev/null; exit 7";
}

TEST(OutputsTest, OneYamlLinePostsToSlack) {
  const std::string directory = TempDir();
  Endpoint slack;
  const std::string config = WriteFile(directory + "/falco.yaml",
                                       "slack: {webhookurl: " + slack.url() + "services/T0/B0}\n");
  const Wrapped w = RunWrapped("notify", {"sh", "-c", OpenSecret(directory)}, SecretRule(directory),
                               {"-c", config});
  EXPECT_EQ(w.run.exit_code, 7);
  ASSERT_EQ(slack.requests().size(), 1u) << w.run.err;
  const http::Request request = slack.requests()[0];
  EXPECT_EQ(request.target, "/services/T0/B0");
  const auto body = nlohmann::json::parse(request.body);
  EXPECT_THAT(body["attachments"][0]["text"].get<std::string>(),
              HasSubstr("Critical file=" + directory + "/secret-1"));
  EXPECT_EQ(w.summary["outputs"]["slack"]["delivered"], 1);
  EXPECT_EQ(w.summary["lost"], 0);
}

TEST(OutputsTest, FalcosOutputsOfOneConfiguration) {
  const std::string directory = TempDir();
  Endpoint http;
  const std::string config = WriteFile(
      directory + "/falco.yaml",
      "json_output: true\n"
      "stdout_output: {enabled: true}\n"
      "file_output: {enabled: true, keep_alive: false, filename: " +
          directory +
          "/file}\n"
          "program_output: {enabled: true, keep_alive: false, program: \"cat >> " +
          directory + "/program\"}\n" + "http_output: {enabled: true, url: " + http.url() +
          "alerts, user_agent: mine}\n"
          "unknown_key: 1\nengine: {kind: modern_ebpf}\n");
  const Wrapped w = RunWrapped("notify", {"sh", "-c", OpenSecret(directory)}, SecretRule(directory),
                               {"-c", config});
  EXPECT_EQ(w.run.exit_code, 7);
  ASSERT_EQ(w.alerts.size(), 1u) << w.run.err;
  EXPECT_EQ(nlohmann::json::parse(ReadFile(directory + "/file")), w.alerts[0]);
  EXPECT_EQ(nlohmann::json::parse(ReadFile(directory + "/program")), w.alerts[0]);
  ASSERT_EQ(http.requests().size(), 1u);
  EXPECT_EQ(nlohmann::json::parse(http.requests()[0].body), w.alerts[0]);
  EXPECT_EQ(*http::FindHeader(http.requests()[0].headers, "User-Agent"), "mine");
  EXPECT_THAT(w.run.err, HasSubstr("warning: " + config + ":6:1: unknown key 'unknown_key'"));
  EXPECT_THAT(w.run.err, HasSubstr(":7:1: 'engine' has no effect here"));
}

// The command of an output is a child of falco-run's, and none of the program's.
class ProgramOutputTest : public BackendTest {};

TEST_P(ProgramOutputTest, ACommandThatIsKeptEndsWithFalcoRun) {
  const std::string directory = TempDir();
  const Wrapped w =
      RunWrapped(GetParam(), {"sh", "-c", OpenSecret(directory)}, SecretRule(directory),
                 {"-o",
                  "program_output={enabled: true, keep_alive: true, program: "
                  "\"cat >> " +
                      directory + "/program; echo ended >> " + directory + "/program\"}"});
  EXPECT_EQ(w.run.exit_code, 7);
  EXPECT_EQ(w.summary["processes_left"], false) << w.run.err;
  EXPECT_EQ(w.summary["lost"], 0);
  const std::string received = ReadFile(directory + "/program");
  EXPECT_THAT(received, HasSubstr("secret-1"));
  EXPECT_THAT(received, HasSubstr("ended"));
}

TEST_P(ProgramOutputTest, ACommandThatFailsHasNotDelivered) {
  const std::string directory = TempDir();
  const std::string script =
      "cat " + directory + "/secret-1 " + directory + "/secret-2 2>/dev/null; exit 7";
  const Wrapped w =
      RunWrapped(GetParam(), {"sh", "-c", script}, SecretRule(directory),
                 {"-o", "program_output={enabled: true, program: \"cat >/dev/null; exit 3\"}", "-o",
                  "outputs.exit_deadline=200ms"});
  EXPECT_EQ(w.run.exit_code, 7);
  EXPECT_EQ(w.alerts.size(), 2u);
  EXPECT_EQ(w.summary["processes_left"], false) << w.run.err;
  EXPECT_EQ(w.summary["outputs"]["program"]["delivered"], 0) << w.run.err;
  EXPECT_EQ(w.summary["lost"], 2);
}

INSTANTIATE_TEST_SUITE_P(Backends, ProgramOutputTest, kAllBackends, BackendName);

TEST(OutputsTest, ADeadEndpointChangesNothingForTheProgram) {
  const std::string directory = TempDir();
  const Wrapped w = RunWrapped("notify", {"sh", "-c", OpenSecret(directory)}, SecretRule(directory),
                               {"-o", "http_output={enabled: true, url: http://127.0.0.1:1/}", "-o",
                                "outputs.exit_deadline=200ms"});
  EXPECT_EQ(w.run.exit_code, 7);
  EXPECT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.summary["outputs"]["http"]["waiting"], 1);
  EXPECT_EQ(w.summary["lost"], 1);
}

TEST(OutputsTest, RepeatsAreCountedInOneAlert) {
  const std::string directory = TempDir();
  const std::string program = "for i in 1 2 3 4 5; do cat " + directory + "/secret-1; done; cat " +
                              directory + "/secret-2; exit 7";
  const Wrapped w = RunWrapped("notify", {"sh", "-c", program}, SecretRule(directory),
                               {"-o", "outputs.repeats={window: 60, fields: [fd.name]}"});
  EXPECT_EQ(w.run.exit_code, 7);
  ASSERT_EQ(w.alerts.size(), 3u) << w.run.err;
  EXPECT_THAT(w.alerts[2]["output"], HasSubstr("file=" + directory + "/secret-1 (x 4 in 60 s)"));
  EXPECT_EQ(w.alerts[2]["output_fields"]["repeat.count"], 4);
  EXPECT_EQ(w.summary["alerts"], 6);
  EXPECT_EQ(w.summary["grouped"], 4);
}

TEST(OutputsTest, TheOutboxKeepsWhatADeadEndpointMissed) {
  const std::string directory = TempDir();
  Endpoint http;
  http.Stop();
  const std::vector<std::string> options = {
      "-o", "http_output={enabled: true, url: " + http.url() + "}",
      "-o", "outbox={enabled: true, directory: " + directory + "/outbox}",
      "-o", "outputs.exit_deadline=200ms"};
  const Wrapped first =
      RunWrapped("notify", {"sh", "-c", OpenSecret(directory)}, SecretRule(directory), options);
  EXPECT_EQ(first.summary["outputs"]["http"]["waiting"], 1) << first.run.err;
  EXPECT_EQ(first.summary["lost"], 0);
  http.Restart();
  std::vector<std::string> longer = options;
  longer.back() = "outputs.exit_deadline=20s";
  RunWrapped("notify", {"true"}, SecretRule(directory), longer);
  ASSERT_EQ(http.requests().size(), 1u);
  EXPECT_THAT(http.requests()[0].body, HasSubstr("secret-1"));
  EXPECT_TRUE(std::filesystem::is_empty(directory + "/outbox"));
}

// Runs falco-run in the background.
pid_t Start(const std::vector<std::string>& arguments, const std::string& log) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(fd, STDERR_FILENO);
  dup2(fd, STDOUT_FILENO);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

// The program notes each file that it has opened; falco-run and the endpoint are killed again and
// again. What was noted arrives, and what arrives twice has one id.
TEST(OutputsTest, NothingIsLostByKillingFalcoRunAndItsEndpoint) {
  constexpr int kRounds = 20;
  const std::string directory = TempDir();
  const std::string rules = WriteFile(directory + "/rules.yaml", SecretRule(directory));
  constexpr char kProgram[] = R"(
import os, sys
log = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
n = 0
while True:
    n += 1
    path = "%s/secret-%s-%d" % (sys.argv[1], sys.argv[3], n)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
    os.unlink(path)
    os.write(log, (path + "\n").encode())
)";
  Endpoint http;
  const std::vector<std::string> arguments = {
      FalcoRun(),
      "-q",
      "--on-failure=kill",
      "-r",
      rules,
      "--alerts=/dev/null",
      "-o",
      "http_output={enabled: true, keep_alive: true, url: " + http.url() + "}",
      "-o",
      "outbox={enabled: true, directory: " + directory + "/outbox}",
      "-o",
      "outputs.longest_retry=100ms"};
  const std::string noted = directory + "/noted";
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::string> argv = arguments;
    for (const char* word : {"--", "python3", "-c", kProgram}) argv.push_back(word);
    argv.insert(argv.end(), {directory, noted, std::to_string(round)});
    const auto size = [&] {
      std::error_code error;
      const auto bytes = std::filesystem::file_size(noted, error);
      return error ? 0 : bytes;
    };
    const auto before = size();
    const pid_t keeper = Start(argv, directory + "/log");
    ASSERT_TRUE(WaitFor([&] { return size() > before; }, 60)) << ReadFile(directory + "/log");
    SleepMs(20 + 7 * round);
    if (round % 2 == 0) http.Restart();
    const std::vector<pid_t> engines = ChildrenOf(keeper);
    ASSERT_EQ(engines.size(), 1u);
    kill(engines[0], SIGKILL);
    if (round % 4 == 0) kill(keeper, SIGKILL);
    waitpid(keeper, nullptr, 0);
  }
  std::vector<std::string> last = arguments;
  last.insert(last.end(), {"-o", "outputs.exit_deadline=60s", "--", "true"});
  EXPECT_EQ(Execute(last, "", 120).exit_code, 0);
  std::map<std::string, std::set<std::string>> ids;  // of each file
  for (const http::Request& request : http.requests()) {
    const std::string& line = request.body;
    const size_t begin = line.find("file=") + 5;
    ids[line.substr(begin)].insert(*http::FindHeader(request.headers, "Idempotency-Key"));
  }
  std::istringstream lines(ReadFile(noted));
  size_t missing = 0, count = 0;
  for (std::string path; std::getline(lines, path); ++count) missing += ids.count(path) == 0;
  EXPECT_GT(count, static_cast<size_t>(kRounds));
  EXPECT_EQ(missing, 0u) << "of " << count;
  for (const auto& [path, of_path] : ids) EXPECT_EQ(of_path.size(), 1u) << path;
  EXPECT_TRUE(std::filesystem::is_empty(directory + "/outbox"));
}

}  // namespace
}  // namespace falco_run::tests

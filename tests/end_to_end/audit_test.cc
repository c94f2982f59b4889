// SPDX-License-Identifier: Apache-2.0
// `falco-run audit` on the real binary.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http/client.h"
#include "tests/end_to_end/harness.h"
#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string Event(const std::string& more, const std::string& stage = "ResponseComplete") {
  return R"({"kind":"Event","auditID":"a","stage":")" + stage +
         R"(","stageTimestamp":"2026-01-02T03:04:05.5Z","user":{"username":"ann"},)" + more + "}";
}

const std::string kExec =
    Event(R"("verb":"create","requestURI":"/x?command=bash","objectRef":)"
          R"({"resource":"pods","name":"web","namespace":"shop","subresource":"exec"})",
          "ResponseStarted");
const std::string kConfigMap =
    Event(R"("verb":"create","objectRef":{"resource":"configmaps","name":"settings"},)"
          R"("requestObject":{"data":{"password":"hunter2"}})");
const std::string kHarmless = Event(R"("verb":"get","objectRef":{"resource":"pods"})");

// falco-run audit in the background, its stderr in a file.
class Background {
 public:
  explicit Background(const std::vector<std::string>& options) : dir_(TempDir()) {
    std::vector<std::string> argv = {FalcoRun(), "audit"};
    argv.insert(argv.end(), options.begin(), options.end());
    std::vector<char*> c;
    for (std::string& a : argv) c.push_back(a.data());
    c.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      const int fd = open((dir_ + "/err").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      dup2(fd, STDERR_FILENO);
      execv(c[0], c.data());
      _exit(127);
    }
  }
  ~Background() {
    if (pid_ > 0) Stop(SIGKILL);
  }

  std::string err() const {
    return std::filesystem::exists(dir_ + "/err") ? ReadFile(dir_ + "/err") : "";
  }
  int WaitForPort() const {
    const std::string mark = "at port ";
    if (!WaitFor([&] { return Has(err(), mark) && Has(err(), ", path"); })) return 0;
    const std::string text = err();
    return std::stoi(text.substr(text.find(mark) + mark.size()));
  }
  // The exit status, or -signal.
  int Stop(int signal) {
    kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  const std::string dir_;
  pid_t pid_ = -1;
};

int Post(int port, const std::string& body, const std::string& token = "") {
  http::ClientOptions options;
  options.url = "http://127.0.0.1:" + std::to_string(port) + "/k8s-audit";
  auto client = http::Client::Make(std::move(options));
  http::Request request;
  request.headers = {{"Content-Type", "application/json"}};
  if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
  request.body = body;
  const auto response = (*client)->Send(request);
  return response.ok() ? response->status : -1;
}

TEST(AuditTest, ReadsStdinWithTheShippedRules) {
  const RunResult r =
      Execute({FalcoRun(), "audit", "-"}, kExec + "\n" + kHarmless + "\n" + kConfigMap);
  EXPECT_EQ(r.exit_code, 0) << r.err;
  EXPECT_EQ(r.out, "");
  EXPECT_TRUE(Has(r.err,
                  "Notice Program started in a pod from outside | user=ann how=exec pod=web "
                  "ns=shop command=bash"))
      << r.err;
  EXPECT_TRUE(Has(r.err, "Warning Credentials in a ConfigMap | user=ann")) << r.err;
  EXPECT_TRUE(Has(r.err, "3 events seen, 3 evaluated by ")) << r.err;
}

TEST(AuditTest, SaysWhatIsNoEvent) {
  const RunResult r =
      Execute({FalcoRun(), "audit", "--json", "-"}, "{\n" + kHarmless + "\n{\"auditID\":1}\n");
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_TRUE(Has(r.err, "stdin:1: no JSON: at byte 1")) << r.err;
  EXPECT_TRUE(Has(r.err, "stdin:3: the event: a value of a wrong type")) << r.err;
  const auto summary = nlohmann::json::parse(r.err.substr(r.err.find("\n{") + 1));
  EXPECT_EQ(summary["events_seen"], 1);
  EXPECT_EQ(summary["audit"]["malformed"], 1);
  EXPECT_EQ(summary["audit"]["refused"]["a value of a wrong type"], 1);
}

TEST(AuditTest, WebhookUntilItIsStopped) {
  const std::string dir = TempDir();
  const std::string token = WriteFile(dir + "/token", "secret\n");
  Background audit({"--listen", "127.0.0.1:0", "--token-file", token, "--alerts", dir + "/alerts"});
  const int port = audit.WaitForPort();
  ASSERT_NE(port, 0) << audit.err();
  EXPECT_EQ(Post(port, kExec), 401);
  EXPECT_EQ(
      Post(port, R"({"kind":"EventList","items":[)" + kExec + "," + kConfigMap + "]}", "secret"),
      200);
  EXPECT_EQ(Post(port, "[" + kConfigMap + ",{}]", "secret"), 400);
  EXPECT_EQ(audit.Stop(SIGTERM), 0);
  const std::string alerts = ReadFile(dir + "/alerts");
  EXPECT_EQ(std::count(alerts.begin(), alerts.end(), '\n'), 3) << alerts;
  EXPECT_TRUE(Has(audit.err(), "3 events seen, 3 evaluated")) << audit.err();
  EXPECT_TRUE(Has(audit.err(), "refused: no auditID (1 event)")) << audit.err();
  EXPECT_TRUE(Has(audit.err(), "refused: 1 requests without a good token")) << audit.err();
}

TEST(AuditTest, FollowsAFileUntilItIsInterrupted) {
  const std::string dir = TempDir();
  const std::string file = WriteFile(dir + "/audit.log", kExec + "\n");
  Background audit({"--file", file, "--follow"});
  ASSERT_TRUE(WaitFor([&] { return Has(audit.err(), "Program started in a pod"); })) << audit.err();
  std::filesystem::rename(file, file + ".1");
  WriteFile(file, kConfigMap + "\n");
  ASSERT_TRUE(WaitFor([&] { return Has(audit.err(), "Credentials in a ConfigMap"); }))
      << audit.err();
  EXPECT_EQ(audit.Stop(SIGINT), 0);
  EXPECT_TRUE(Has(audit.err(), "2 events seen")) << audit.err();
}

TEST(AuditTest, ARecordingIsReplayedAndExplained) {
  const std::string dir = TempDir();
  const RunResult r = Execute(
      {FalcoRun(), "audit", "--record=" + dir + "/a.rec", "--alerts=" + dir + "/alerts", "-q", "-"},
      kExec + "\n" + kHarmless + "\n" + kConfigMap + "\n");
  ASSERT_EQ(r.exit_code, 0) << r.err;
  const RunResult replay = Execute({FalcoRun(), "replay", dir + "/a.rec", "-r",
                                    "k8s_audit_rules.yaml", "--alerts=" + dir + "/again"});
  EXPECT_EQ(replay.exit_code, 0) << replay.err;
  EXPECT_EQ(ReadFile(dir + "/again"), ReadFile(dir + "/alerts"));
  const RunResult explain = Execute({FalcoRun(), "explain", "-r", "k8s_audit_rules.yaml", "-e",
                                     dir + "/a.rec", "Credentials in a ConfigMap"});
  EXPECT_TRUE(Has(explain.out, "create configmaps by ann")) << explain.out << explain.err;
  EXPECT_TRUE(Has(explain.out, "Credentials in a ConfigMap: fires")) << explain.out;
}

TEST(AuditTest, LinesOfALogAreExplained) {
  const std::string file = WriteFile(TempDir() + "/audit.log", kHarmless + "\n" + kExec + "\n");
  const RunResult explain =
      Execute({FalcoRun(), "explain", "-r", "k8s_audit_rules.yaml", "-e", file});
  EXPECT_EQ(explain.exit_code, 0) << explain.err;
  EXPECT_TRUE(Has(explain.out, "event 2: create pods by ann")) << explain.out;
}

TEST(AuditTest, RulesOfBothSourcesInOneFile) {
  const std::string dir = TempDir();
  const std::string rules = WriteFile(dir + "/rules.yaml", R"(
- rule: Opened
  desc: d
  condition: evt.type in (open, openat) and fd.name endswith .marked
  output: opened
  priority: INFO
- rule: Got
  desc: d
  source: k8s_audit
  condition: ka.verb = get
  output: got %ka.target.resource
  priority: INFO
)");
  const RunResult audit = Execute({FalcoRun(), "audit", "-r", rules, "-"}, kHarmless);
  EXPECT_TRUE(Has(audit.err, "Informational got pods")) << audit.err;
  const RunResult run =
      Execute({FalcoRun(), "-r", rules, "--", "cat", WriteFile(dir + "/x.marked", "")});
  EXPECT_TRUE(Has(run.err, "Informational opened")) << run.err;
}

TEST(AuditTest, BesideAWrappedProgram) {
  const std::string dir = TempDir();
  const std::string go_on = dir + "/go-on";
  // Waits for a file, then reads the shadow file.
  const std::string script = "while [ ! -e " + go_on + " ]; do sleep 0.05; done; cat /etc/shadow";
  const int port = FreePort();
  const pid_t pid = fork();
  if (pid == 0) {
    const RunResult r =
        Execute({FalcoRun(), "--json", "--alerts=" + dir + "/alerts", "--record=" + dir + "/a.rec",
                 "--audit-listen=127.0.0.1:" + std::to_string(port), "--", "sh", "-c", script});
    WriteFile(dir + "/err", r.err);
    _exit(r.exit_code);
  }
  EXPECT_TRUE(WaitFor([&] { return Post(port, "[" + kExec + "," + kHarmless + "]") == 200; }));
  WriteFile(go_on, "");
  int status = 0;
  waitpid(pid, &status, 0);
  EXPECT_EQ(status, 0);
  const std::string alerts = ReadFile(dir + "/alerts");
  EXPECT_TRUE(Has(alerts, "Program started in a pod from outside")) << alerts;
  EXPECT_TRUE(Has(alerts, "\"source\":\"syscall\"")) << alerts;
  const auto summary = nlohmann::json::parse(ReadFile(dir + "/err"), nullptr, false);
  ASSERT_FALSE(summary.is_discarded()) << ReadFile(dir + "/err");
  EXPECT_EQ(summary["audit"]["events"], 2);
  const RunResult replay = Execute({FalcoRun(), "replay", dir + "/a.rec", "-r",
                                    "k8s_audit_rules.yaml", "--alerts=" + dir + "/again"});
  EXPECT_EQ(replay.exit_code, 0) << replay.err;
  EXPECT_TRUE(Has(ReadFile(dir + "/again"), "Program started in a pod from outside"));
}

// Each may be loaded after the other: no macro of one changes a rule of the other.
TEST(AuditTest, TheShippedRulesOfBothSourcesGoTogether) {
  for (const bool audit_first : {false, true}) {
    const std::string one = audit_first ? "k8s_audit_rules.yaml" : "falco_run_rules.yaml";
    const std::string two = audit_first ? "falco_run_rules.yaml" : "k8s_audit_rules.yaml";
    const RunResult r = Execute({FalcoRun(), "-r", one, "-r", two, "--", "true"});
    EXPECT_EQ(r.exit_code, 0) << r.err;
  }
}

TEST(AuditTest, TheShippedRulesDoWhatTheirTestsSay) {
  const RunResult r = Execute({FalcoRun(), "test", "rules/k8s_audit_rules_test.yaml"});
  EXPECT_EQ(r.exit_code, 0) << r.out << r.err;
  EXPECT_TRUE(Has(r.out, " passed, 0 failed")) << r.out;
}

TEST(AuditTest, IsConfiguredByAFile) {
  const std::string dir = TempDir();
  const std::string log = WriteFile(dir + "/audit.log", kExec + "\n");
  const std::string token = WriteFile(dir + "/token", "secret\n");
  const auto config = [&](const std::string& keys) {
    return WriteFile(dir + "/c.yaml", "audit: {" + keys + "}\n");
  };
  const RunResult files = Execute({FalcoRun(), "audit", "-c", config("files: [" + log + "]")});
  EXPECT_EQ(files.exit_code, 0);
  EXPECT_TRUE(Has(files.err, "Program started in a pod from outside")) << files.err;
  // What the command line names stands for all that is configured.
  const std::string both = config("listen: 'no address', files: [/none]");
  const RunResult given = Execute({FalcoRun(), "audit", "-c", both, "--file", log});
  EXPECT_EQ(given.exit_code, 0) << given.err;
  Background audit(
      {"-c", config("listen: '127.0.0.1:0', token_file: " + token + ", path: /other")});
  const int port = audit.WaitForPort();
  ASSERT_NE(port, 0) << audit.err();
  EXPECT_TRUE(Has(audit.err(), "path /other"));
  EXPECT_EQ(Post(port, kExec, "secret"), 404);
  EXPECT_EQ(audit.Stop(SIGTERM), 0);
  const RunResult nothing = Execute({FalcoRun(), "audit", "-c", config("follow: true")});
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_TRUE(Has(nothing.err, "audit: nothing to read")) << nothing.err;
}

// The page shows requests, and time as it was in the log.
TEST(AuditTest, ARecordingBecomesAPage) {
  const std::string dir = TempDir();
  const RunResult audit = Execute({FalcoRun(), "audit", "--record=" + dir + "/a.rec", "-q", "-"},
                                  kHarmless + "\n" + kExec + "\n");
  EXPECT_EQ(audit.exit_code, 0) << audit.err;
  const RunResult report =
      Execute({FalcoRun(), "report", dir + "/a.rec", "-o", dir + "/page.html"});
  EXPECT_EQ(report.exit_code, 0) << report.err;
  EXPECT_TRUE(Has(report.err, "2 events, 1 alerts")) << report.err;
  const std::string page = ReadFile(dir + "/page.html");
  const std::string begin = "<script id=\"data\" type=\"application/json\">";
  const size_t at = page.find(begin) + begin.size();
  const auto data =
      nlohmann::json::parse(page.substr(at, page.find("</script>", at) - at), nullptr, false);
  ASSERT_TRUE(data.is_object());
  EXPECT_EQ(data["audit_events"], 2);
  EXPECT_EQ(data["by_type"], nlohmann::json({{"audit create", 1}, {"audit get", 1}}));
  EXPECT_EQ(data["begin"], 1767323045500.0);
  EXPECT_EQ(data["alerts"][0]["call"], "create pods/exec shop/web by ann");
  // A replay takes the same rules.
  const RunResult replay = Execute({FalcoRun(), "replay", dir + "/a.rec"});
  EXPECT_TRUE(Has(replay.err, "Program started in a pod from outside")) << replay.err;
}

TEST(AuditTest, WrongOptions) {
  const auto usage = [](const std::vector<std::string>& options) {
    std::vector<std::string> argv = {FalcoRun(), "audit"};
    argv.insert(argv.end(), options.begin(), options.end());
    const RunResult r = Execute(argv);
    EXPECT_NE(r.exit_code, 0);
    return r.err;
  };
  EXPECT_TRUE(Has(usage({}), "nothing to read"));
  EXPECT_TRUE(Has(usage({"--follow", "-"}), "standard input cannot be followed"));
  EXPECT_TRUE(Has(usage({"--listen", "nonsense"}), "--listen=nonsense: "));
  EXPECT_TRUE(Has(usage({"--listen", ":0", "--client-ca", "x"}), "--tls-cert: is missing"));
  EXPECT_TRUE(Has(usage({"--listen", ":0", "--token-file", "/none"}), "/none: No such file"));
  EXPECT_TRUE(Has(usage({"--file", "/none"}), "--file: /none: No such file"));
  EXPECT_TRUE(Has(usage({"-", "--", "ls"}), "audit runs no program"));
}

}  // namespace
}  // namespace falco_run::tests

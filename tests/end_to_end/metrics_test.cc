// SPDX-License-Identifier: Apache-2.0
// Health, versions, metrics and their snapshots while a program runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "http/server.h"
#include "tests/end_to_end/harness.h"
#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

constexpr char kRule[] = R"(
- rule: Secret touched
  desc: d
  condition: evt.type in (open, openat) and fd.name endswith /secret
  output: "file=%fd.name"
  priority: CRITICAL
  tags: [T1000, a_tag]
)";

TEST(MetricsTest, AreServedWhileTheProgramRuns) {
  const std::string directory = TempDir();
  const std::string port = std::to_string(FreePort());
  const std::string url = "http://127.0.0.1:" + port;
  const std::string program = "cat " + directory +
                              "/secret; for p in healthz versions metrics; do curl -s " + url +
                              "/$p > " + directory + "/$p; done";
  const Wrapped w =
      RunWrapped("notify", {"sh", "-c", program}, kRule,
                 {"-o",
                  "webserver={enabled: true, listen_address: 127.0.0.1, listen_port: " + port +
                      ", prometheus_metrics_enabled: true}",
                  "-o", "metrics={enabled: true, output_rule: false}"});
  EXPECT_EQ(ReadFile(directory + "/healthz"), R"({"status": "ok"})") << w.run.err;
  EXPECT_EQ(nlohmann::json::parse(ReadFile(directory + "/versions"))["engine_version"], "0.63.0");
  const std::string page = ReadFile(directory + "/metrics");
  EXPECT_THAT(
      page,
      HasSubstr(
          "falcosecurity_falco_rules_matches_total{priority=\"2\",rule_name=\"Secret touched\","
          "source=\"syscall\",tag_T1000=\"true\",tag_a_tag=\"true\"} 1\n"));
  EXPECT_THAT(page, ContainsRegex("falcosecurity_scap_n_evts_total [1-9]"));
  EXPECT_THAT(
      page,
      ContainsRegex("sha256_rules_files_info\\{file_name=\"[^\"]+\",sha256=\"[0-9a-f]+\"\\} 1"));
  EXPECT_THAT(page, ContainsRegex("falco_run_event_seconds_count [1-9]"));
}

TEST(MetricsTest, SnapshotsAreAlertsAndGoToAFile) {
  const std::string directory = TempDir();
  const Wrapped w = RunWrapped(
      "notify", {"sh", "-c", "cat " + directory + "/secret; sleep 1"}, kRule,
      {"-o", "metrics={enabled: true, interval: 200ms, output_file: " + directory + "/m}"});
  const int snapshots = Count(w, "Falco internal: metrics snapshot");
  EXPECT_GE(snapshots, 2) << w.run.err;
  EXPECT_EQ(w.summary["alerts"], 1);  // of the program
  const std::string file = ReadFile(directory + "/m");
  const std::string lines = file.substr(0, file.rfind('\n'));
  const auto json = nlohmann::json::parse(lines.substr(lines.rfind('\n') + 1));  // the last
  EXPECT_EQ(json["source"], "internal");
  EXPECT_EQ(json["priority"], "Informational");
  EXPECT_EQ(json["output_fields"]["falco.rules.matches_total"], 1);
  EXPECT_EQ(json["output_fields"]["falco.rules.Secret_touched"], 1);
  EXPECT_EQ(json["output_fields"]["scap.engine_name"], "notify");
}

TEST(MetricsTest, TellWhatIsWrongWithTheirConfiguration) {
  const auto run = [](const std::string& option) {
    return Execute({FalcoRun(), "-o", option, "--", "true"});
  };
  const RunResult fast = run("metrics={enabled: true, interval: 10ms}");
  EXPECT_EQ(fast.exit_code, 1);
  EXPECT_THAT(fast.err, HasSubstr("metrics.interval must be at least 100ms"));
  const RunResult nowhere = run("metrics={enabled: true, output_rule: false}");
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("webserver.prometheus_metrics_enabled"));
}

// A second run on the same machine must not fail for it.
TEST(MetricsTest, APortThatIsTakenIsNoReasonNotToRun) {
  http::ServerOptions options;
  options.address = "127.0.0.1";
  const auto server =
      http::Server::Start(options, [](const http::Request&) { return http::Response(); });
  const RunResult result =
      Execute({FalcoRun(), "-o",
               "webserver={enabled: true, listen_address: 127.0.0.1, listen_port: " +
                   std::to_string((*server)->port()) + "}",
               "--", "sh", "-c", "exit 5"});
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_THAT(result.err, HasSubstr("warning: "));
}

}  // namespace
}  // namespace falco_run::tests

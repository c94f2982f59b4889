// SPDX-License-Identifier: Apache-2.0
// Debian's Prometheus scrapes a falco-run that watches a program, and a hub.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "http/client.h"
#include "tests/end_to_end/harness.h"
#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

using Json = nlohmann::json;

// What Prometheus' API answers; null if it does not.
Json Ask(uint16_t port, const std::string& path) {
  http::ClientOptions options;
  options.url = "http://127.0.0.1:" + std::to_string(port) + path;
  const auto client = http::Client::Make(options);
  const auto response = (*client)->Send({.method = "GET"});
  return response.ok() ? Json::parse(response->body, nullptr, false) : Json();
}

// The value of the one series of a query; "" if there is none.
std::string Value(uint16_t port, const std::string& query) {
  const Json answer = Ask(port, "/api/v1/query?query=" + query);
  if (!answer.is_object() || !answer.contains("data")) return "";
  const Json& result = answer["data"]["result"];
  return result.size() == 1 ? result[0]["value"][1].get<std::string>() : "";
}

TEST(PrometheusTest, ScrapesARunAndAHub) {
  if (!IsInstalled("prometheus")) GTEST_SKIP() << "prometheus is not installed";
  const std::string directory = TempDir();
  const std::string run = std::to_string(FreePort()), hub = std::to_string(FreePort());
  const uint16_t port = FreePort();
  const std::string rules = WriteFile(
      directory + "/rules.yaml",
      "- rule: Secret touched\n  desc: d\n  condition: evt.type in (open, openat) and fd.name = " +
          directory + "/secret\n  output: \"file=%fd.name\"\n  priority: CRITICAL\n");
  const Daemon wrapper(
      {FalcoRun(), "-r", rules, "-o",
       "webserver={enabled: true, listen_address: 127.0.0.1, listen_port: " + run +
           ", prometheus_metrics_enabled: true}",
       "-o", "metrics={enabled: true, output_rule: false}", "-o",
       "http_output={enabled: true, url: 'http://127.0.0.1:" + hub + "/'}", "-o",
       "json_output=true", "--", "sh", "-c",
       "while [ ! -e " + directory + "/end ]; do cat " + directory + "/secret; sleep 0.2; done"},
      directory + "/run.log");
  const Daemon daemon({FalcoRun(), "hub", "--listen", "127.0.0.1:" + hub, "-o",
                       "file_output={enabled: true, filename: " + directory + "/alerts}"},
                      directory + "/hub.log");
  WriteFile(directory + "/prometheus.yml",
            "global: {scrape_interval: 1s}\nscrape_configs:\n"
            "- {job_name: run, static_configs: [{targets: ['127.0.0.1:" +
                run +
                "']}]}\n"
                "- {job_name: hub, static_configs: [{targets: ['127.0.0.1:" +
                hub + "']}]}\n");
  const Daemon prometheus(
      {"prometheus", "--config.file=" + directory + "/prometheus.yml",
       "--storage.tsdb.path=" + directory + "/data",
       "--web.listen-address=127.0.0.1:" + std::to_string(port), "--log.level=warn"},
      directory + "/prometheus.log");
  const auto both_up = [&] { return Value(port, "sum(up)") == "2"; };
  EXPECT_TRUE(Eventually(both_up))
      << Ask(port, "/api/v1/targets") << ReadFile(directory + "/run.log")
      << ReadFile(directory + "/prometheus.log");
  // What a dashboard shows: figures that grow.
  for (const char* query :
       {"falcosecurity_falco_rules_matches_total%7Brule_name=%22Secret%20touched%22%7D%3E3",
        "falcosecurity_scap_n_evts_total%3E3",
        "falco_run_output_delivered_total%7Boutput=%22http%22%7D%3E3",
        "falcosecurity_falcosidekick_falco_events_total%7Brule=%22Secret%20touched%22%7D%3E3",
        "falcosecurity_falcosidekick_outputs_total%7Bdestination=%22file%22,status=%22ok%22%7D%"
        "3E3"}) {
    EXPECT_TRUE(Eventually([&] { return !Value(port, query).empty(); })) << query;
  }
  // Nothing of the pages is refused.
  const Json targets = Ask(port, "/api/v1/targets")["data"]["activeTargets"];
  ASSERT_EQ(targets.size(), 2u);
  for (const Json& target : targets) EXPECT_EQ(target["lastError"], "") << target;
  WriteFile(directory + "/end", "");
}

}  // namespace
}  // namespace falco_run::tests

// SPDX-License-Identifier: Apache-2.0
// Debian's Alertmanager takes what the sink sends, and shows it.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>

#include "http/client.h"
#include "outputs/sinks/payload.h"
#include "outputs/sinks/sink_test_util.h"
#include "tests/services/daemon.h"

namespace falco_run::outputs {
namespace {

constexpr char kProgram[] = "prometheus-alertmanager";

class AlertmanagerTest : public SinkTest {
 protected:
  void SetUp() override {
    SinkTest::SetUp();
    if (!tests::IsInstalled(kProgram)) GTEST_SKIP() << kProgram << " is not installed";
    // The port of a server that is gone: free a moment ago.
    port_ = server_->port();
    server_.reset();
    folder_ = testing::TempDir() + "/alertmanager." + std::to_string(getpid());
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ + "/config.yml")
        << "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";
    daemon_.emplace(
        std::vector<std::string>{kProgram, "--config.file=" + folder_ + "/config.yml",
                                 "--storage.path=" + folder_,
                                 "--web.listen-address=127.0.0.1:" + std::to_string(port_),
                                 "--cluster.listen-address=", "--log.level=error"},
        "");
    ASSERT_TRUE(IsReady());
  }

  ~AlertmanagerTest() override {
    daemon_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  absl::StatusOr<http::Response> Get(const std::string& path) {
    http::ClientOptions options;
    options.url = url_ + path;
    return (*http::Client::Make(options))->Send({.method = "GET"});
  }

  bool IsReady() {
    return tests::Eventually([&] {
      const auto response = Get("/-/ready");
      return response.ok() && response->status == 200;
    });
  }

  uint16_t port_ = 0;
  std::optional<tests::Daemon> daemon_;
  std::string folder_;
};

TEST_F(AlertmanagerTest, ShowsTheAlert) {
  proto::Alert alert = SomeAlert();
  AddText("proc.aname[2]", "b\xff\"\n", alert);
  AddText("", "no name", alert);
  const uint64_t now =
      std::chrono::system_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
  alert.set_time_ns(now);
  const auto sink =
      MakeSink("alertmanager",
               "alertmanager: {hostport: $URL, expiresafter: 3600, extralabels: 'team:red', "
               "extraannotations: {runbook: 'http://r/'}}");
  ASSERT_TRUE(sink.ok()) << sink.status();
  const Delivery delivery = DeliverTo(**sink, alert);
  ASSERT_TRUE(delivery.status.ok()) << delivery.status;

  const auto response = Get("/api/v2/alerts");
  ASSERT_TRUE(response.ok()) << response.status();
  const Json alerts = Json::parse(response->body, nullptr, false);
  ASSERT_EQ(alerts.size(), 1u) << response->body;
  EXPECT_EQ(alerts[0]["status"]["state"], "active");
  const Json& labels = alerts[0]["labels"];
  EXPECT_EQ(labels["rule"], "Shell in container");
  EXPECT_EQ(labels["priority"], "Warning");
  EXPECT_EQ(labels["severity"], "warning");
  EXPECT_EQ(labels["proc_aname_2"], "b\xEF\xBF\xBD\"\n");
  EXPECT_EQ(labels["proc_pid"], "42");
  EXPECT_EQ(labels["team"], "red");
  EXPECT_EQ(alerts[0]["annotations"]["runbook"], "http://r/");
  EXPECT_EQ(alerts[0]["annotations"]["description"], kOutput);
  EXPECT_EQ(alerts[0]["startsAt"].get<std::string>().substr(0, 19), Rfc3339(now).substr(0, 19));

  // The same once more is the same alert.
  EXPECT_TRUE(DeliverTo(**sink, alert).status.ok());
  EXPECT_EQ(Json::parse(Get("/api/v2/alerts")->body).size(), 1u);
}

}  // namespace
}  // namespace falco_run::outputs

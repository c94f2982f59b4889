// SPDX-License-Identifier: Apache-2.0
// What the services for alerts and events get.
#include "outputs/sinks/sink_test_util.h"

namespace falco_run::outputs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AlertSinksTest : public SinkTest {};

proto::Alert WithPriority(proto::Priority priority) {
  proto::Alert alert = SomeAlert();
  alert.set_priority(priority);
  return alert;
}

TEST_F(AlertSinksTest, Pagerduty) {
  const auto request =
      Deliver("pagerduty", "pagerduty: {routingKey: rk, region: eu, apiurl: $URL}");
  EXPECT_EQ(request.target, "/v2/enqueue");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["routing_key"], "rk");
  EXPECT_EQ(body["event_action"], "trigger");
  EXPECT_EQ(body["dedup_key"], "run-1/7");
  const Json& payload = body["payload"];
  EXPECT_EQ(payload["summary"], kOutput);
  EXPECT_EQ(payload["source"], "web-1");
  EXPECT_EQ(payload["severity"], "warning");
  EXPECT_EQ(payload["timestamp"], kTime);
  EXPECT_EQ(payload["class"], "Shell in container");
  EXPECT_EQ(payload["custom_details"]["tags"], "container, shell");
  EXPECT_EQ(payload["custom_details"]["proc.pid"], 42);
  const std::vector<std::pair<proto::Priority, std::string>> severities = {
      {proto::EMERGENCY, "critical"}, {proto::ALERT, "critical"}, {proto::CRITICAL, "critical"},
      {proto::ERROR, "error"},        {proto::NOTICE, "info"},    {proto::DEBUG, "info"}};
  for (const auto& [priority, severity] : severities) {
    const Json other = BodyOf(
        Deliver("pagerduty", "pagerduty: {routingkey: rk, apiurl: $URL}", WithPriority(priority)));
    EXPECT_EQ(other["payload"]["severity"], severity);
  }
  proto::Alert alert = SomeAlert();
  alert.set_message(std::string(5000, 'x'));
  const Json longest =
      BodyOf(Deliver("pagerduty", "pagerduty: {routingkey: rk, apiurl: $URL}", alert));
  EXPECT_LE(longest["payload"]["summary"].get<std::string>().size(), 1024u);
}

TEST_F(AlertSinksTest, Opsgenie) {
  const auto request = Deliver("opsgenie", "opsgenie: {apikey: ok, region: eu, apiurl: $URL}");
  EXPECT_EQ(request.target, "/v2/alerts");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "GenieKey ok");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["message"], kOutput);
  EXPECT_EQ(body["alias"], "run-1/7");
  EXPECT_EQ(body["description"], kOutput);
  EXPECT_EQ(body["priority"], "P4");
  EXPECT_EQ(body["entity"], "web-1");
  EXPECT_EQ(body["tags"], Json({"container", "shell"}));
  EXPECT_EQ(body["details"]["proc_name"], "sh");
  EXPECT_EQ(body["details"]["proc_pid"], "42");
  EXPECT_EQ(body["details"]["rule"], "Shell in container");
  proto::Alert alert = WithPriority(proto::ALERT);
  alert.set_message(std::string(50'000, 'x'));
  for (int i = 0; i < 30; ++i) alert.add_tags(std::string(100, 't'));
  const Json longest = BodyOf(Deliver("opsgenie", "opsgenie: {apikey: ok, apiurl: $URL}", alert));
  EXPECT_EQ(longest["priority"], "P1");
  EXPECT_LE(longest["message"].get<std::string>().size(), 130u);
  EXPECT_LE(longest["description"].get<std::string>().size(), 15'000u);
  EXPECT_EQ(longest["tags"].size(), 20u);
  EXPECT_LE(longest["tags"][2].get<std::string>().size(), 50u);
}

TEST_F(AlertSinksTest, Alertmanager) {
  const auto request = Deliver(
      "alertmanager",
      "customfields: {Akey: A, 'x[1]': v}\n"
      "alertmanager: {hostport: $URL/am, expiresafter: 60, extralabels: 'team:red, 1st.label:x',\n"
      "  extraannotations: {runbook: 'http://r/'}, customseveritymap: 'warning:meh,debug:no',\n"
      "  customHeaders: {Authorization: Bearer t}}");
  EXPECT_EQ(request.target, "/am/api/v2/alerts");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "Bearer t");
  const Json body = BodyOf(request);
  ASSERT_EQ(body.size(), 1u);
  EXPECT_EQ(body[0]["startsAt"], kTime);
  EXPECT_EQ(body[0]["endsAt"], "2023-11-14T22:14:20.123456789Z");
  const std::map<std::string, std::string> labels = body[0]["labels"];
  EXPECT_EQ(labels, (std::map<std::string, std::string>{{"Akey", "A"},
                                                        {"_1st_label", "x"},
                                                        {"alertname", "Shell in container"},
                                                        {"eventsource", "syscall"},
                                                        {"hostname", "web-1"},
                                                        {"priority", "Warning"},
                                                        {"proc_name", "sh"},
                                                        {"proc_pid", "42"},
                                                        {"rule", "Shell in container"},
                                                        {"severity", "meh"},
                                                        {"source", "falco"},
                                                        {"tags", "container,shell"},
                                                        {"team", "red"},
                                                        {"user_name", "ro,ot=\\"},
                                                        {"x_1", "v"}}));
  EXPECT_EQ(body[0]["annotations"], Json({{"description", kOutput},
                                          {"info", kOutput},
                                          {"runbook", "http://r/"},
                                          {"summary", "Shell in container"}}));
}

TEST_F(AlertSinksTest, AlertmanagersDefaults) {
  const auto request = Deliver("alertmanager", "alertmanager: {hostport: $URL}");
  EXPECT_EQ(request.target, "/api/v2/alerts");
  EXPECT_FALSE(BodyOf(request)[0].contains("endsAt"));
  const std::vector<std::pair<proto::Priority, std::string>> severities = {
      {proto::EMERGENCY, "critical"}, {proto::CRITICAL, "critical"},
      {proto::ERROR, "warning"},      {proto::WARNING, "warning"},
      {proto::NOTICE, "information"}, {proto::DEBUG, "information"}};
  for (const auto& [priority, severity] : severities) {
    const Json body =
        BodyOf(Deliver("alertmanager", "alertmanager: {hostport: $URL}", WithPriority(priority)));
    EXPECT_EQ(body[0]["labels"]["severity"], severity);
  }
}

TEST_F(AlertSinksTest, AlertmanagerCountsDropsCoarsely) {
  const auto labels = [&](const std::string& drops) {
    proto::Alert alert = WithPriority(proto::DEBUG);
    AddText("n_drops", drops, alert);
    AddText("n_evts", "123456", alert);
    return BodyOf(Deliver("alertmanager",
                          "alertmanager: {hostport: $URL, dropeventdefaultpriority: alert}",
                          alert))[0]["labels"];
  };
  EXPECT_FALSE(labels("5").contains("n_evts"));
  EXPECT_EQ(labels("0")["n_drops"], "0");
  EXPECT_EQ(labels("0")["priority"], "Warning");
  EXPECT_EQ(labels("1")["n_drops"], "1");
  EXPECT_EQ(labels("1")["priority"], "Alert");
  EXPECT_EQ(labels("5")["n_drops"], ">1");
  EXPECT_EQ(labels("5")["priority"], "Warning");
  EXPECT_EQ(labels("200")["n_drops"], ">100");
  EXPECT_EQ(labels("200")["priority"], "Critical");
  EXPECT_EQ(labels("many")["n_drops"], "many");
}

TEST_F(AlertSinksTest, AlertmanagersSettingsAreChecked) {
  const auto error = [&](const std::string& setting) {
    return MakeError("alertmanager", "alertmanager: {hostport: $URL, " + setting + "}");
  };
  EXPECT_EQ(error("customseveritymap: 'bad:x'"), "customseveritymap: 'bad' is no priority");
  EXPECT_EQ(error("dropeventthresholds: '10:bad'"), "dropeventthresholds: 'bad' is no priority");
  EXPECT_EQ(error("dropeventthresholds: 'x:error'"), "dropeventthresholds: 'x' is no number");
  EXPECT_EQ(error("dropeventdefaultpriority: bad"),
            "dropeventdefaultpriority: 'bad' is no priority");
  EXPECT_THAT(MakeError("alertmanager", "alertmanager: {hostport: 'http://a,http://b'}"),
              HasSubstr("one Alertmanager only"));
}

TEST_F(AlertSinksTest, Grafana) {
  const auto request =
      Deliver("grafana", "grafana: {hostport: $URL, apikey: gk, customheaders: 'X-A:b'}");
  EXPECT_EQ(request.target, "/api/annotations");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "Bearer gk");
  EXPECT_EQ(HeaderOf(request, "X-A"), "b");
  EXPECT_EQ(BodyOf(request),
            Json({{"time", 1'700'000'000'123},
                  {"timeEnd", 1'700'000'000'123},
                  {"tags", {"falco", "Warning", "Shell in container", "syscall", "web-1"}},
                  {"text", kOutput}}));
  const Json all = BodyOf(Deliver(
      "grafana", "grafana: {hostport: $URL, dashboardid: 3, panelid: 4, allfieldsastags: true}"));
  EXPECT_EQ(all["dashboardId"], 3);
  EXPECT_EQ(all["panelId"], 4);
  EXPECT_EQ(all["tags"], Json({"falco", "Warning", "Shell in container", "syscall", "web-1", "sh",
                               "42", "ro,ot=\\", "container", "shell"}));
}

TEST_F(AlertSinksTest, GrafanaOnCall) {
  const auto request =
      Deliver("grafanaoncall", "grafanaoncall: {webhookurl: $URL/x, customheaders: {A: b}}");
  EXPECT_EQ(request.target, "/x");
  EXPECT_EQ(HeaderOf(request, "A"), "b");
  EXPECT_EQ(BodyOf(request), Json({{"alert_uid", "run-1/7"},
                                   {"title", "[Warning] Shell in container"},
                                   {"state", "alerting"},
                                   {"message", kOutput}}));
}

TEST_F(AlertSinksTest, Datadog) {
  const auto request = Deliver("datadog", "datadog: {apikey: dk, host: $URL}");
  EXPECT_EQ(request.target, "/api/v1/events");
  EXPECT_EQ(HeaderOf(request, "DD-API-KEY"), "dk");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["title"], "Shell in container");
  EXPECT_EQ(body["text"], kOutput);
  EXPECT_EQ(body["alert_type"], "warning");
  EXPECT_EQ(body["source_type_name"], "falco");
  EXPECT_EQ(body["date_happened"], 1'700'000'000);
  EXPECT_EQ(body["host"], "web-1");
  EXPECT_THAT(body["tags"].get<std::vector<std::string>>(),
              ElementsAre("proc.name:sh", "proc.pid:42", "user.name:ro,ot=\\", "source:syscall",
                          "source:falco", "hostname:web-1", "container", "shell"));
  const auto type = [&](proto::Priority priority) {
    return BodyOf(Deliver("datadog", "datadog: {apikey: dk, host: $URL}",
                          WithPriority(priority)))["alert_type"];
  };
  EXPECT_EQ(type(proto::EMERGENCY), "error");
  EXPECT_EQ(type(proto::ERROR), "error");
  EXPECT_EQ(type(proto::NOTICE), "info");
}

}  // namespace
}  // namespace falco_run::outputs

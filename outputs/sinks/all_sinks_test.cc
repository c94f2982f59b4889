// SPDX-License-Identifier: Apache-2.0
// What holds for every sink.
#include <algorithm>
#include <set>

#include "outputs/sinks/sink_test_util.h"

namespace falco_run::outputs {
namespace {

// The least that switches a sink on, with a secret where it takes one.
const std::map<std::string, std::string>& Sections() {
  static const auto* const sections = new std::map<std::string, std::string>{
      {"alertmanager", "alertmanager: {hostport: $URL, customheaders: {A: hush}}"},
      {"cloudevents", "cloudevents: {address: $URL}"},
      {"datadog", "datadog: {apikey: hush, host: $URL}"},
      {"datadoglogs", "datadoglogs: {apikey: hush, host: $URL}"},
      {"discord", "discord: {webhookurl: $URL/hush}"},
      {"dynatrace", "dynatrace: {apitoken: hush, apiurl: $URL}"},
      {"elasticsearch", "elasticsearch: {hostport: $URL, username: u, password: hush}"},
      {"gcp.cloudrun", "gcp: {cloudrun: {endpoint: $URL, jwt: hush}}"},
      {"googlechat", "googlechat: {webhookurl: $URL/hush}"},
      {"gotify", "gotify: {hostport: $URL, token: hush}"},
      {"grafana", "grafana: {hostport: $URL, apikey: hush}"},
      {"grafanaoncall", "grafanaoncall: {webhookurl: $URL/hush}"},
      {"influxdb", "influxdb: {hostport: $URL, token: hush}"},
      {"kafkarest", "kafkarest: {address: $URL}"},
      {"loki", "loki: {hostport: $URL, user: u, apikey: hush}"},
      {"mattermost", "mattermost: {webhookurl: $URL/hush}"},
      {"n8n", "n8n: {address: $URL, headerauthname: A, headerauthvalue: hush}"},
      {"nodered", "nodered: {address: $URL, user: u, password: hush}"},
      {"openobserve", "openobserve: {hostport: $URL, username: u, password: hush}"},
      {"opsgenie", "opsgenie: {apikey: hush, apiurl: $URL}"},
      {"otlp.logs", "otlp: {logs: {endpoint: $URL, headers: A=hush}}"},
      {"pagerduty", "pagerduty: {routingkey: hush, apiurl: $URL}"},
      {"quickwit", "quickwit: {hostport: $URL, customheaders: {A: hush}}"},
      {"rocketchat", "rocketchat: {webhookurl: $URL/hush}"},
      {"slack", "slack: {webhookurl: $URL/hush}"},
      {"splunk", "splunk: {host: $URL, token: hush}"},
      {"sumologic", "sumologic: {receiverurl: $URL/hush}"},
      {"talon", "talon: {address: $URL}"},
      {"teams", "teams: {webhookurl: $URL/hush}"},
      {"tekton", "tekton: {eventlistener: $URL}"},
      {"telegram", "telegram: {token: hush, chatid: 1, apiurl: $URL}"},
      {"webex", "webex: {webhookurl: $URL/hush}"},
      {"webhook", "webhook: {address: $URL/hush}"},
      {"zincsearch", "zincsearch: {hostport: $URL, username: u, password: hush}"},
  };
  return *sections;
}

class AllSinksTest : public SinkTest, public testing::WithParamInterface<std::string> {
 protected:
  const std::string& section() const { return Sections().at(GetParam()); }
  const config::Key* FindKey(const std::string& path) const {
    const auto it = std::find_if(keys_.begin(), keys_.end(),
                                 [&](const config::Key& k) { return k.path == path; });
    return it == keys_.end() ? nullptr : &*it;
  }
};

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const Sink& sink : AllSinks()) names.emplace_back(sink.name);
  return names;
}

// Those that speak HTTP; of the others see tests/services.
std::vector<std::string> HttpNames() {
  const std::set<std::string> others = {"dogstatsd", "kafka", "mqtt",  "nats",
                                        "redis",     "smtp",  "statsd"};
  std::vector<std::string> names = Names();
  std::erase_if(names, [&](const std::string& name) { return others.contains(name); });
  return names;
}

INSTANTIATE_TEST_SUITE_P(Sinks, AllSinksTest, testing::ValuesIn(HttpNames()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

TEST(AllSinksTableTest, IsInOrderAndItsKeysAreOneEach) {
  const std::vector<std::string> names = Names();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  std::set<std::string> paths, variables;
  for (const config::Key& key : AllSinkKeys()) {
    EXPECT_TRUE(paths.insert(key.path).second) << key.path;
    EXPECT_TRUE(variables.insert(VariableOf(key)).second) << key.path;
    EXPECT_FALSE(key.help.empty() && key.no_effect.empty()) << key.path;
    // Else what Falcosidekick writes in another case would not be found.
    EXPECT_EQ(std::count_if(key.path.begin(), key.path.end(),
                            [](char c) { return c >= 'A' && c <= 'Z'; }),
              0)
        << key.path;
  }
}

TEST_P(AllSinksTest, HasTheCommonKeys) {
  for (const char* key : {"minimumpriority", "mutualtls", "checkcert", "maxconcurrentrequests"}) {
    EXPECT_NE(FindKey(GetParam() + "." + key), nullptr) << key;
  }
  EXPECT_EQ(FindKey(GetParam() + ".minimumpriority")->initial, "");
}

TEST_P(AllSinksTest, IsOffUnlessItsSectionIsFilledIn) {
  const auto sink = MakeSink(GetParam(), "{}");
  ASSERT_TRUE(sink.ok()) << sink.status();
  EXPECT_EQ(*sink, nullptr);
}

TEST_P(AllSinksTest, SendsTheIdAsIdempotencyKey) {
  const auto request = Deliver(GetParam(), section());
  EXPECT_EQ(HeaderOf(request, "Idempotency-Key"), "run-1/7");
  EXPECT_NE(HeaderOf(request, "Content-Type"), "(none)");
}

TEST_P(AllSinksTest, TakesAnyAlert) {
  const auto sink = MakeSink(GetParam(), section());
  ASSERT_TRUE(sink.ok()) << sink.status();
  std::vector<proto::Alert> alerts(4, SomeAlert());
  alerts[0] = proto::Alert();
  std::string bytes;
  for (int c = 0; c < 256; ++c) bytes += static_cast<char>(c);
  alerts[1].set_rule("rule \xff\xc3");
  alerts[1].set_message(bytes);
  alerts[1].set_hostname(bytes);
  alerts[1].set_source("s\xffy");
  alerts[1].add_tags("t\xff");
  AddText("n\xff.x", bytes, alerts[1]);
  alerts[1].add_output_fields()->set_name("no.value");
  alerts[1].add_output_fields()->set_real(1e300 * 1e300);  // infinity, no name
  alerts[2].set_message(std::string(3 << 20, 'x'));
  for (int i = 0; i < 1000; ++i)
    AddText("f" + std::to_string(i), std::string(1000, 'y'), alerts[2]);
  alerts[3].set_rule(std::string(10'000, '\n'));
  alerts[3].set_message(std::string(10'000, '\0'));
  for (const proto::Alert& alert : alerts) {
    const Delivery delivery = DeliverTo(**sink, alert);
    EXPECT_TRUE(delivery.status.ok()) << delivery.status;
  }
  ASSERT_EQ(requests_.size(), alerts.size());
  for (const auto& request : requests_) {
    EXPECT_FALSE(request.body.empty());
    if (HeaderOf(request, "Content-Type").find("json") == std::string::npos) continue;
    EXPECT_FALSE(Json::parse(request.body, nullptr, false).is_discarded());
  }
}

TEST_P(AllSinksTest, SecretsAreMarkedAndNotInErrors) {
  std::string yaml = section();
  for (size_t at; (at = yaml.find("$URL")) != std::string::npos;)
    yaml.replace(at, 4, "http://a b/");
  const std::string error = MakeError(GetParam(), yaml);
  EXPECT_FALSE(error.empty());
  EXPECT_EQ(error.find("hush"), std::string::npos) << error;

  answer_.status = 403;
  const auto sink = MakeSink(GetParam(), section());
  ASSERT_TRUE(sink.ok());
  Delivery delivery = DeliverTo(**sink, SomeAlert());
  EXPECT_FALSE(delivery.status.ok());
  EXPECT_FALSE(delivery.IsRetryable());
  EXPECT_EQ(delivery.status.ToString().find("hush"), std::string::npos) << delivery.status;
  server_.reset();
  delivery = DeliverTo(**sink, SomeAlert());
  EXPECT_TRUE(delivery.IsRetryable()) << delivery.status;
  EXPECT_EQ(delivery.status.ToString().find("hush"), std::string::npos) << delivery.status;

  // The key that holds it.
  std::vector<std::string> holders;
  const std::function<void(const std::string&, const config::Value&)> visit =
      [&](const std::string& path, const config::Value& value) {
        if (value.IsScalar() && value.scalar.find("hush") != std::string::npos) {
          holders.push_back(path);
        }
        for (const auto& [name, member] : value.entries) {
          const bool inner = path.ends_with("customheaders");
          visit(path.empty() || inner ? (inner ? path : name) : path + "." + name, member);
        }
      };
  visit("", document_.root);
  for (const std::string& holder : holders) {
    ASSERT_NE(FindKey(holder), nullptr) << holder;
    EXPECT_TRUE(FindKey(holder)->secret) << holder;
  }
  EXPECT_EQ(holders.empty(), section().find("hush") == std::string::npos);
}

}  // namespace
}  // namespace falco_run::outputs

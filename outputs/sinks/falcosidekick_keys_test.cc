// SPDX-License-Identifier: Apache-2.0
// A configuration of Falcosidekick's can be pasted: each key that it documents for the sinks that
// we have is known here, in the letter case that it documents.
#include "outputs/sinks/sink_test_util.h"

namespace falco_run::outputs {
namespace {

class FalcosidekickKeysTest : public SinkTest {};

constexpr char kEverything[] = R"(
customfields: {Akey: AValue, Bkey: BValue}
templatedfields: {Dkey: '{{ or (index . "k8s.ns.labels.foo") "bar" }}'}
customtags: [tagA, tagB]
bracketreplacer: "_"
outputFieldFormat: "<timestamp>: <priority> <output> <custom_fields> <templated_fields>"
mutualtlsfilespath: /etc/certs
mutualtlsclient: {certfile: "", keyfile: "", cacertfile: ""}
tlsclient: {cacertfile: ""}
slack: {webhookurl: "", channel: "", footer: "", icon: "", username: "", outputformat: all,
  minimumpriority: "", messageformat: 'Alert {{ .Rule }}', mutualtls: false, checkcert: true}
rocketchat: {webhookurl: "", icon: "", username: "", outputformat: all, minimumpriority: "",
  messageformat: "", mutualtls: false, checkcert: true}
mattermost: {webhookurl: "", footer: "", icon: "", username: "", outputformat: all,
  minimumpriority: "", messageformat: "", mutualtls: false, checkcert: true}
teams: {webhookurl: "", activityimage: "", outputformat: all, minimumpriority: ""}
datadog: {apikey: "", host: "", minimumpriority: ""}
datadoglogs: {apikey: "", host: "", service: "", minimumpriority: ""}
alertmanager: {hostport: "", minimumpriority: "", mutualtls: false, checkcert: true, endpoint: "",
  expiresafter: "", extralabels: "", extraannotations: "", customseveritymap: "",
  dropeventdefaultpriority: "", dropeventthresholds: "", customHeaders: {key: value}}
elasticsearch: {hostport: "", index: falco, type: _doc, minimumpriority: "", suffix: daily,
  mutualtls: false, checkcert: true, username: "", password: "", customHeaders: {key: value}}
quickwit: {hostport: "", apiendpoint: /api/v1, index: falco, customHeaders: {key: value},
  mutualtls: false, checkcert: true, minimumpriority: ""}
influxdb: {hostport: "", database: falco, organization: "", bucket: falco, precision: ns, user: "",
  password: "", token: "", minimumpriority: "", mutualtls: false, checkcert: true}
loki: {hostport: "", user: "", apikey: "", minimumpriority: "", mutualtls: false, checkcert: true,
  tenant: "", endpoint: /loki/api/v1/push, extralabels: "", customHeaders: {key: value}}
opsgenie: {apikey: "", region: eu, minimumpriority: ""}
webhook: {address: "", method: POST, customHeaders: {key: value}, minimumpriority: "",
  mutualtls: false, checkcert: true}
nodered: {address: "", user: "", password: "", customHeaders: {key: value}, minimumpriority: "",
  checkcert: true}
cloudevents: {address: "", extensions: {key: value}, mutualtls: false, checkcert: true,
  minimumpriority: ""}
discord: {webhookurl: "", icon: "", minimumpriority: debug}
gcp: {cloudrun: {endpoint: "", jwt: "", minimumpriority: debug}}
googlechat: {webhookurl: "", outputformat: "", minimumpriority: "", messageformat: ""}
kafka: {hostport: "", topic: "", topiccreation: false, sasl: "", tls: false, username: "",
  password: "", requiredacks: NONE, compression: "", clientid: "", minimumpriority: debug,
  partition: 0}
mqtt: {broker: "", topic: falco/events, qos: 0, retained: false, user: "", password: "",
  checkcert: true, minimumpriority: debug}
kafkarest: {address: "", version: 2, minimumpriority: debug, mutualtls: false, checkcert: true}
pagerduty: {routingKey: "", region: us, minimumpriority: ""}
grafana: {hostport: "", apikey: "", dashboardid: , panelid: "", allfieldsastags: false,
  mutualtls: false, checkcert: true, customHeaders: {key: value}, minimumpriority: debug}
grafanaoncall: {webhookurl: "", mutualtls: false, checkcert: true, customHeaders: {key: value},
  minimumpriority: debug}
zincsearch: {hostport: "", index: falco, username: "", password: "", checkcert: true,
  minimumpriority: ""}
gotify: {hostport: "", token: "", format: markdown, checkcert: true, minimumpriority: ""}
tekton: {eventListener: "", minimumpriority: "", checkcert: true}
telegram: {token: "", chatid: "", checkcert: true, minimumpriority: ""}
n8n: {address: "", user: "", password: "", headerauthname: "", headerauthvalue: "",
  checkcert: true, minimumpriority: ""}
openobserve: {hostport: "", organizationName: default, streamName: falco, minimumpriority: "",
  mutualtls: false, checkcert: true, username: a, password: "", customHeaders: {key: value}}
dynatrace: {apitoken: "", apiurl: "", minimumpriority: "", checkcert: true}
sumologic: {receiverURL: "", sourceCategory: "", sourceHost: "", name: "", minimumpriority: "",
  checkcert: true}
splunk: {host: "", token: "", checkcert: false, customheaders: "", minimumpriority: ""}
webex: {webhookurl: "", minimumpriority: debug}
talon: {address: "", minimumpriority: "", checkcert: true}
nats: {hostport: "", subjecttemplate: "", minimumpriority: "", mutualtls: false, checkcert: true}
redis: {address: "", username: "", password: "", database: , storagetype: list, key: falco,
  minimumpriority: ""}
smtp: {hostport: "", tls: true, authmechanism: plain, user: "", password: "", token: "",
  identity: "", trace: "", from: "", to: "", outputformat: html, minimumpriority: ""}
statsd: {forwarder: "", namespace: falcosidekick.}
dogstatsd: {forwarder: "", namespace: falcosidekick., tags: [key:value]}
otlp: {logs: {endpoint: "", protocol: "", timeout: "", headers: "", minimumpriority: "",
  checkcert: true}}
)";

TEST_F(FalcosidekickKeysTest, AllAreKnown) {
  // MakeSink expects no warnings.
  for (const Sink& sink : AllSinks()) {
    const auto made = MakeSink(std::string(sink.name), kEverything);
    EXPECT_TRUE(made.ok()) << made.status();
    EXPECT_TRUE(!made.ok() || *made == nullptr) << sink.name;
  }
}

TEST_F(FalcosidekickKeysTest, ThoseWithoutEffectSayWhy) {
  const std::string file = testing::TempDir() + "/no_effect.yaml";
  std::ofstream(file) << "elasticsearch: {batching: {flushinterval: 1s}, numberofshards: 3}\n"
                         "quickwit: {version: '0.7', autocreateindex: true}\n"
                         "otlp: {logs: {synced: true, duration: 1000, extraenvvars: {A: b}}}\n"
                         "slack: {webhokurl: x}\n";
  const auto document =
      config::Load({.file = file, .environment = config::ProcessEnvironment()}, keys_);
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_EQ(document->warnings.size(), 8u);
  for (size_t i = 0; i < 7; ++i) {
    EXPECT_THAT(document->warnings[i], testing::HasSubstr("has no effect here: "));
  }
  EXPECT_THAT(document->warnings[7], testing::HasSubstr("did you mean 'webhookurl'?"));
}

TEST_F(FalcosidekickKeysTest, VariablesAreItsOwn) {
  std::map<std::string, std::string> variables;
  for (const config::Key& key : keys_) variables[VariableOf(key)] = key.path;
  EXPECT_EQ(variables["SLACK_WEBHOOKURL"], "slack.webhookurl");
  EXPECT_EQ(variables["OTLP_LOGS_ENDPOINT"], "otlp.logs.endpoint");
  EXPECT_EQ(variables["ALERTMANAGER_EXTRALABELS"], "alertmanager.extralabels");
  EXPECT_EQ(variables["WEBHOOK_CUSTOMHEADERS"], "webhook.customheaders");
  EXPECT_EQ(variables["GCP_CLOUDRUN_JWT"], "gcp.cloudrun.jwt");
}

}  // namespace
}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
// What services get that take whole alerts.
#include "absl/strings/escaping.h"
#include "outputs/sinks/sink_test_util.h"

namespace falco_run::outputs {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ForwardSinksTest : public SinkTest {
 protected:
  static void ExpectWhole(const Json& body) {
    EXPECT_EQ(
        body,
        Json({{"uuid", "run-1/7"},
              {"output", kOutput},
              {"priority", "Warning"},
              {"rule", "Shell in container"},
              {"time", kTime},
              {"source", "syscall"},
              {"output_fields", {{"proc.name", "sh"}, {"proc.pid", 42}, {"user.name", "ro,ot=\\"}}},
              {"tags", {"container", "shell"}},
              {"hostname", "web-1"}}));
  }
};

TEST_F(ForwardSinksTest, Webhook) {
  const auto request = Deliver(
      "webhook",
      "webhook: {address: '$URL/in?x=1', method: PUT, customHeaders: {Authorization: Bearer t}}");
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/in?x=1");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "Bearer t");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/json");
  ExpectWhole(BodyOf(request));
}

TEST_F(ForwardSinksTest, WebhookWithATemplate) {
  const auto request = Deliver(
      "webhook",
      "webhook:\n  address: $URL/\n  customheaders: {Content-Type: text/x-own}\n"
      "  template: |\n    {{ .Priority | upper }} {{ .Rule }}{{ range .Tags }} #{{ . }}{{ end }}\n"
      "    {\"fields\": {{ toJson .OutputFields }}, \"at\": {{ quote .Time }}}\n");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "text/x-own");
  EXPECT_EQ(request.body,
            "WARNING Shell in container #container #shell\n{\"fields\": "
            "{\"proc.name\":\"sh\",\"proc.pid\":42,"
            "\"user.name\":\"ro,ot=\\\\\"}, \"at\": \"" +
                std::string(kTime) + "\"}\n");
  EXPECT_EQ(MakeError("webhook", "webhook: {address: $URL, template: '{{ .Rule'}"),
            "template, 1:1: this {{ has no }}");
  // It cannot be rendered for this alert.
  ExpectWhole(
      BodyOf(Deliver("webhook", "webhook: {address: $URL, template: '{{ index .Tags 9 }}'}")));
}

TEST_F(ForwardSinksTest, HeadersThatCannotBeAreFoundAtOnceAndNotRepeated) {
  EXPECT_THAT(MakeError("webhook", "webhook: {address: $URL, customheaders: {'a b': hush}}"),
              AllOf(HasSubstr("'a b'"), Not(HasSubstr("hush"))));
  EXPECT_THAT(
      MakeError("webhook", "webhook: {address: $URL, customheaders: {a: \"hush\\r\\nX: y\"}}"),
      AllOf(HasSubstr("'a'"), Not(HasSubstr("hush"))));
}

TEST_F(ForwardSinksTest, CloudEventsInBinaryMode) {
  proto::Alert alert = SomeAlert();
  alert.set_rule("Ünsafe \"100%\"\r\nX: y");
  const auto request = Deliver(
      "cloudevents", "cloudevents: {address: $URL/ce, extensions: {My_Team: red 1}}", alert);
  EXPECT_EQ(request.target, "/ce");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/json");
  EXPECT_EQ(HeaderOf(request, "ce-specversion"), "1.0");
  EXPECT_EQ(HeaderOf(request, "ce-id"), "run-1/7");
  EXPECT_EQ(HeaderOf(request, "ce-source"), "https://falco.org");
  EXPECT_EQ(HeaderOf(request, "ce-type"), "falco.rule.output.v1");
  EXPECT_EQ(HeaderOf(request, "ce-time"), kTime);
  EXPECT_EQ(HeaderOf(request, "ce-priority"), "Warning");
  EXPECT_EQ(HeaderOf(request, "ce-eventsource"), "syscall");
  EXPECT_EQ(HeaderOf(request, "ce-hostname"), "web-1");
  EXPECT_EQ(HeaderOf(request, "ce-myteam"), "red%201");
  EXPECT_EQ(HeaderOf(request, "ce-rule"), "%C3%9Cnsafe%20%22100%25%22%0D%0AX:%20y");
  EXPECT_EQ(BodyOf(request)["rule"], "Ünsafe \"100%\"\r\nX: y");
}

TEST_F(ForwardSinksTest, CloudEventsInStructuredMode) {
  const auto request = Deliver("cloudevents", "cloudevents: {address: $URL/ce, mode: structured}");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/cloudevents+json");
  EXPECT_EQ(HeaderOf(request, "ce-id"), "(none)");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["specversion"], "1.0");
  EXPECT_EQ(body["id"], "run-1/7");
  EXPECT_EQ(body["rule"], "Shell in container");
  EXPECT_EQ(body["datacontenttype"], "application/json");
  ExpectWhole(body["data"]);
  EXPECT_THAT(MakeError("cloudevents", "cloudevents: {address: $URL, extensions: {'_': x}}"),
              HasSubstr("'_' has no letter or digit"));
}

TEST_F(ForwardSinksTest, PlainForwarding) {
  auto request = Deliver(
      "nodered", "nodered: {address: $URL/nr, user: u, password: p, customHeaders: {A: b}}");
  EXPECT_EQ(request.target, "/nr");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "Basic dTpw");
  EXPECT_EQ(HeaderOf(request, "A"), "b");
  ExpectWhole(BodyOf(request));

  request = Deliver("n8n", "n8n: {address: $URL/n8, headerauthname: X-Key, headerauthvalue: v}");
  EXPECT_EQ(request.target, "/n8");
  EXPECT_EQ(HeaderOf(request, "X-Key"), "v");
  ExpectWhole(BodyOf(request));
  EXPECT_THAT(MakeError("n8n", "n8n: {address: $URL, headerauthvalue: hush}"),
              AllOf(HasSubstr("go together"), Not(HasSubstr("hush"))));

  request = Deliver("tekton", "tekton: {eventListener: $URL/t}");
  EXPECT_EQ(request.target, "/t");
  ExpectWhole(BodyOf(request));

  request = Deliver("talon", "talon: {address: $URL/talon}");
  EXPECT_EQ(request.target, "/talon");
  ExpectWhole(BodyOf(request));

  request = Deliver("gcp.cloudrun", "gcp: {cloudrun: {endpoint: $URL/run, jwt: j.w.t}}");
  EXPECT_EQ(request.target, "/run");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "Bearer j.w.t");
  ExpectWhole(BodyOf(request));
}

TEST_F(ForwardSinksTest, KafkaRest) {
  const auto request = Deliver("kafkarest", "kafkarest: {address: $URL/topics/falco}");
  EXPECT_EQ(request.target, "/topics/falco");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/vnd.kafka.binary.v2+json");
  const Json body = BodyOf(request);
  ASSERT_EQ(body["records"].size(), 1u);
  std::string value;
  ASSERT_TRUE(absl::Base64Unescape(body["records"][0]["value"].get<std::string>(), &value));
  ExpectWhole(Json::parse(value));
  EXPECT_EQ(MakeError("kafkarest", "kafkarest: {address: $URL, version: 3}"), "version: 1 or 2");
}

TEST_F(ForwardSinksTest, GlobalSettingsAreInEveryAlert) {
  setenv("SINK_TEST_ZONE", "eu-1", 1);
  const auto request = Deliver(
      "webhook",
      "customfields: {team: red, zone: '%SINK_TEST_ZONE', 'a[1]': x}\ncustomtags: [env]\n"
      "bracketreplacer: _\n"
      "templatedfields: {who: '{{ index . \"user.name\" }}/{{ or (index . \"k8s.ns.labels.foo\") "
      "\"bar\" }}',"
      " bad: '{{ lt 1 .team }}'}\n"
      "outputfieldformat: '<timestamp>: <priority> <output> [<tags>] <custom_fields> <nothing>'\n"
      "webhook: {address: $URL}");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["output_fields"], Json({{"a_1", "x"},
                                         {"bad", "(1:4: cannot compare a number with a string)"},
                                         {"proc.name", "sh"},
                                         {"proc.pid", 42},
                                         {"team", "red"},
                                         {"user.name", "ro,ot=\\"},
                                         {"who", "ro,ot=\\/bar"},
                                         {"zone", "eu-1"}}));
  EXPECT_EQ(body["tags"], Json({"container", "env", "shell"}));
  EXPECT_EQ(body["output"],
            "12:00:00.000000000: Warning a <shell> & more [container,env,shell] team=red zone=eu-1 "
            "<nothing>");
  EXPECT_THAT(
      MakeError("webhook", "templatedfields: {who: '{{ nothing }}'}\nwebhook: {address: $URL}"),
      HasSubstr("templatedfields.who, 1:4: there is no function 'nothing'"));
}

}  // namespace
}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
// What the stores of logs and points get.
#include "outputs/sinks/sink_test_util.h"

namespace falco_run::outputs {
namespace {

using testing::HasSubstr;

class LogSinksTest : public SinkTest {};

constexpr char kBasic[] = "Basic dTpw";  // u:p

TEST_F(LogSinksTest, Loki) {
  const auto request = Deliver(
      "loki",
      "customfields: {my.team: red}\n"
      "loki: {hostport: $URL, user: u, apikey: p, tenant: t, extralabels: 'proc.name, absent',\n"
      "  customHeaders: {X-A: b}}");
  EXPECT_EQ(request.target, "/loki/api/v1/push");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/json");
  EXPECT_EQ(HeaderOf(request, "Authorization"), kBasic);
  EXPECT_EQ(HeaderOf(request, "X-Scope-OrgID"), "t");
  EXPECT_EQ(HeaderOf(request, "X-A"), "b");
  const Json body = BodyOf(request);
  ASSERT_EQ(body["streams"].size(), 1u);
  EXPECT_EQ(body["streams"][0]["stream"], Json({{"hostname", "web-1"},
                                                {"myteam", "red"},
                                                {"priority", "Warning"},
                                                {"procname", "sh"},
                                                {"rule", "Shell in container"},
                                                {"source", "syscall"},
                                                {"tags", "container,shell"}}));
  EXPECT_EQ(body["streams"][0]["values"],
            Json::array({Json::array({"1700000000123456789", kOutput})}));
}

TEST_F(LogSinksTest, LokiNamesLabelsSafely) {
  proto::Alert alert = SomeAlert();
  AddText("2bad-name[x y]é", "v", alert);
  const Json body = BodyOf(Deliver("loki",
                                   "loki: {hostport: $URL, format: json, endpoint: /api/prom/push, "
                                   "extralabels: '2bad-name[x y]é'}",
                                   alert));
  EXPECT_EQ(body["streams"][0]["stream"]["_2bad_namex_y"], "v");
  const std::string line = body["streams"][0]["values"][0][1];
  EXPECT_EQ(Json::parse(line)["output_fields"]["proc.pid"], 42);
}

TEST_F(LogSinksTest, Elasticsearch) {
  const auto request =
      Deliver("elasticsearch", "elasticsearch: {hostport: $URL/es/, username: u, password: p}");
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/es/falco-2023.11.14/_doc/run-1%2F7?op_type=create");
  EXPECT_EQ(HeaderOf(request, "Authorization"), kBasic);
  const Json body = BodyOf(request);
  EXPECT_EQ(body["@timestamp"], kTime);
  EXPECT_EQ(body["uuid"], "run-1/7");
  EXPECT_EQ(body["output"], kOutput);
  EXPECT_EQ(body["priority"], "Warning");
  EXPECT_EQ(body["rule"], "Shell in container");
  EXPECT_EQ(body["output_fields"],
            Json({{"proc.name", "sh"}, {"proc.pid", 42}, {"user.name", "ro,ot=\\"}}));
  EXPECT_EQ(body["tags"], Json({"container", "shell"}));
}

TEST_F(LogSinksTest, ElasticsearchsSettings) {
  const auto target = [&](const std::string& suffix) {
    return Deliver("elasticsearch",
                   "elasticsearch: {hostport: $URL, index: i, type: t, suffix: " + suffix + "}")
        .target;
  };
  EXPECT_EQ(target("monthly"), "/i-2023.11/t/run-1%2F7?op_type=create");
  EXPECT_EQ(target("annually"), "/i-2023/t/run-1%2F7?op_type=create");
  EXPECT_EQ(target("none"), "/i/t/run-1%2F7?op_type=create");
  const auto request = Deliver("elasticsearch",
                               "elasticsearch: {hostport: $URL, apikey: ek, pipeline: a b, "
                               "flattenfields: true, enablecompression: true}");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "ApiKey ek");
  EXPECT_THAT(request.target, HasSubstr("?op_type=create&pipeline=a%20b"));
  EXPECT_EQ(BodyOf(request)["output_fields"]["proc_name"], "sh");
}

TEST_F(LogSinksTest, ElasticsearchHasItAlready) {
  answer_.status = 409;
  Deliver("elasticsearch", "elasticsearch: {hostport: $URL}");  // and that is a success
  const auto other = MakeSink("loki", "loki: {hostport: $URL}");
  ASSERT_TRUE(other.ok());
  EXPECT_FALSE(DeliverTo(**other, SomeAlert()).status.ok());
}

TEST_F(LogSinksTest, ElasticsearchInBulk) {
  const auto sink = MakeSink("elasticsearch",
                             "elasticsearch: {hostport: $URL/es, username: u, password: p, "
                             "pipeline: a b, batching: {enabled: true, batchsize: 1000}}");
  ASSERT_TRUE(sink.ok()) << sink.status();
  EXPECT_GE((*sink)->max_batch(), 100u);
  std::vector<MessagePtr> batch;
  for (int i = 0; i < 6; ++i) {
    proto::Alert alert = SomeAlert();
    alert.set_id("id-" + std::to_string(i));
    batch.push_back(std::make_shared<const Message>(alert, SinkTestRenderers()));
  }
  // Of every two: done, and refused because it does not fit the index.
  answer_.body = R"({"errors": true, "items": [{"create": {"_id": "x", "status": 201}},)"
                 R"({"create": {"status": 400, "error": {"type": "mapper_parsing_exception"}}}]})";
  std::vector<Delivery> results = (*sink)->Deliver(batch);
  ASSERT_EQ(results.size(), 6u);
  ASSERT_EQ(requests_.size(), 3u);  // of 1,000 bytes
  EXPECT_EQ(requests_[0].method, "POST");
  EXPECT_EQ(requests_[0].target, "/es/_bulk?pipeline=a%20b");
  EXPECT_EQ(HeaderOf(requests_[0], "Content-Type"), "application/x-ndjson");
  EXPECT_EQ(HeaderOf(requests_[0], "Authorization"), kBasic);
  std::istringstream lines(requests_[2].body);
  std::vector<Json> read;
  for (std::string line; std::getline(lines, line);) read.push_back(Json::parse(line));
  ASSERT_EQ(read.size(), 4u);
  EXPECT_EQ(read[2], Json({{"create", {{"_index", "falco-2023.11.14"}, {"_id", "id-5"}}}}));
  EXPECT_EQ(read[3]["uuid"], "id-5");
  EXPECT_EQ(read[3]["@timestamp"], kTime);
  EXPECT_TRUE(results[0].status.ok());
  EXPECT_FALSE(results[1].status.ok());
  EXPECT_FALSE(results[1].IsRetryable());
  EXPECT_THAT(results[1].status.message(), HasSubstr("mapper_parsing_exception"));

  // It has the first one already; the queue for the second is full.
  answer_.body = R"({"items": [{"create": {"status": 409}}, {"create": {"status": 429}}]})";
  results = (*sink)->Deliver(batch);
  EXPECT_TRUE(results[0].status.ok());
  EXPECT_TRUE(results[1].IsRetryable());
  // Whatever is not answered is tried again.
  for (const char* body : {"no JSON", "{}", R"({"items": [1]})", R"({"items": []})"}) {
    answer_.body = body;
    for (const Delivery& result : (*sink)->Deliver(batch)) EXPECT_TRUE(result.IsRetryable());
  }
  // Too large: with fewer at once.
  answer_.status = 413;
  EXPECT_TRUE((*sink)->Deliver(batch)[0].IsRetryable());
  requests_.clear();
  EXPECT_FALSE((*sink)->Deliver(batch)[0].IsRetryable());
  EXPECT_EQ(requests_.size(), 6u);
}

TEST_F(LogSinksTest, Splunk) {
  const auto request = Deliver("splunk",
                               "splunk: {host: $URL/services/collector/event, token: st, "
                               "customheaders: 'X-A:b,X-C:d'}");
  EXPECT_EQ(request.target, "/services/collector/event");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "Splunk st");
  EXPECT_EQ(HeaderOf(request, "X-C"), "d");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["time"], "1700000000.123");
  EXPECT_EQ(body["host"], "web-1");
  EXPECT_EQ(body["source"], "falco");
  EXPECT_EQ(body["sourcetype"], "falcosidekick");
  EXPECT_EQ(body["event"]["rule"], "Shell in container");
  EXPECT_EQ(body["event"]["output_fields"]["proc.pid"], 42);
}

TEST_F(LogSinksTest, InfluxdbOne) {
  const auto request =
      Deliver("influxdb",
              "influxdb: {hostport: $URL, database: my db, user: u, password: p, precision: us}");
  EXPECT_EQ(request.target, "/write?db=my%20db&precision=u");
  EXPECT_EQ(HeaderOf(request, "Authorization"), kBasic);
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(request.body,
            "events,rule=Shell_in_container,priority=Warning,source=syscall,proc.name=sh,"
            "proc.pid=42,user.name=ro\\,ot\\=_,hostname=web-1,tags=container_shell "
            "value=\"" +
                std::string(kOutput) + "\" 1700000000123456");
}

TEST_F(LogSinksTest, InfluxdbTwo) {
  const auto request =
      Deliver("influxdb", "influxdb: {hostport: $URL, organization: o&o, bucket: b, token: it}");
  EXPECT_EQ(request.target, "/api/v2/write?org=o%26o&bucket=b&precision=ns");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "Token it");
}

TEST_F(LogSinksTest, InfluxdbsLineIsOneLine) {
  proto::Alert alert = SomeAlert();
  alert.set_message("a \"b\"\nevents,rule=fake value=1\r\\");
  AddText("empty", "", alert);
  AddText("weird =,\n", "x\ny z", alert);
  const std::string body = Deliver("influxdb", "influxdb: {hostport: $URL}", alert).body;
  EXPECT_EQ(body.find_first_of("\r\n"), std::string::npos);
  EXPECT_THAT(body, HasSubstr(",weird_\\=\\,_=x_y_z,"));
  EXPECT_EQ(body.find("empty"), std::string::npos);
  EXPECT_THAT(body, HasSubstr("Warning a \\\"b\\\" events,rule=fake value=1 \\\\\" 17"));
}

TEST_F(LogSinksTest, OtlpLogs) {
  proto::Alert alert = SomeAlert();
  auto* const real = alert.add_output_fields();
  real->set_name("z.real");
  real->set_real(0.5);
  const auto request = Deliver(
      "otlp.logs", "otlp: {logs: {endpoint: $URL, headers: 'a=b,c=d=e', timeout: 5000}}", alert);
  EXPECT_EQ(request.target, "/v1/logs");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/json");
  EXPECT_EQ(HeaderOf(request, "a"), "b");
  EXPECT_EQ(HeaderOf(request, "c"), "d=e");
  const Json body = BodyOf(request);
  const Json& resource = body["resourceLogs"][0];
  EXPECT_EQ(resource["resource"]["attributes"][0],
            Json({{"key", "service.name"}, {"value", {{"stringValue", "falco-run"}}}}));
  EXPECT_EQ(resource["scopeLogs"][0]["scope"], Json({{"name", "falco"}}));
  ASSERT_EQ(resource["scopeLogs"][0]["logRecords"].size(), 1u);
  const Json& record = resource["scopeLogs"][0]["logRecords"][0];
  EXPECT_EQ(record["timeUnixNano"], "1700000000123456789");
  EXPECT_EQ(record["severityNumber"], 13);
  EXPECT_EQ(record["severityText"], "Warning");
  EXPECT_EQ(record["body"], Json({{"stringValue", kOutput}}));
  std::map<std::string, Json> attributes;
  for (const Json& attribute : record["attributes"])
    attributes[attribute["key"]] = attribute["value"];
  EXPECT_EQ(attributes["rule"], Json({{"stringValue", "Shell in container"}}));
  EXPECT_EQ(attributes["tags"], Json({{"stringValue", "container,shell"}}));
  EXPECT_EQ(attributes["proc.pid"], Json({{"intValue", "42"}}));
  EXPECT_EQ(attributes["z.real"], Json({{"doubleValue", 0.5}}));
  EXPECT_EQ(Deliver("otlp.logs", "otlp: {logs: {endpoint: $URL/own}}").target, "/own");
  EXPECT_THAT(MakeError("otlp.logs", "otlp: {logs: {endpoint: $URL, protocol: grpc}}"),
              HasSubstr("grpc is not there"));
  EXPECT_THAT(MakeError("otlp.logs", "otlp: {logs: {endpoint: $URL, headers: hush}}"),
              testing::AllOf(HasSubstr("name=value"), testing::Not(HasSubstr("hush"))));
}

TEST_F(LogSinksTest, DatadogLogs) {
  const auto request = Deliver("datadoglogs", "datadoglogs: {apikey: dk, host: $URL/, service: s}");
  EXPECT_EQ(request.target, "/api/v2/logs");
  EXPECT_EQ(HeaderOf(request, "DD-API-KEY"), "dk");
  const Json body = BodyOf(request);
  EXPECT_EQ(body["ddsource"], "falco");
  EXPECT_EQ(body["ddtags"], "container,shell");
  EXPECT_EQ(body["hostname"], "web-1");
  EXPECT_EQ(body["service"], "s");
  EXPECT_EQ(Json::parse(body["message"].get<std::string>())["output"], kOutput);
}

TEST_F(LogSinksTest, Dynatrace) {
  const auto request = Deliver("dynatrace", "dynatrace: {apitoken: dt, apiurl: $URL/api}");
  EXPECT_EQ(request.target, "/api/v2/logs/ingest");
  EXPECT_EQ(HeaderOf(request, "Authorization"), "Api-Token dt");
  EXPECT_EQ(HeaderOf(request, "Content-Type"), "application/json; charset=utf-8");
  const Json body = BodyOf(request);
  ASSERT_EQ(body.size(), 1u);
  EXPECT_EQ(body[0]["timestamp"], kTime);
  EXPECT_EQ(body[0]["content"], kOutput);
  EXPECT_EQ(body[0]["severity"], "Warning");
  EXPECT_EQ(body[0]["proc.name"], "sh");
  EXPECT_EQ(MakeError("dynatrace", "dynatrace: {apiurl: $URL}"),
            "apitoken and apiurl are both needed");
}

TEST_F(LogSinksTest, StoresOfWholeAlerts) {
  auto request = Deliver("quickwit", "quickwit: {hostport: $URL, customheaders: {A: b}}");
  EXPECT_EQ(request.target, "/api/v1/falco/ingest");
  EXPECT_EQ(HeaderOf(request, "A"), "b");
  EXPECT_EQ(BodyOf(request)["rule"], "Shell in container");
  EXPECT_TRUE(request.body.ends_with("}\n"));

  request =
      Deliver("openobserve",
              "openobserve: {hostport: $URL, organizationName: o, streamName: s, username: u, "
              "password: p}");
  EXPECT_EQ(request.target, "/api/o/s/_multi");
  EXPECT_EQ(HeaderOf(request, "Authorization"), kBasic);
  EXPECT_EQ(BodyOf(request)["uuid"], "run-1/7");

  request =
      Deliver("zincsearch", "zincsearch: {hostport: $URL, index: i, username: u, password: p}");
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/api/i/_doc/run-1%2F7");
  EXPECT_EQ(HeaderOf(request, "Authorization"), kBasic);
  EXPECT_EQ(BodyOf(request)["output"], kOutput);

  request = Deliver("sumologic",
                    "sumologic: {receiverURL: $URL/receiver/v1/http/X, sourceCategory: c, "
                    "sourceHost: h, name: n}");
  EXPECT_EQ(request.target, "/receiver/v1/http/X");
  EXPECT_EQ(HeaderOf(request, "X-Sumo-Category"), "c");
  EXPECT_EQ(HeaderOf(request, "X-Sumo-Host"), "h");
  EXPECT_EQ(HeaderOf(request, "X-Sumo-Name"), "n");
  EXPECT_EQ(BodyOf(request)["rule"], "Shell in container");
}

}  // namespace
}  // namespace falco_run::outputs

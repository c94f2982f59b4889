// SPDX-License-Identifier: Apache-2.0
// Elasticsearch and OpenSearch, a document an alert:
// https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create
#include <nlohmann/json.hpp>
#include <utility>

#include "http/url.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kNoBatches[] = "every alert is a request; see maxconcurrentrequests";
constexpr char kNoTemplate[] = "make the index template yourself";

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no Elasticsearch."},
      {.path = "index", .initial = "falco", .help = "The index; the suffix follows."},
      {.path = "type", .initial = "_doc", .help = "The type; other than _doc before 7.0 only."},
      {.path = "suffix",
       .initial = "daily",
       .help = "Ends the index' name by the alert's date in UTC.",
       .choices = "daily|monthly|annually|none"},
      {.path = "username", .help = "User of basic authentication."},
      {.path = "password", .help = "The user's password.", .secret = true},
      {.path = "apikey", .help = "API key, encoded, instead of a user.", .secret = true},
      {.path = "pipeline", .help = "The ingest pipeline."},
      {.path = "flattenfields",
       .type = config::Type::kBool,
       .initial = "false",
       .help = "proc.name becomes proc_name."},
      {.path = "enablecompression",
       .type = config::Type::kBool,
       .initial = "false",
       .help = "Compress requests."},
      CustomHeadersKey(),
      {.path = "batching.enabled", .no_effect = kNoBatches},
      {.path = "batching.batchsize", .no_effect = kNoBatches},
      {.path = "batching.flushinterval", .no_effect = kNoBatches},
      {.path = "createindextemplate", .no_effect = kNoTemplate},
      {.path = "numberofshards", .no_effect = kNoTemplate},
      {.path = "numberofreplicas", .no_effect = kNoTemplate},
  };
}

// "-2024.01.31" of an RFC 3339 time.
std::string Suffix(const std::string& kind, const std::string& time) {
  const std::string year = time.substr(0, 4), month = time.substr(5, 2), day = time.substr(8, 2);
  if (kind == "none") return "";
  if (kind == "annually") return "-" + year;
  if (kind == "monthly") return "-" + year + "." + month;
  return "-" + year + "." + month + "." + day;
}

Json Document(const Payload& alert, bool flatten) {
  Json document = alert.ToJson();
  document["@timestamp"] = alert.time;
  if (flatten) {
    Json fields = Json::object();
    for (const auto& [name, value] : document["output_fields"].items()) {
      std::string flat = name;
      for (char& c : flat) c = c == '.' || c == '[' ? '_' : c;
      std::erase(flat, ']');
      fields[flat] = value;
    }
    document["output_fields"] = std::move(fields);
  }
  return document;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string host = section.Text("hostport");
  if (host.empty()) return nullptr;
  const auto url = http::ParseUrl(host);
  if (!url.ok()) return url.status();
  PostOptions options;
  options.name = "elasticsearch";
  options.url = host;
  options.method = "PUT";
  options.headers = BasicAuth(section.Text("username"), section.Text("password"));
  if (const std::string key = section.Text("apikey"); !key.empty()) {
    options.headers = {{"Authorization", "ApiKey " + key}};
  }
  options.gzip = section.Bool("enablecompression");
  // The id makes a second try no second document, and "create" goes with data streams, too.
  options.duplicate_status = 409;
  std::string query = "?op_type=create";
  if (const std::string name = section.Text("pipeline"); !name.empty()) {
    query += "&pipeline=" + UrlEscape(name);
  }
  options.target = [base = JoinUrl(url->target, UrlEscape(TextOr(section, "index", "falco"))),
                    query, type = UrlEscape(TextOr(section, "type", "_doc")),
                    suffix = section.Text("suffix")](const Payload& alert) {
    return base + Suffix(suffix, alert.time) + "/" + type + "/" + UrlEscape(alert.id) + query;
  };
  options.body = [flatten = section.Bool("flattenfields")](const Payload& alert) {
    return Dump(Document(alert, flatten));
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink ElasticsearchSink() { return {"elasticsearch", Keys, Make}; }

}  // namespace falco_run::outputs

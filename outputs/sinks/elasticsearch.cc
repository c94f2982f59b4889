// SPDX-License-Identifier: Apache-2.0
// Elasticsearch and OpenSearch, a document an alert; each in a request of its own, or many by the
// bulk API:
// https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create
// https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/url.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

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
      {.path = "batching.enabled",
       .type = config::Type::kBool,
       .initial = "false",
       .help = "Send what waits in one request, by the bulk API."},
      {.path = "batching.batchsize",
       .type = config::Type::kNumber,
       .initial = "5242880",
       .help = "The most bytes of such a request."},
      {.path = "batching.flushinterval",
       .no_effect = "what waits while a request is under way is the next one"},
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

// What the answer of the bulk API says of each document.
std::vector<Delivery> BulkResults(const http::Response& response, size_t count) {
  std::vector<Delivery> results;
  const Json answer = Json::parse(response.body, nullptr, false);
  if (!answer.is_object() || !answer.contains("items") || !answer["items"].is_array()) return {};
  for (const Json& item : answer["items"]) {
    const Json done = item.is_object() && !item.empty() ? item.front() : Json();
    const int status = done.is_object() ? done.value("status", 0) : 0;
    constexpr int kHasIt = 409, kTooMany = 429;
    if (status / 100 == 2 || status == kHasIt) {
      results.push_back({absl::OkStatus()});
      continue;
    }
    const Json error = done.is_object() ? done.value("error", Json()) : Json();
    const std::string text = "status " + std::to_string(status) + ": " + Dump(error);
    results.push_back({status == kTooMany || status / 100 == 5 || status == 0
                           ? absl::UnavailableError(text)
                           : absl::FailedPreconditionError(text)});
  }
  results.resize(std::min(results.size(), count));
  return results;
}

struct Names {
  std::string index;
  std::string suffix;  // daily, monthly, ...
  std::string type;
};

// The id makes a second try no second document, and "create" goes with data streams, too.
void UseBulk(const Names& names, bool flatten, const std::string& pipeline, PostOptions& options) {
  options.url = JoinUrl(options.url, "_bulk");
  if (!pipeline.empty()) options.url += "?pipeline=" + UrlEscape(pipeline);
  options.content_type = "application/x-ndjson";
  options.body = [names, flatten](const Payload& alert) {
    Json create = {{"_index", names.index + Suffix(names.suffix, alert.time)}, {"_id", alert.id}};
    if (names.type != "_doc") create["_type"] = names.type;
    return Dump({{"create", create}}) + "\n" + Dump(Document(alert, flatten)) + "\n";
  };
  options.bulk_results = BulkResults;
}

void UseSingle(const Names& names, bool flatten, const std::string& pipeline,
               const std::string& path, PostOptions& options) {
  options.method = "PUT";
  options.duplicate_status = 409;
  std::string query = "?op_type=create";
  if (!pipeline.empty()) query += "&pipeline=" + UrlEscape(pipeline);
  options.target = [base = JoinUrl(path, UrlEscape(names.index)), query, names](const Payload& a) {
    return base + Suffix(names.suffix, a.time) + "/" + UrlEscape(names.type) + "/" +
           UrlEscape(a.id) + query;
  };
  options.body = [flatten](const Payload& alert) { return Dump(Document(alert, flatten)); };
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
  options.headers = BasicAuth(section.Text("username"), section.Text("password"));
  if (const std::string key = section.Text("apikey"); !key.empty()) {
    options.headers = {{"Authorization", "ApiKey " + key}};
  }
  options.gzip = section.Bool("enablecompression");
  const Names names = {TextOr(section, "index", "falco"), section.Text("suffix"),
                       TextOr(section, "type", "_doc")};
  const bool flatten = section.Bool("flattenfields");
  if (section.Bool("batching.enabled")) {
    options.bulk_bytes = std::max<uint64_t>(section.Number("batching.batchsize"), 1);
    UseBulk(names, flatten, section.Text("pipeline"), options);
  } else {
    UseSingle(names, flatten, section.Text("pipeline"), url->target, options);
  }
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink ElasticsearchSink() { return {"elasticsearch", Keys, Make}; }

}  // namespace falco_run::outputs

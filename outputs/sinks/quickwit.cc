// SPDX-License-Identifier: Apache-2.0
// Quickwit's ingest API, a document a line:
// https://quickwit.io/docs/reference/rest-api#ingest-data-into-an-index
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no Quickwit."},
      {.path = "apiendpoint", .initial = "api/v1", .help = "The path of the API."},
      {.path = "index", .initial = "falco", .help = "The index."},
      CustomHeadersKey(),
      {.path = "version", .no_effect = "it matters when an index is made only"},
      {.path = "autocreateindex", .no_effect = "make the index yourself"},
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string host = section.Text("hostport");
  if (host.empty()) return nullptr;
  PostOptions options;
  options.name = "quickwit";
  options.url = JoinUrl(JoinUrl(host, TextOr(section, "apiendpoint", "api/v1")),
                        UrlEscape(TextOr(section, "index", "falco")) + "/ingest");
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()) + "\n"; };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink QuickwitSink() { return {"quickwit", Keys, Make}; }

}  // namespace falco_run::outputs

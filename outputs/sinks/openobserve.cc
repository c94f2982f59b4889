// SPDX-License-Identifier: Apache-2.0
// OpenObserve's ingestion, a document a line: https://openobserve.ai/docs/api/ingestion/logs/multi/
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no OpenObserve."},
      {.path = "organizationname", .initial = "default", .help = "The organization."},
      {.path = "streamname", .initial = "falco", .help = "The stream."},
      {.path = "username", .help = "User of basic authentication."},
      {.path = "password", .help = "The user's password.", .secret = true},
      CustomHeadersKey(),
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string host = section.Text("hostport");
  if (host.empty()) return nullptr;
  PostOptions options;
  options.name = "openobserve";
  options.url =
      JoinUrl(host, "api/" + UrlEscape(TextOr(section, "organizationname", "default")) + "/" +
                        UrlEscape(TextOr(section, "streamname", "falco")) + "/_multi");
  options.headers = BasicAuth(section.Text("username"), section.Text("password"));
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()) + "\n"; };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink OpenObserveSink() { return {"openobserve", Keys, Make}; }

}  // namespace falco_run::outputs

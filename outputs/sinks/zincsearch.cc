// SPDX-License-Identifier: Apache-2.0
// ZincSearch, a document an alert:
// https://zincsearch-docs.zinc.dev/api/document/update-with-id/
#include <nlohmann/json.hpp>
#include <utility>

#include "http/url.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no ZincSearch."},
      {.path = "index", .initial = "falco", .help = "The index."},
      {.path = "username", .help = "User of basic authentication."},
      {.path = "password", .help = "The user's password.", .secret = true},
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string host = section.Text("hostport");
  if (host.empty()) return nullptr;
  const auto url = http::ParseUrl(host);
  if (!url.ok()) return url.status();
  PostOptions options;
  options.name = "zincsearch";
  options.url = host;
  options.method = "PUT";
  options.headers = BasicAuth(section.Text("username"), section.Text("password"));
  // By its id: a second try makes no second document.
  options.target = [base =
                        JoinUrl(url->target, "api/" + UrlEscape(TextOr(section, "index", "falco")) +
                                                 "/_doc/")](const Payload& alert) {
    return base + UrlEscape(alert.id);
  };
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink ZincsearchSink() { return {"zincsearch", Keys, Make}; }

}  // namespace falco_run::outputs

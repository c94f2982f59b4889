// SPDX-License-Identifier: Apache-2.0
// n8n's webhook node:
// https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "address", .help = "The node's URL; empty: no n8n."},
      {.path = "user", .help = "User of basic authentication."},
      {.path = "password", .help = "The user's password.", .secret = true},
      {.path = "headerauthname", .help = "The header of header authentication."},
      {.path = "headerauthvalue", .help = "The header's value.", .secret = true},
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  PostOptions options;
  options.name = "n8n";
  options.url = section.Text("address");
  if (options.url.empty()) return nullptr;
  options.headers = BasicAuth(section.Text("user"), section.Text("password"));
  const std::string name = section.Text("headerauthname");
  const std::string value = section.Text("headerauthvalue");
  if (name.empty() != value.empty()) {
    return absl::InvalidArgumentError("headerauthname and headerauthvalue go together");
  }
  if (!name.empty()) options.headers.push_back({name, value});
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink N8nSink() { return {"n8n", Keys, Make}; }

}  // namespace falco_run::outputs

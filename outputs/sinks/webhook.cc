// SPDX-License-Identifier: Apache-2.0
// Any HTTP server: Falcosidekick's JSON, or a text of one's own.
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

config::Keys Keys() {
  return {
      {.path = "address", .help = "The URL; empty: no webhook.", .secret = true},
      {.path = "method", .initial = "POST", .help = "POST or PUT.", .choices = "POST|PUT|PATCH"},
      CustomHeadersKey(),
      {.path = "template",
       .help = "A template for the body instead of JSON; Content-Type by customheaders. See "
               "docs/outputs.md."},
  };
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  PostOptions options;
  options.name = "webhook";
  options.url = context.section.Text("address");
  if (options.url.empty()) return nullptr;
  options.method = TextOr(context.section, "method", "POST");
  options.body = [](const Payload& alert) { return Dump(alert.ToJson()); };
  if (const std::string text = context.section.Text("template"); !text.empty()) {
    auto body = Template::Parse(text, TemplateFields());
    if (!body.ok()) {
      return absl::InvalidArgumentError("template, " + std::string(body.status().message()));
    }
    options.body = [body = *std::move(body)](const Payload& alert) {
      auto rendered = body.Render(alert.ToTemplateData());
      // What cannot be rendered arrives all the same.
      return rendered.ok() ? *std::move(rendered) : Dump(alert.ToJson());
    };
  }
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink WebhookSink() { return {"webhook", Keys, Make}; }

}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
// Gotify: https://gotify.net/docs/pushmsg
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "http://HOST:PORT; empty: no Gotify."},
      {.path = "token", .help = "The application's token.", .secret = true},
      {.path = "format",
       .initial = "markdown",
       .help = "Of the messages.",
       .choices = "markdown|plaintext|text|json"},
  };
}

std::string Text(const Payload& alert, const std::string& format) {
  if (format == "json") return Dump(alert.ToJson());
  const bool markdown = format == "markdown";
  std::string text;
  const auto add = [&](const std::string& name, const std::string& value) {
    text += markdown ? "- **" + EscapeMarkdown(name) + "**: " + EscapeMarkdown(value) + "\n"
                     : name + ": " + value + "\n";
  };
  add("output", Shorten(alert.output, 8000));
  for (const Fact& fact : FactsOf(alert, {})) add(fact.name, fact.value);
  return text;
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const std::string host = context.section.Text("hostport");
  if (host.empty()) return nullptr;
  PostOptions options;
  options.name = "gotify";
  options.url = JoinUrl(host, "message");
  if (const std::string token = context.section.Text("token"); !token.empty()) {
    options.headers = {{"X-Gotify-Key", token}};
  }
  options.body = [format = TextOr(context.section, "format", "markdown")](const Payload& alert) {
    const char* const type = format == "markdown" ? "text/markdown" : "text/plain";
    return Dump({{"title", "[Falco] [" + alert.priority + "] " + alert.rule},
                 // 0 is silent, 7 and more loud.
                 {"priority", static_cast<int>(proto::DEBUG - alert.level)},
                 {"message", Text(alert, format)},
                 {"extras", {{"client::display", {{"contentType", type}}}}}});
  };
  return MakePostSink(context, std::move(options));
}

}  // namespace

Sink GotifySink() { return {"gotify", Keys, Make}; }

}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
// NATS: https://docs.nats.io/reference/reference-protocols/nats-protocol
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/sinks/all.h"
#include "outputs/sinks/connected_sink.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint16_t kPort = 4222;

config::Keys Keys() {
  return {
      {.path = "hostport",
       .help = "nats://HOST:PORT, tls://HOST:PORT, with USER:PASSWORD@ or TOKEN@ before the host; "
               "empty: no NATS.",
       .secret = true},
      {.path = "subjecttemplate",
       .initial = "falco.<priority>.<rule>",
       .help = "The subject; <priority>, <rule>, <source> and <hostname> are replaced."},
  };
}

struct Settings {
  std::string user;
  std::string password;  // without a user: a token
  bool tls = false;
  http::TlsOptions tls_options;
  std::string subject;
};

std::string Replaced(std::string text, std::string_view what, const std::string& with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// Without what would end it: blanks and line ends cannot be in a slug.
std::string SubjectOf(const std::string& form, const Payload& alert) {
  std::string subject = Replaced(form, "<priority>", Slug(alert.priority));
  subject = Replaced(std::move(subject), "<rule>", Slug(alert.rule));
  subject = Replaced(std::move(subject), "<source>", Slug(alert.source));
  return Replaced(std::move(subject), "<hostname>", Slug(alert.hostname));
}

class NatsDialogue : public Dialogue {
 public:
  explicit NatsDialogue(Settings settings) : settings_(std::move(settings)) {}

  absl::Status Begin(net::Connection& connection) override {
    const auto line = connection.ReadLine();
    if (!line.ok()) return line.status();
    const Json info = line->starts_with("INFO ") ? Json::parse(line->substr(5), nullptr, false)
                                                 : Json(Json::value_t::discarded);
    if (!info.is_object()) return absl::UnavailableError("the server does not speak NATS");
    headers_ = info.value("headers", Json(false)) == Json(true);
    if (settings_.tls || info.value("tls_required", Json(false)) == Json(true)) {
      if (auto status = connection.StartTls(settings_.tls_options); !status.ok()) return status;
    }
    Json connect = {{"verbose", false}, {"pedantic", false},   {"tls_required", settings_.tls},
                    {"lang", "cpp"},    {"name", "falco-run"}, {"version", "1"},
                    {"protocol", 1},    {"headers", headers_}};
    if (!settings_.user.empty()) {
      connect["user"] = settings_.user;
      connect["pass"] = settings_.password;
    } else if (!settings_.password.empty()) {
      connect["auth_token"] = settings_.password;
    }
    if (auto status = connection.Write("CONNECT " + Dump(connect) + "\r\nPING\r\n"); !status.ok()) {
      return status;
    }
    return AwaitPong(connection);
  }

  std::vector<Delivery> Send(net::Connection& connection,
                             std::span<const Payload> alerts) override {
    std::string bytes;
    for (const Payload& alert : alerts) Append(alert, bytes);
    bytes += "PING\r\n";
    absl::Status status = connection.Write(bytes);
    if (status.ok()) status = AwaitPong(connection);
    return AllOf(alerts.size(), status);
  }

 private:
  void Append(const Payload& alert, std::string& bytes) const {
    const std::string body = Dump(alert.ToJson());
    const std::string subject = SubjectOf(settings_.subject, alert);
    if (!headers_) {
      bytes += "PUB " + subject + " " + std::to_string(body.size()) + "\r\n" + body + "\r\n";
      return;
    }
    // JetStream passes over what it has already.
    const std::string head = "NATS/1.0\r\nNats-Msg-Id: " + UrlEscape(alert.id) + "\r\n\r\n";
    bytes += "HPUB " + subject + " " + std::to_string(head.size()) + " " +
             std::to_string(head.size() + body.size()) + "\r\n" + head + body + "\r\n";
  }

  // The server answers in order: with its PONG everything before has arrived.
  static absl::Status AwaitPong(net::Connection& connection) {
    absl::Status refused;
    while (true) {
      const auto line = connection.ReadLine();
      if (!line.ok()) return refused.ok() ? line.status() : refused;
      if (*line == "PONG") return refused;
      if (*line == "PING") {
        if (auto status = connection.Write("PONG\r\n"); !status.ok()) return status;
      } else if (line->starts_with("-ERR")) {
        // Being refused may be mended while we run; a subject that is not allowed stays so.
        refused = line->find("Permissions Violation") != std::string::npos
                      ? absl::PermissionDeniedError(*line)
                      : absl::UnavailableError(*line);
      }
    }
  }

  const Settings settings_;
  bool headers_ = false;
};

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  std::string url = context.section.Text("hostport");
  if (url.empty()) return nullptr;
  Settings settings;
  settings.subject = TextOr(context.section, "subjecttemplate", "falco.<priority>.<rule>");
  if (settings.subject.find_first_of(" \t\r\n") != std::string::npos) {
    return absl::InvalidArgumentError("subjecttemplate has a blank in it");
  }
  settings.tls = net::TakeScheme(url) == "tls" || context.section.Bool("mutualtls");
  settings.tls_options = MakeClientOptions(context, "").tls;
  if (const size_t at = url.rfind('@'); at != std::string::npos) {
    const std::string credentials = url.substr(0, at);
    const size_t colon = credentials.find(':');
    settings.password = credentials.substr(colon == std::string::npos ? 0 : colon + 1);
    if (colon != std::string::npos) settings.user = credentials.substr(0, colon);
    url.erase(0, at + 1);
  }
  while (url.ends_with('/')) url.pop_back();
  auto server = net::ParseHostPort(url, kPort);
  if (!server.ok()) return absl::InvalidArgumentError("hostport must be nats://HOST:PORT");
  return MakeConnectedSink(context, {.name = "nats", .server = *std::move(server)},
                           std::make_unique<NatsDialogue>(std::move(settings)));
}

}  // namespace

Sink NatsSink() { return {"nats", Keys, Make}; }

}  // namespace falco_run::outputs

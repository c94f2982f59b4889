// SPDX-License-Identifier: Apache-2.0
// Mail: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 5322 and 2045 (messages).
#include <unistd.h>

#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/chat.h"
#include "outputs/sinks/connected_sink.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

constexpr uint16_t kPort = 25;
constexpr uint16_t kTlsFromTheStart = 465;  // RFC 8314

config::Keys Keys() {
  return {
      {.path = "hostport", .help = "HOST:PORT of the mail server; empty: no mail."},
      {.path = "tls",
       .type = config::Type::kBool,
       .initial = "true",
       .help = "STARTTLS; at port 465 TLS from the start."},
      {.path = "authmechanism",
       .initial = "plain",
       .help = "How to log in; plain needs user and password, oauthbearer user and token.",
       .choices = "none|plain|oauthbearer|anonymous|external"},
      {.path = "user", .help = "User; empty: nobody logs in by plain."},
      {.path = "password", .help = "Password.", .secret = true},
      {.path = "token", .help = "For oauthbearer.", .secret = true},
      {.path = "identity", .help = "For plain and external: on whose behalf."},
      {.path = "trace", .help = "For anonymous: who we are."},
      {.path = "from", .help = "Sender."},
      {.path = "to", .help = "Recipients, with commas."},
      {.path = "outputformat",
       .initial = "html",
       .help = "html: text and HTML; text: only text.",
       .choices = "html|text"},
  };
}

struct Settings {
  std::string host;
  bool tls = true;
  bool tls_from_the_start = false;
  http::TlsOptions tls_options;
  std::string mechanism;
  std::string user, password, token, identity, trace;
  std::string from;
  std::vector<std::string> to;
  bool html = true;
};

std::string Base64(std::string_view text) {
  return std::string(absl::Base64Escape({text.data(), text.size()}));
}

// Lines of 76 letters (RFC 2045, 6.8).
std::string Base64Lines(std::string_view text) {
  const std::string encoded = Base64(text);
  std::string lines;
  for (size_t at = 0; at < encoded.size(); at += 76) lines += encoded.substr(at, 76) + "\r\n";
  return lines;
}

// A header's text, whatever is in it (RFC 2047): words of at most 75 letters.
std::string HeaderText(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    size_t size = std::min<size_t>(text.size(), 42);
    // Not within a letter of UTF-8.
    while (size < text.size() && size > 38 && (text[size] & 0xC0) == 0x80) --size;
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + Base64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return words;
}

std::vector<std::pair<std::string, std::string>> RowsOf(const Payload& alert) {
  std::vector<std::pair<std::string, std::string>> rows = {
      {"Priority", alert.priority}, {"Rule", alert.rule}, {"Source", alert.source},
      {"Hostname", alert.hostname}, {"Time", alert.time}, {"Tags", alert.JoinedTags(", ")}};
  for (const Payload::Field& field : alert.fields) rows.emplace_back(field.name, field.text);
  return rows;
}

std::string TextPart(const Payload& alert) {
  std::string text = alert.output + "\r\n\r\n";
  for (const auto& [name, value] : RowsOf(alert)) text += name + ": " + value + "\r\n";
  return text;
}

std::string HtmlPart(const Payload& alert) {
  std::string html = "<html><body><p><b>" + EscapeHtml(alert.output) + "</b></p>\r\n<table>\r\n";
  for (const auto& [name, value] : RowsOf(alert)) {
    html += "<tr><td>" + EscapeHtml(name) + "</td><td>" + EscapeHtml(value) + "</td></tr>\r\n";
  }
  return html + "</table></body></html>\r\n";
}

std::string Part(const char* type, const std::string& content) {
  return std::string("Content-Type: ") + type +
         "; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Base64Lines(content);
}

std::string MessageOf(const Payload& alert, const Settings& settings) {
  std::string message = "Date: ";
  message += std::string(
      absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", absl::Now(), absl::UTCTimeZone()));
  message += "\r\nFrom: " + settings.from + "\r\nTo: ";
  for (size_t i = 0; i < settings.to.size(); ++i) {
    message += (i == 0 ? "" : ",\r\n ") + settings.to[i];
  }
  // Programs that have it already show it once.
  message += "\r\nMessage-ID: <" + UrlEscape(alert.id) + "@falco-run>\r\nSubject: " +
             HeaderText("[" + alert.priority + "] " + alert.output.substr(0, 300)) +
             "\r\nMIME-Version: 1.0\r\n";
  if (!settings.html) return message + Part("text/plain", TextPart(alert));
  // No line of base64 begins with "--".
  constexpr char kBoundary[] = "falco-run-part";
  const std::string next = std::string("--") + kBoundary + "\r\n";
  return message + "Content-Type: multipart/alternative; boundary=" + kBoundary + "\r\n\r\n" +
         next + Part("text/plain", TextPart(alert)) + next + Part("text/html", HtmlPart(alert)) +
         "--" + kBoundary + "--\r\n";
}

struct Reply {
  int code = 0;
  std::vector<std::string> lines;  // without codes
};

class SmtpDialogue : public Dialogue {
 public:
  explicit SmtpDialogue(Settings settings) : settings_(std::move(settings)) {}

  bool keeps_connection() const override { return false; }

  absl::Status Begin(net::Connection& connection) override {
    if (settings_.tls_from_the_start) {
      if (auto status = connection.StartTls(settings_.tls_options); !status.ok()) return status;
    }
    if (auto status = Expect(connection, 220); !status.ok()) return status;
    if (auto status = Hello(connection); !status.ok()) return status;
    if (settings_.tls && !settings_.tls_from_the_start) {
      if (!offers_.contains("STARTTLS")) {
        return absl::UnavailableError("the server offers no STARTTLS; set smtp.tls to false?");
      }
      if (auto status = Command(connection, "STARTTLS", 220); !status.ok()) return status;
      if (auto status = connection.StartTls(settings_.tls_options); !status.ok()) return status;
      if (auto status = Hello(connection); !status.ok()) return status;
    }
    // Whatever is wrong here may be mended while we run.
    const absl::Status status = LogIn(connection);
    return status.ok() ? status : absl::UnavailableError(status.message());
  }

  std::vector<Delivery> Send(net::Connection& connection,
                             std::span<const Payload> alerts) override {
    std::vector<Delivery> results;
    for (const Payload& alert : alerts) {
      results.push_back({SendOne(connection, alert)});
      if (!results.back().status.ok() && IsBroken(results.back().status)) {
        results.resize(alerts.size(), results.back());
        break;
      }
    }
    return results;
  }

  void End(net::Connection& connection) override { (void)connection.Write("QUIT\r\n"); }

 private:
  static bool IsBroken(const absl::Status& status) { return !absl::IsFailedPrecondition(status); }

  absl::StatusOr<Reply> Read(net::Connection& connection) const {
    Reply reply;
    while (reply.lines.size() < 1000) {
      const auto line = connection.ReadLine();
      if (!line.ok()) return line.status();
      if (line->size() < 3 || !absl::SimpleAtoi(line->substr(0, 3), &reply.code)) {
        return absl::UnavailableError("the server does not speak SMTP");
      }
      reply.lines.push_back(line->size() > 4 ? line->substr(4) : "");
      if (line->size() < 4 || (*line)[3] != '-') return reply;
    }
    return absl::UnavailableError("the server does not speak SMTP");
  }

  absl::Status Expect(net::Connection& connection, int code) const {
    const auto reply = Read(connection);
    if (!reply.ok()) return reply.status();
    if (reply->code == code) return absl::OkStatus();
    const std::string text =
        "the server says " + std::to_string(reply->code) + " " + reply->lines.back();
    return reply->code >= 500 ? absl::FailedPreconditionError(text) : absl::UnavailableError(text);
  }

  absl::Status Command(net::Connection& connection, const std::string& line, int code) const {
    if (auto status = connection.Write(line + "\r\n"); !status.ok()) return status;
    return Expect(connection, code);
  }

  absl::Status Hello(net::Connection& connection) {
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0 || name[0] == 0) name[0] = 'x';
    if (auto status = connection.Write(std::string("EHLO ") + name + "\r\n"); !status.ok()) {
      return status;
    }
    const auto reply = Read(connection);
    if (!reply.ok()) return reply.status();
    if (reply->code != 250) return absl::UnavailableError("the server refuses EHLO");
    offers_.clear();
    for (const std::string& line : reply->lines) offers_.insert(line.substr(0, line.find(' ')));
    return absl::OkStatus();
  }

  absl::Status LogIn(net::Connection& connection) const {
    const std::string zero(1, '\0');
    const Settings& s = settings_;
    if (s.mechanism == "plain" && !s.user.empty()) {
      return Command(connection,
                     "AUTH PLAIN " + Base64(s.identity + zero + s.user + zero + s.password), 235);
    }
    if (s.mechanism == "oauthbearer") {
      const std::string text = "n,a=" + s.user + ",\x01" + "host=" + s.host + "\x01" +
                               "auth=Bearer " + s.token + "\x01\x01";
      return Command(connection, "AUTH OAUTHBEARER " + Base64(text), 235);
    }
    if (s.mechanism == "anonymous") {
      return Command(connection, "AUTH ANONYMOUS " + Base64(s.trace), 235);
    }
    if (s.mechanism == "external") {
      return Command(connection, "AUTH EXTERNAL " + (s.identity.empty() ? "=" : Base64(s.identity)),
                     235);
    }
    return absl::OkStatus();
  }

  absl::Status SendOne(net::Connection& connection, const Payload& alert) const {
    absl::Status status = Command(connection, "MAIL FROM:<" + settings_.from + ">", 250);
    for (const std::string& to : settings_.to) {
      if (status.ok()) status = Command(connection, "RCPT TO:<" + to + ">", 250);
    }
    if (status.ok()) status = Command(connection, "DATA", 354);
    if (!status.ok()) {
      // The next begins anew.
      if (absl::IsFailedPrecondition(status)) (void)Command(connection, "RSET", 250);
      return status;
    }
    // No line of ours begins with a dot: headers and base64.
    return Command(connection, MessageOf(alert, settings_) + ".", 250);
  }

  const Settings settings_;
  std::set<std::string> offers_;
};

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string hostport = section.Text("hostport");
  if (hostport.empty()) return nullptr;
  auto server = net::ParseHostPort(hostport, kPort);
  if (!server.ok()) return absl::InvalidArgumentError("hostport must be HOST:PORT");
  Settings settings;
  settings.host = server->host;
  settings.tls = section.Bool("tls");
  settings.tls_from_the_start = settings.tls && server->port == kTlsFromTheStart;
  settings.tls_options = MakeClientOptions(context, "").tls;
  settings.mechanism = TextOr(section, "authmechanism", "plain");
  settings.user = section.Text("user");
  settings.password = section.Text("password");
  settings.token = section.Text("token");
  settings.identity = section.Text("identity");
  settings.trace = section.Text("trace");
  settings.from = section.Text("from");
  settings.html = section.Text("outputformat") != "text";
  for (const absl::string_view to :
       absl::StrSplit(section.Text("to"), absl::ByAnyChar(", "), absl::SkipEmpty())) {
    settings.to.emplace_back(to.data(), to.size());
  }
  if (settings.from.empty()) return absl::InvalidArgumentError("from is missing");
  if (settings.to.empty()) return absl::InvalidArgumentError("to is missing");
  for (const std::string& address : settings.to) {
    if (address.find_first_of("<>\r\n") != std::string::npos) {
      return absl::InvalidArgumentError("to must be addresses, with commas between them");
    }
  }
  if (settings.from.find_first_of("<> \r\n") != std::string::npos) {
    return absl::InvalidArgumentError("from must be an address");
  }
  return MakeConnectedSink(context, {.name = "smtp", .server = *std::move(server), .max_batch = 20},
                           std::make_unique<SmtpDialogue>(std::move(settings)));
}

}  // namespace

Sink SmtpSink() { return {"smtp", Keys, Make}; }

}  // namespace falco_run::outputs

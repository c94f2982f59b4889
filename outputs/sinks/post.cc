// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/post.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "absl/strings/match.h"
#include "http/wire.h"
#include "outputs/http_bulk_sender.h"
#include "outputs/http_sender.h"

namespace falco_run::outputs {
namespace {

void SetHeader(http::Header header, std::vector<http::Header>& headers) {
  std::erase_if(headers,
                [&](const http::Header& h) { return absl::EqualsIgnoreCase(h.name, header.name); });
  headers.push_back(std::move(header));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Output>> MakePostSink(const SinkContext& context,
                                                     PostOptions options) {
  std::vector<http::Header> custom;
  for (const auto& [name, value] : context.section.TextMap("customheaders")) {
    custom.push_back({name, value});
  }
  std::vector<http::Header> headers = std::move(options.headers);
  headers.insert(headers.begin(), {"Content-Type", options.content_type});
  for (const auto* list : {&headers, &custom}) {
    for (const http::Header& header : *list) {
      if (!http::IsToken(header.name) || !http::IsFieldValue(header.value)) {
        return absl::InvalidArgumentError("the header '" + header.name +
                                          "' cannot be sent: a space or control character in its "
                                          "name, or a line break in its value");
      }
    }
  }
  for (const http::Header& header : custom) SetHeader(header, headers);
  http::ClientOptions client = MakeClientOptions(context, options.url);
  client.gzip = options.gzip;
  client.timeout = options.timeout;
  if (options.bulk_results) {
    HttpBulkSenderOptions bulk;
    bulk.name = options.name;
    bulk.client = std::move(client);
    bulk.request = {.method = options.method, .headers = std::move(headers)};
    bulk.part = [body = std::move(options.body), &globals = context.globals](const Message& m) {
      return body(Payload(m, globals));
    };
    bulk.results = std::move(options.bulk_results);
    bulk.most_bytes = options.bulk_bytes;
    return MakeHttpBulkSender(std::move(bulk));
  }
  HttpSenderOptions sender;
  sender.name = options.name;
  sender.client = std::move(client);
  sender.check = std::move(options.check);
  sender.duplicate_status = options.duplicate_status;
  sender.make_request = [method = options.method, headers, custom, body = std::move(options.body),
                         target = std::move(options.target),
                         alert_headers = std::move(options.alert_headers),
                         &globals = context.globals](const Message& message) {
    const Payload alert(message, globals);
    http::Request request;
    request.method = method;
    if (target) request.target = target(alert);
    request.headers = headers;
    if (alert_headers) {
      for (http::Header& header : alert_headers(alert)) SetHeader(header, request.headers);
      for (const http::Header& header : custom) SetHeader(header, request.headers);
    }
    request.body = body(alert);
    return request;
  };
  return MakeHttpSender(std::move(sender));
}

config::Key CustomHeadersKey() {
  return {.path = "customheaders",
          .type = config::Type::kTextMap,
          .help = "Headers that are added to each request.",
          .secret = true};
}

std::string TextOr(const config::Reader& section, std::string_view key, std::string_view initial) {
  std::string text = section.Text(key);
  return text.empty() ? std::string(initial) : text;
}

std::string JoinUrl(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  return std::string(base) + "/" + std::string(path);
}

std::string UrlEscape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && (std::isalnum(byte) || std::string_view("-_.~").find(c) != text.npos)) {
      escaped += c;
    } else {
      constexpr char kDigits[] = "0123456789ABCDEF";
      ((escaped += '%') += kDigits[byte >> 4]) += kDigits[byte & 15];
    }
  }
  return escaped;
}

std::vector<http::Header> BasicAuth(const std::string& user, const std::string& password) {
  if (user.empty() && password.empty()) return {};
  return {{"Authorization", http::BasicCredentials(user + ":" + password)}};
}

}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
#include "http/wire.h"

#include <algorithm>
#include <ctime>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace falco_run::http {
namespace {

// Headers that follow from how the message is sent.
bool IsOurs(const std::string& name) {
  return absl::EqualsIgnoreCase(name, "Content-Length") ||
         absl::EqualsIgnoreCase(name, "Connection") ||
         absl::EqualsIgnoreCase(name, "Transfer-Encoding");
}

void Append(std::string& out, absl::string_view name, const std::string& value) {
  absl::StrAppend(&out, name, ": ", value, "\r\n");
}

// For the client: unless the request brings it.
void AppendDefault(std::string& out, const Request& request, const char* name,
                   const std::string& value) {
  if (!value.empty() && FindHeader(request.headers, name) == nullptr) Append(out, name, value);
}

bool IsTarget(std::string_view text) {
  return !text.empty() && (text[0] == '/' || text == "*") &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

}  // namespace

bool IsToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); });
}

std::string BasicCredentials(const std::string& credentials) {
  return absl::StrCat("Basic ", absl::Base64Escape(credentials));
}

absl::Status AppendRequestHead(const Request& request, const RequestDefaults& defaults,
                               size_t body_size, bool gzip, std::string& out) {
  const std::string& target = request.target.empty() ? defaults.target : request.target;
  if (!IsToken(request.method)) return absl::InvalidArgumentError("the method is no word");
  if (!IsTarget(target)) {
    return absl::InvalidArgumentError(
        "the target does not start with '/', or has a space, a '#' or a character that is not "
        "ASCII");
  }
  for (const Header& header : request.headers) {
    if (!IsToken(header.name)) {
      return absl::InvalidArgumentError(absl::StrCat("no name of a header: ", header.name));
    }
    if (!IsFieldValue(header.value)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the header ", header.name, " has a line break or a control character"));
    }
  }
  absl::StrAppend(&out, request.method, " ", defaults.prefix, target, " HTTP/1.1\r\n");
  AppendDefault(out, request, "Host", defaults.host);
  AppendDefault(out, request, "User-Agent", defaults.user_agent);
  AppendDefault(out, request, "Authorization", defaults.authorization);
  AppendDefault(out, request, "Proxy-Authorization", defaults.proxy_authorization);
  for (const Header& header : request.headers) {
    if (!IsOurs(header.name)) Append(out, header.name, header.value);
  }
  if (gzip) Append(out, "Content-Encoding", "gzip");
  if (body_size > 0 || (request.method != "GET" && request.method != "HEAD")) {
    absl::StrAppend(&out, "Content-Length: ", body_size, "\r\n");
  }
  if (!defaults.keep_alive) Append(out, "Connection", "close");
  out += "\r\n";
  return absl::OkStatus();
}

bool AppendResponseHead(const Response& response, size_t body_size, bool keep_alive,
                        std::string& out) {
  const bool good =
      response.status >= 200 && response.status <= 999 &&
      std::all_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
        return IsToken(header.name) && IsFieldValue(header.value);
      });
  if (!good) {
    AppendResponseHead({.status = 500}, 0, keep_alive, out);
    return false;
  }
  absl::StrAppend(&out, "HTTP/1.1 ", response.status, " ", ReasonPhrase(response.status), "\r\n");
  bool dated = false;
  for (const Header& header : response.headers) {
    if (!IsOurs(header.name)) Append(out, header.name, header.value);
    dated = dated || absl::EqualsIgnoreCase(header.name, "Date");
  }
  if (!dated) Append(out, "Date", HttpDate(std::time(nullptr)));
  if (response.status != 204 && response.status != 304) {
    absl::StrAppend(&out, "Content-Length: ", body_size, "\r\n");
  }
  Append(out, "Connection", keep_alive ? "keep-alive" : "close");
  out += "\r\n";
  return true;
}

std::string HttpDate(time_t when) {
  // Not by strftime, whose names depend on the locale.
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  tm utc{};
  gmtime_r(&when, &utc);
  const auto two = [](int number) { return absl::Dec(number, absl::kZeroPad2); };
  return absl::StrCat(kDays[utc.tm_wday], ", ", two(utc.tm_mday), " ", kMonths[utc.tm_mon], " ",
                      utc.tm_year + 1900, " ", two(utc.tm_hour), ":", two(utc.tm_min), ":",
                      two(utc.tm_sec), " GMT");
}

const char* ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

}  // namespace falco_run::http

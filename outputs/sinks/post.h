// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_POST_H_
#define FALCO_RUN_OUTPUTS_SINKS_POST_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "http/client.h"
#include "outputs/output.h"
#include "outputs/sinks/payload.h"
#include "outputs/sinks/sink.h"

namespace falco_run::outputs {

// A sink that sends each alert as one request, or many.
struct PostOptions {
  std::string name;  // of the output
  std::string url;
  std::string method = "POST";
  std::string content_type = "application/json";
  std::vector<http::Header> headers;  // besides; the section's customheaders replace them
  std::function<std::string(const Payload&)> body;
  std::function<std::string(const Payload&)> target;  // instead of the URL's path; may be empty
  std::function<std::vector<http::Header>(const Payload&)> alert_headers;  // may be empty
  std::function<absl::Status(const http::Response&)> check;                // see HttpSenderOptions
  int duplicate_status = 0;                                                // see HttpSenderOptions
  // Not empty: many alerts in one request, whose body is the bodies of all; what an answer says of
  // each. `check`, `target`, `alert_headers` and `duplicate_status` have no effect then.
  std::function<std::vector<Delivery>(const http::Response&, size_t count)> bulk_results;
  size_t bulk_bytes = 5 << 20;  // of a body, at most
  bool gzip = false;
  std::chrono::milliseconds timeout{30000};
};

// InvalidArgument for a URL or header that cannot be used; the text does not repeat them.
absl::StatusOr<std::unique_ptr<Output>> MakePostSink(const SinkContext& context,
                                                     PostOptions options);

// The key of headers that are added to each request: customheaders.
config::Key CustomHeadersKey();

// The section's text; an empty one counts as `initial`: examples of configurations are full of
// keys that are set to "".
std::string TextOr(const config::Reader& section, std::string_view key, std::string_view initial);

// "http://host:1/" and "/path" -> "http://host:1/path".
std::string JoinUrl(std::string_view base, std::string_view path);

// `text` for a part of a URL's path or query.
std::string UrlEscape(std::string_view text);

// Authorization: Basic; no header if both are empty.
std::vector<http::Header> BasicAuth(const std::string& user, const std::string& password);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_POST_H_

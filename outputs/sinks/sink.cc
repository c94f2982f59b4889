// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/sink.h"

#include <algorithm>
#include <utility>

#include "config/expand.h"
#include "http/proxy.h"

namespace falco_run::outputs {
namespace {

using config::Type;

}  // namespace

config::Keys GlobalSinkKeys() {
  return {
      {.path = "customfields", .type = Type::kTextMap, .help = "Fields that every sink adds."},
      {.path = "templatedfields",
       .type = Type::kTextMap,
       .help = "Fields that every sink adds; values are templates."},
      {.path = "customtags", .type = Type::kTextList, .help = "Tags that every sink adds."},
      {.path = "bracketreplacer",
       .help = "Replaces [ in names of fields, ] is left out: proc.aname[2]."},
      {.path = "outputfieldformat",
       .help = "The output line, of <timestamp> <priority> <output> <custom_fields> "
               "<templated_fields> <tags>."},
      {.path = "mutualtlsfilespath",
       .initial = "/etc/certs",
       .help = "Folder of client.crt, client.key and ca.crt, for sinks with mutualtls."},
      {.path = "mutualtlsclient.certfile", .help = "Client certificate of sinks with mutualtls."},
      {.path = "mutualtlsclient.keyfile", .help = "Its key."},
      {.path = "mutualtlsclient.cacertfile", .help = "What vouches for the server."},
      {.path = "tlsclient.cacertfile", .help = "More certificates that vouch for servers."},
  };
}

config::Keys CommonKeys() {
  return {
      {.path = "minimumpriority",
       .help = "Only alerts at least as severe: emergency ... debug; empty: all."},
      {.path = "mutualtls",
       .type = Type::kBool,
       .initial = "false",
       .help = "Show a client certificate."},
      {.path = "checkcert",
       .type = Type::kBool,
       .initial = "true",
       .help = "Verify the server's certificate; with mutualtls it always is."},
      {.path = "maxconcurrentrequests",
       .type = Type::kNumber,
       .initial = "1",
       .help = "Requests in flight at once; more than 1: alerts may arrive in another order."},
  };
}

absl::StatusOr<SinkGlobals> ReadSinkGlobals(const config::Reader& root) {
  SinkGlobals globals;
  globals.custom_fields = root.TextMap("customfields");
  for (auto& [name, value] : globals.custom_fields) {
    if (value.starts_with("%")) {
      value = config::ProcessEnvironment()(value.substr(1)).value_or("");
    }
  }
  for (const auto& [name, text] : root.TextMap("templatedfields")) {
    auto parsed = Template::Parse(text);
    if (!parsed.ok()) {
      return absl::InvalidArgumentError(root.Name("templatedfields") + "." + name + ", " +
                                        std::string(parsed.status().message()));
    }
    globals.templated_fields.emplace(name, *std::move(parsed));
  }
  globals.custom_tags = root.TextList("customtags");
  globals.bracket_replacer = root.Text("bracketreplacer");
  globals.output_format = root.Text("outputfieldformat");
  globals.ca_file = root.Text("tlsclient.cacertfile");
  const std::string folder = root.Text("mutualtlsfilespath");
  const auto file = [&](const char* key, const char* name) {
    const std::string path = root.Text(key);
    return path.empty() ? folder + "/" + name : path;
  };
  globals.mutual_tls.cert_file = file("mutualtlsclient.certfile", "client.crt");
  globals.mutual_tls.key_file = file("mutualtlsclient.keyfile", "client.key");
  globals.mutual_tls.ca_file = file("mutualtlsclient.cacertfile", "ca.crt");
  return globals;
}

http::ClientOptions MakeClientOptions(const SinkContext& context, const std::string& url) {
  http::ClientOptions options;
  options.url = url;
  options.proxy = http::ProxyFromEnvironment(url);
  if (context.section.Bool("mutualtls")) options.tls = context.globals.mutual_tls;
  if (!context.globals.ca_file.empty() && options.tls.ca_file.empty()) {
    options.tls.ca_file = context.globals.ca_file;
    options.tls.ca_path = "/etc/ssl/certs";
  }
  options.tls.verify = context.section.Bool("checkcert") || context.section.Bool("mutualtls");
  constexpr uint64_t kMostConnections = 64;
  options.connections = static_cast<int>(
      std::clamp<uint64_t>(context.section.Number("maxconcurrentrequests"), 1, kMostConnections));
  return options;
}

}  // namespace falco_run::outputs

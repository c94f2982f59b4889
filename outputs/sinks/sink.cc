// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/sink.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "http/proxy.h"
#include "outputs/sinks/all.h"

namespace falco_run::outputs {
namespace {

using config::Type;

// "slack.webhookurl" -> "SLACK_WEBHOOKURL", as Falcosidekick has it.
std::string VariableOf(const std::string& path) {
  std::string variable;
  for (const char c : path) {
    variable += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

config::Keys GlobalKeys() {
  return {
      {.path = "customfields", .type = Type::kTextMap, .help = "Fields that every sink adds."},
      {.path = "templatedfields",
       .type = Type::kTextMap,
       .help = "Fields that every sink adds; values are templates."},
      {.path = "customtags", .type = Type::kTextList, .help = "Tags that every sink adds."},
      {.path = "bracketreplacer",
       .help = "Replaces [ in names of fields, ] is left out: proc.aname[2]."},
      {.path = "mutualtlsfilespath",
       .initial = "/etc/certs",
       .help = "Folder of client.crt, client.key and ca.crt, for sinks with mutualtls."},
      {.path = "mutualtlsclient.certfile", .help = "Client certificate of sinks with mutualtls."},
      {.path = "mutualtlsclient.keyfile", .help = "Its key."},
      {.path = "mutualtlsclient.cacertfile", .help = "What vouches for the server."},
      {.path = "tlsclient.cacertfile", .help = "More certificates that vouch for servers."},
  };
}

}  // namespace

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
       .help = "Verify the server's certificate."},
  };
}

config::Keys AllSinkKeys() {
  config::Keys keys = GlobalKeys();
  for (const Sink& sink : AllSinks()) {
    config::Keys own = sink.keys();
    for (config::Key& common : CommonKeys()) {
      const bool has = std::any_of(own.begin(), own.end(),
                                   [&](const config::Key& k) { return k.path == common.path; });
      if (!has) own.push_back(std::move(common));
    }
    for (config::Key& key : own) {
      key.path = std::string(sink.name) + "." + key.path;
      keys.push_back(std::move(key));
    }
  }
  for (config::Key& key : keys) key.variable = VariableOf(key.path);
  return keys;
}

SinkGlobals ReadSinkGlobals(const config::Reader& root) {
  SinkGlobals globals;
  globals.custom_fields = root.TextMap("customfields");
  globals.templated_fields = root.TextMap("templatedfields");
  globals.custom_tags = root.TextList("customtags");
  globals.bracket_replacer = root.Text("bracketreplacer");
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
  options.tls.verify = context.section.Bool("checkcert");
  return options;
}

}  // namespace falco_run::outputs

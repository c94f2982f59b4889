// SPDX-License-Identifier: Apache-2.0
#include "app/audit_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace falco_run::app {
namespace {

constexpr char kFooter[] = R"(
Examples:
  falco-run audit --listen :9765 --tls-cert tls.crt --tls-key tls.key --token-file token
  falco-run audit --file /var/log/kubernetes/audit.log --follow
  falco-run audit --file audit-logs/ --json --alerts=alerts.jsonl
  zcat audit.log.gz | falco-run audit -

What is not said here may be in the configuration, as audit.listen and so on.
The API server posts to https://ADDRESS:PORT/k8s-audit; docs/audit.md says how to tell it. A
token may also be given in the environment, FALCO_RUN_AUDIT_TOKEN. No program is watched.

SIGTERM and SIGINT end it after what has arrived is evaluated; SIGHUP reads certificates anew.
Exit status: 0; 1 if it cannot start.)";

}  // namespace

void AddListenOptions(CLI::App& cli, const std::string& prefix, AuditOptions& options) {
  cli.add_option(prefix + "listen", options.listen, "Take audit events by HTTP(S) POST")
      ->type_name("ADDRESS:PORT");
  cli.add_option(prefix + "path", options.path,
                 std::string("Of the URL that audit events are posted to; ") + kAuditPath)
      ->type_name("PATH");
  cli.add_option(prefix + "tls-cert", options.tls_cert, "Certificate and its chain, PEM: https")
      ->type_name("FILE");
  cli.add_option(prefix + "tls-key", options.tls_key, "Its key; default: in the same file")
      ->type_name("FILE");
  cli.add_option(prefix + "client-ca", options.client_ca,
                 "Only API servers with a certificate that this vouches for")
      ->type_name("FILE");
  cli.add_option(prefix + "token-file", options.token_file,
                 "Only API servers that show a bearer token of this file, one a line")
      ->type_name("FILE");
}

CLI::App* AddAuditCommand(CLI::App& cli, AuditOptions& options) {
  CLI::App* command =
      cli.add_subcommand("audit", "Evaluate rules on the audit log of a Kubernetes cluster");
  command->footer(kFooter);
  AddListenOptions(*command, "--", options);
  command
      ->add_option("--file", options.files,
                   "Read JSON lines of this file, or of the files of a directory; repeatable")
      ->type_name("PATH")
      ->allow_extra_args(false);
  command->add_flag("--follow", options.follow, "Wait for what is added to the files");
  command->add_option("STDIN", options.files, "-: read JSON lines from standard input")
      ->type_name("");
  return command;
}

std::string CheckListenOptions(const std::string& prefix, const AuditOptions& options) {
  const bool secured = !options.tls_cert.empty() || !options.tls_key.empty() ||
                       !options.client_ca.empty() || !options.token_file.empty();
  if (secured && options.listen.empty()) return "TLS and tokens need " + prefix + "listen";
  if (options.tls_cert.empty() && (!options.tls_key.empty() || !options.client_ca.empty())) {
    return prefix + "tls-cert: is missing";
  }
  const bool good = options.path.empty() || options.path.starts_with("/");
  return good ? "" : prefix + "path: must begin with a slash";
}

void FillFromConfig(const config::Reader& reader, AuditOptions& options) {
  const config::Reader section = reader.Section("audit");
  const auto fill = [&](const char* key, std::string& text) {
    if (text.empty()) text = section.Text(key);
  };
  // Files that are named replace a configured webhook, and the other way round.
  const bool given = !options.listen.empty() || !options.files.empty();
  if (!given) {
    options.listen = section.Text("listen");
    options.files = section.TextList("files");
    options.follow = options.follow || section.Bool("follow");
  }
  if (options.listen.empty()) return;
  fill("path", options.path);
  fill("tls_cert", options.tls_cert);
  fill("tls_key", options.tls_key);
  fill("client_ca", options.client_ca);
  fill("token_file", options.token_file);
}

std::string CheckAuditOptions(const AuditOptions& options) {
  const bool input =
      std::find(options.files.begin(), options.files.end(), "-") != options.files.end();
  if (options.listen.empty() && options.files.empty()) {
    return "audit: nothing to read; give --listen ADDRESS:PORT, --file PATH, or - for stdin, or "
           "audit.listen or audit.files in the configuration";
  }
  if (input && options.follow) return "--follow: standard input cannot be followed";
  if (input && options.files.size() > 1) return "audit: - must be the only file";
  if (options.follow && options.files.empty()) return "--follow: there is no --file";
  return CheckListenOptions("--", options);
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_AUDIT_OPTIONS_H_
#define FALCO_RUN_APP_AUDIT_OPTIONS_H_

#include <string>
#include <vector>

#include "config/reader.h"

namespace CLI {
class App;
}

namespace falco_run::app {

inline constexpr char kAuditPath[] = "/k8s-audit";

// `falco-run audit [--listen ADDRESS:PORT] [--file PATH]... [-]`
struct AuditOptions {
  std::string listen;  // "0.0.0.0:9765", ":9765", "[::]:9765"; empty: no webhook
  std::string path;    // empty: kAuditPath
  std::string tls_cert;
  std::string tls_key;
  std::string client_ca;
  std::string token_file;
  std::vector<std::string> files;  // files and directories; "-" is stdin
  bool follow = false;
};

// Adds the subcommand with its own options; the caller adds those all have.
CLI::App* AddAuditCommand(CLI::App& cli, AuditOptions& options);

// Adds the webhook's options, each with this prefix: "--", or "--audit-" beside a wrapped program.
void AddListenOptions(CLI::App& cli, const std::string& prefix, AuditOptions& options);
std::string CheckListenOptions(const std::string& prefix, const AuditOptions& options);

// What the command line leaves open is taken from the keys audit.*.
void FillFromConfig(const config::Reader& reader, AuditOptions& options);

// Why the options do not go together; "" if they do.
std::string CheckAuditOptions(const AuditOptions& options);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_AUDIT_OPTIONS_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_SUBCOMMANDS_H_
#define FALCO_RUN_APP_SUBCOMMANDS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace falco_run::app {

// `falco-run explain [RULE...] --event FILE`
struct ExplainOptions {
  std::vector<std::string> rules;   // names; empty: all
  std::vector<std::string> events;  // files
  std::vector<uint64_t> numbers;    // evt.num of the events to show; empty: see RunExplain
  size_t nearest = 3;               // misses to show when no rule is named
};

// `falco-run test FILE...`
struct TestOptions {
  std::vector<std::string> files;
  bool coverage = false;
  std::string junit;  // file for JUnit XML; empty = none
};

// `falco-run report FILE`
struct ReportOptions {
  std::string recording;
  std::string page = "report.html";
};

// `falco-run upgrade`
struct UpgradeOptions {
  int pid = 0;
  std::string binary = "/proc/self/exe";
};

// `falco-run hub`
struct HubCommandOptions {
  std::string listen;  // ADDRESS:PORT; empty: as configured
};

// `falco-run injector`; what is empty is as configured
struct InjectorCommandOptions {
  std::string listen;  // ADDRESS:PORT
  std::string tls_cert;
  std::string tls_key;
  std::string client_ca;
  std::string token_file;
  std::string copy_to;  // a directory: copy the executable there, and end
};

// `falco-run top`
struct TopOptions {
  std::string url = "http://127.0.0.1:8765";
  std::chrono::milliseconds interval{1000};
  bool once = false;
  bool insecure = false;  // https: the certificate is not verified
  std::string ca_file;    // https: what vouches for it
};

// Options that every subcommand takes as well; owned by the caller.
struct SharedOptions {
  std::string* config_file;             // -c
  std::vector<std::string>* rules;      // -r
  std::vector<std::string>* overrides;  // -o
  bool* json;                           // --json
};

// Add the subcommand with its options and help; what is parsed goes into `options`.
CLI::App* AddExplainCommand(CLI::App& cli, SharedOptions shared, ExplainOptions& options);
CLI::App* AddConfigCommand(CLI::App& cli, SharedOptions shared);
CLI::App* AddHubCommand(CLI::App& cli, SharedOptions shared, bool& quiet,
                        HubCommandOptions& options);
CLI::App* AddInjectorCommand(CLI::App& cli, SharedOptions shared, bool& quiet,
                             InjectorCommandOptions& options);
CLI::App* AddReportCommand(CLI::App& cli, SharedOptions shared, bool& quiet,
                           ReportOptions& options);
CLI::App* AddUpgradeCommand(CLI::App& cli, UpgradeOptions& options);
CLI::App* AddTopCommand(CLI::App& cli, SharedOptions shared, TopOptions& options);
CLI::App* AddTestCommand(CLI::App& cli, SharedOptions shared, TestOptions& options);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_SUBCOMMANDS_H_

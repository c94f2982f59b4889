// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_OPTIONS_H_
#define FALCO_RUN_APP_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "app/audit_options.h"
#include "app/subcommands.h"

namespace falco_run::app {

// The command line, parsed.
struct Options {
  enum class Action {
    kRun,
    kAttach,
    kReplay,
    kAudit,
    kValidate,
    kListFields,
    kListEvents,
    kListRules,
    kDoctor,
    kExplain,
    kTest,
    kHub,
    kInjector,
    kReport,
    kUpgrade,
    kTop,
    kConfig,
    kConfigSchema,
    kVersion,
    kDone
  };

  Action action = Action::kRun;
  int exit_code = 0;  // kDone: help was printed or an error told

  std::string config_file;             // -c; empty: the default one
  std::vector<std::string> rules;      // -r
  bool rules_from_config = false;      // there was no -r
  std::vector<std::string> overrides;  // -o key=value
  std::vector<std::string> validate;   // -V
  std::string alerts = "stderr";       // --alerts
  std::string backend;                 // --backend; empty: as configured
  std::string on_failure;              // --on-failure; empty: as configured
  std::string outcomes = "needed";     // --outcomes
  std::string record;                  // --record: file or fd:N, empty = none
  std::string replay;                  // the recording of `replay`
  std::string list_source;             // --list[=SOURCE]
  bool names_only = false;             // -N
  std::string list_rule;               // -l; empty: all (-L)
  std::string format;                  // --format, of listings; empty: text, or JSON by --json
  int attach_pid = 0;                  // --pid of `attach`
  bool watch_namespace = false;        // --watch-namespace
  bool json = false;
  bool quiet = false;
  bool stats = false;
  bool dry_run = false;
  std::vector<std::string> command;  // the program and its arguments
  AuditOptions audit;
  ExplainOptions explain;
  TestOptions test;
  HubCommandOptions hub;
  InjectorCommandOptions injector;
  ReportOptions report;
  UpgradeOptions upgrade;
  std::vector<std::string> arguments;  // argv, all of it
  TopOptions top;
};

// Parses `argv`. Help goes to stdout; errors go to stderr in one clear message and give
// Action::kDone with exit code 2.
Options ParseCommandLine(int argc, char** argv);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_OPTIONS_H_

// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"

#include <CLI/CLI.hpp>
#include <cstring>
#include <iostream>

namespace falco_run::app {
namespace {

constexpr int kUsageError = 2;

constexpr char kDescription[] = R"(Runs a program and reports what Falco rules say about it.

  falco-run [OPTIONS] -- PROGRAM [ARGUMENTS]
  falco-run [OPTIONS] -V FILE | --list | --dry-run | --version
  falco-run doctor [--json]
  falco-run explain [RULE...] --event FILE
  falco-run test FILE...
)";

constexpr char kFooter[] = R"(
Examples:
  falco-run -- ./server --port 80          watch a program with the shipped rules
  falco-run -r my_rules.yaml -- make       the same with your rules
  falco-run --json --alerts=alerts.jsonl -- sh -c 'cat /etc/shadow'
  falco-run -V my_rules.yaml               check rules
  falco-run doctor                         what works on this machine

The program's output, exit status and signals stay its own. Alerts and the summary go to
stderr unless told otherwise.)";

Options Usage(const std::string& message) {
  std::cerr << "falco-run: " << message << "\n"
            << "Run 'falco-run --help' for the options.\n";
  Options options;
  options.action = Options::Action::kDone;
  options.exit_code = kUsageError;
  return options;
}

}  // namespace

Options ParseCommandLine(int argc, char** argv) {
  Options options;
  // What follows "--" is the program's, whatever it looks like.
  int own = 1;
  while (own < argc && std::strcmp(argv[own], "--") != 0) ++own;
  const bool separated = own < argc;
  for (int i = own + 1; i < argc; ++i) options.command.emplace_back(argv[i]);

  CLI::App cli{kDescription, "falco-run"};
  cli.footer(kFooter);
  cli.prefix_command();
  bool version = false;
  bool list = false;
  cli.add_option("-r,--rules", options.rules,
                 "Rules file or directory, instead of the shipped rules; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  cli.add_option("-o,--option", options.overrides, "Set a configuration key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  cli.add_option("-V,--validate", options.validate, "Check rules files and exit; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  cli.add_option("--alerts", options.alerts, "Where alerts go: stderr, a file, or fd:N")
      ->type_name("TARGET")
      ->capture_default_str();
  cli.add_option("--backend", options.backend, "How to watch: auto or notify")
      ->type_name("NAME")
      ->check(CLI::IsMember({"auto", "notify"}))
      ->capture_default_str();
  auto* list_option =
      cli.add_option("--list", options.list_source, "List the fields that rules can use, and exit")
          ->type_name("SOURCE")
          ->expected(0, 1);
  cli.add_flag("--json", options.json, "Alerts (and other output of falco-run) as JSON");
  cli.add_flag("-q,--quiet", options.quiet, "No summary at the end");
  cli.add_flag("--stats", options.stats, "More figures in the summary");
  cli.add_flag("--dry-run", options.dry_run, "Load everything, run nothing");
  cli.add_flag("--version", version, "Print the version and exit");
  // Options may stand before and after it.
  const auto* doctor =
      cli.add_subcommand("doctor", "Try out what works on this machine")->fallthrough();
  const SharedOptions shared = {&options.rules, &options.overrides, &options.json};
  const auto* explain = AddExplainCommand(cli, shared, options.explain);
  const auto* test = AddTestCommand(cli, shared, options.test);
  try {
    cli.parse(own, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << cli.help();
    options.action = Options::Action::kDone;
    return options;
  } catch (const CLI::ParseError& error) {
    return Usage(error.what());
  }
  list = list_option->count() > 0;

  const std::vector<std::string> rest = cli.remaining();
  if (!rest.empty()) {
    if (rest[0].starts_with("-")) return Usage("unknown option " + rest[0]);
    if (separated) {
      return Usage("unexpected argument '" + rest[0] + "' before --");
    }
    options.command = rest;
  }
  if (doctor->parsed()) {
    options.action = Options::Action::kDoctor;
  } else if (explain->parsed()) {
    options.action = Options::Action::kExplain;
  } else if (test->parsed()) {
    options.action = Options::Action::kTest;
  } else if (version) {
    options.action = Options::Action::kVersion;
  } else if (!options.validate.empty()) {
    options.action = Options::Action::kValidate;
  } else if (list) {
    options.action = Options::Action::kList;
  } else if (options.command.empty() && !options.dry_run) {
    return Usage("no program to run");
  }
  return options;
}

}  // namespace falco_run::app

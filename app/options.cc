// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstring>
#include <iostream>
#include <span>
#include <string_view>
#include <utility>

namespace falco_run::app {
namespace {

constexpr int kUsageError = 2;

constexpr char kDescription[] = R"(Runs a program and reports what Falco rules say about it.

  falco-run [OPTIONS] -- PROGRAM [ARGUMENTS]
  falco-run [OPTIONS] -V FILE | -L | -l RULE | --list | --list-events | --dry-run
  falco-run attach [OPTIONS] --pid PID
  falco-run replay [OPTIONS] FILE
  falco-run audit --listen ADDRESS:PORT | --file PATH | -
  falco-run doctor [--json]
  falco-run explain [RULE...] --event FILE
  falco-run test FILE...
  falco-run report FILE [-o PAGE]
  falco-run upgrade --pid PID
  falco-run hub [--listen ADDRESS:PORT]
  falco-run injector [--listen ADDRESS:PORT] | --copy-to DIR
  falco-run top [--url URL]
  falco-run config [-c FILE] [-o KEY=VALUE]
)";

constexpr char kFooter[] = R"(
Examples:
  falco-run -- ./server --port 80          watch a program with the shipped rules
  falco-run -r my_rules.yaml -- make       the same with your rules
  falco-run --json --alerts=alerts.jsonl -- sh -c 'cat /etc/shadow'
  falco-run -V my_rules.yaml               check rules
  falco-run --record=run.rec -- make       record, to be evaluated again
  falco-run replay run.rec -r other.yaml   the same run under other rules
  falco-run doctor                         what works on this machine

The program's output, exit status and signals stay its own. Alerts and the summary go to
stderr unless told otherwise.)";

constexpr char kReplayFooter[] = R"(
With the rules and settings of the recorded run the alerts are the same, byte for byte (times of
day are local: $TZ). Other rules see what that run's rules had collected; the summary says what
they miss. Exit status: 0; 1 rules, settings or FILE not usable; 3 FILE is damaged or was cut
short: everything before that is evaluated.)";

constexpr char kAttachFooter[] = R"(
Watches the process with all its threads, and everything that it starts from then on, by ptrace,
until it ends or falco-run gets SIGINT, SIGTERM, SIGHUP or SIGQUIT: then it runs on alone. It is
shown to the rules as if it had just been executed. A call that it waits in at the beginning is made
again; some (epoll_wait, see signal(7)) return EINTR as after a stop by a signal.)";

Options Usage(const std::string& message) {
  std::cerr << "falco-run: " << message << "\n"
            << "Run 'falco-run --help' for the options.\n";
  Options options;
  options.action = Options::Action::kDone;
  options.exit_code = kUsageError;
  return options;
}

// What rules to load and how to report.
void AddEvaluationOptions(CLI::App& cli, Options& options) {
  cli.add_option("-c,--config", options.config_file, "Configuration, as Falco's falco.yaml")
      ->type_name("FILE");
  cli.add_option("-r,--rules", options.rules,
                 "Rules file or directory, instead of the shipped rules; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  cli.add_option("-o,--option", options.overrides, "Set a configuration key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  cli.add_option("--alerts", options.alerts, "Where alerts go: stderr, a file, or fd:N")
      ->type_name("TARGET")
      ->capture_default_str();
  cli.add_flag("--json", options.json, "Alerts (and other output of falco-run) as JSON");
  cli.add_flag("-q,--quiet", options.quiet, "No summary at the end");
}

void AddRecordOption(CLI::App& cli, Options& options) {
  cli.add_option("--record", options.record, "Record the run into a file, or fd:N")
      ->type_name("TARGET");
}

// What to list instead of running something.
struct ListingOptions {
  CLI::Option* fields = nullptr;
  bool events = false;
  bool rules = false;
  bool markdown = false;
};

void AddListingOptions(CLI::App& cli, Options& options, ListingOptions& listing) {
  listing.fields =
      cli.add_option("--list", options.list_source, "List the fields that rules can use, and exit")
          ->type_name("SOURCE")
          ->expected(0, 1);
  cli.add_flag("-N", options.names_only, "With --list: names only");
  cli.add_flag("--list-events", listing.events, "List the events and their parameters, and exit");
  cli.add_flag("-L", listing.rules, "List all rules, and exit");
  cli.add_option("-l", options.list_rule, "Show one rule and what it uses, and exit")
      ->type_name("RULE");
  cli.add_option("--format", options.format, "Of listings: text, markdown or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "markdown", "json"}));
  cli.add_flag("--markdown", listing.markdown, "The same as --format markdown");
}

// Of a live run.
void AddRunOptions(CLI::App& cli, Options& options) {
  AddRecordOption(cli, options);
  cli.add_option("--outcomes", options.outcomes,
                 "When to find out what a call returned: needed (by a rule), always, or never "
                 "(estimate it)")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"needed", "always", "never"}))
      ->capture_default_str();
  cli.add_flag("--stats", options.stats, "More figures in the summary");
}

CLI::App* AddAttach(CLI::App& cli, Options& options, SharedOptions /*shared*/) {
  CLI::App* attach = cli.add_subcommand("attach", "Watch a process that runs already");
  attach->footer(kAttachFooter);
  attach->add_option("-p,--pid", options.attach_pid, "The process")
      ->type_name("PID")
      ->check(CLI::PositiveNumber)
      ->required();
  AddEvaluationOptions(*attach, options);
  AddRunOptions(*attach, options);
  return attach;
}

CLI::App* AddReplay(CLI::App& cli, Options& options, SharedOptions /*shared*/) {
  CLI::App* replay = cli.add_subcommand("replay", "Evaluate a recording");
  replay->footer(kReplayFooter);
  replay->add_option("FILE", options.replay, "What --record wrote")->required();
  AddEvaluationOptions(*replay, options);
  return replay;
}

CLI::App* AddDoctor(CLI::App& cli, Options& /*options*/, SharedOptions /*shared*/) {
  // Options may stand before and after it.
  return cli.add_subcommand("doctor", "Try out what works on this machine")->fallthrough();
}

CLI::App* AddAudit(CLI::App& cli, Options& options, SharedOptions /*shared*/) {
  CLI::App* audit = AddAuditCommand(cli, options.audit);
  AddEvaluationOptions(*audit, options);
  AddRecordOption(*audit, options);
  return audit;
}

// What can be done instead of running a program, in the order of the help text.
struct Subcommand {
  const char* name;
  Options::Action action;
  CLI::App* (*add)(CLI::App& cli, Options& options, SharedOptions shared);
};
constexpr Subcommand kSubcommands[] = {
    {"doctor", Options::Action::kDoctor, AddDoctor},
    {"replay", Options::Action::kReplay, AddReplay},
    {"attach", Options::Action::kAttach, AddAttach},
    {"audit", Options::Action::kAudit, AddAudit},
    {"config", Options::Action::kConfig,
     [](CLI::App& cli, Options&, SharedOptions shared) { return AddConfigCommand(cli, shared); }},
    {"explain", Options::Action::kExplain,
     [](CLI::App& cli, Options& options, SharedOptions shared) {
       return AddExplainCommand(cli, shared, options.explain);
     }},
    {"hub", Options::Action::kHub,
     [](CLI::App& cli, Options& options, SharedOptions shared) {
       return AddHubCommand(cli, shared, options.quiet, options.hub);
     }},
    {"injector", Options::Action::kInjector,
     [](CLI::App& cli, Options& options, SharedOptions shared) {
       return AddInjectorCommand(cli, shared, options.quiet, options.injector);
     }},
    {"report", Options::Action::kReport,
     [](CLI::App& cli, Options& options, SharedOptions shared) {
       return AddReportCommand(cli, shared, options.quiet, options.report);
     }},
    {"upgrade", Options::Action::kUpgrade,
     [](CLI::App& cli, Options& options, SharedOptions) {
       return AddUpgradeCommand(cli, options.upgrade);
     }},
    {"top", Options::Action::kTop,
     [](CLI::App& cli, Options& options, SharedOptions shared) {
       return AddTopCommand(cli, shared, options.top);
     }},
    {"test", Options::Action::kTest,
     [](CLI::App& cli, Options& options, SharedOptions shared) {
       return AddTestCommand(cli, shared, options.test);
     }},
};

// Whether the subcommand may be meant by the words, or be shown in a help text.
bool IsNamed(std::span<char* const> words, const char* name) {
  return std::any_of(words.begin(), words.end(), [name](std::string_view word) {
    return word == name || (word.starts_with("-") && word.find('h') != word.npos);
  });
}

}  // namespace

Options ParseCommandLine(int argc, char** argv) {
  Options options;
  options.arguments.assign(argv, argv + argc);
  // What follows "--" is the program's, whatever it looks like.
  int own = 1;
  while (own < argc && std::strcmp(argv[own], "--") != 0) ++own;
  const bool separated = own < argc;
  for (int i = own + 1; i < argc; ++i) options.command.emplace_back(argv[i]);

  CLI::App cli{kDescription, "falco-run"};
  cli.footer(kFooter);
  cli.prefix_command();
  bool version = false;
  bool schema = false;
  ListingOptions listing;
  AddEvaluationOptions(cli, options);
  cli.add_option("-V,--validate", options.validate, "Check rules files and exit; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  AddRunOptions(cli, options);
  cli.add_option("--backend", options.backend,
                 "How to watch: notify, ptrace, or auto: what works here")
      ->type_name("NAME")
      ->check(CLI::IsMember({"auto", "notify", "ptrace"}));
  cli.add_option("--on-failure", options.on_failure,
                 "When the engine dies: continue (unwatched, until a new one is there), or kill "
                 "the program")
      ->type_name("WHAT")
      ->check(CLI::IsMember({"continue", "kill"}));
  cli.add_flag("--watch-namespace", options.watch_namespace,
               "Watch what enters our pid namespace from outside, too (docker exec)");
  AddListenOptions(cli, "--audit-", options.audit);
  AddListingOptions(cli, options, listing);
  cli.add_flag("--dry-run", options.dry_run, "Load everything, run nothing");
  cli.add_flag("--config-schema", schema, "Print the JSON schema of the configuration and exit");
  cli.add_flag("--version", version, "Print the version and exit");
  // To make the parser of a subcommand takes time, and most starts have none.
  const std::span<char* const> words(argv + std::min(argc, 1), static_cast<size_t>(own - 1));
  const SharedOptions shared = {&options.config_file, &options.rules, &options.overrides,
                                &options.json};
  std::vector<std::pair<const Subcommand*, const CLI::App*>> subcommands;
  for (const Subcommand& subcommand : kSubcommands) {
    if (!IsNamed(words, subcommand.name)) continue;
    CLI::App* app = subcommand.add(cli, options, shared);
    app->prefix_command(false);
    subcommands.emplace_back(&subcommand, app);
  }
  try {
    cli.parse(own, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << cli.help();
    options.action = Options::Action::kDone;
    return options;
  } catch (const CLI::ParseError& error) {
    return Usage(error.what());
  }
  if (listing.markdown && options.format.empty()) options.format = "markdown";

  const std::vector<std::string> rest = cli.remaining();
  if (!rest.empty()) {
    if (rest[0].starts_with("-")) return Usage("unknown option " + rest[0]);
    if (separated) {
      return Usage("unexpected argument '" + rest[0] + "' before --");
    }
    options.command = rest;
  }
  if (options.record == "-") {
    return Usage("--record=-: standard output is the program's; name a file, or fd:N");
  }
  const auto chosen = std::find_if(subcommands.begin(), subcommands.end(),
                                   [](const auto& entry) { return entry.second->parsed(); });
  if (chosen != subcommands.end()) {
    const Subcommand& subcommand = *chosen->first;
    if (!options.command.empty()) return Usage(subcommand.name + std::string(" runs no program"));
    options.action = subcommand.action;
    if (options.action == Options::Action::kReplay && !options.record.empty()) {
      return Usage("--record: there is nothing to record in a replay");
    }
  } else if (schema) {
    options.action = Options::Action::kConfigSchema;
  } else if (version) {
    options.action = Options::Action::kVersion;
  } else if (!options.validate.empty()) {
    options.action = Options::Action::kValidate;
  } else if (listing.rules || !options.list_rule.empty()) {
    options.action = Options::Action::kListRules;
  } else if (listing.events) {
    options.action = Options::Action::kListEvents;
  } else if (listing.fields->count() > 0) {
    options.action = Options::Action::kListFields;
  } else if (options.command.empty() && !options.dry_run) {
    return Usage("no program to run");
  } else if (const std::string problem = CheckListenOptions("--audit-", options.audit);
             !problem.empty()) {
    return Usage(problem);
  }
  return options;
}

}  // namespace falco_run::app

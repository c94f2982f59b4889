// SPDX-License-Identifier: Apache-2.0
#include "app/subcommands.h"

#include <CLI/CLI.hpp>

namespace falco_run::app {
namespace {

constexpr char kExplainFooter[] = R"(
Examples:
  falco-run explain --event event.yaml                    what fires, and what nearly did
  falco-run explain 'Account secrets read' --event e.yaml each check of one rule
  falco-run explain -r mine.yaml --json --event e.yaml

The file describes one event or a list of them:
  evt.type: openat
  fd.name: /etc/shadow
  proc.name: cat

Of a recording (falco-run --record=FILE) the events are shown at which rules fire, or
those that --num names.

Exit status: 0, or 1 if something is wrong with rules or events.)";

constexpr char kTestFooter[] = R"(
A file of tests:
  rules: mine.yaml            # relative to the file; default: the shipped rules
  tests:
    - name: cat may not read the shadow file
      event: {evt.type: openat, fd.name: /etc/shadow, proc.name: cat}
      expect: Account secrets read
    - name: listing a directory is fine
      command: ls /
      expect: []

Exit status: 0 if all tests pass, 1 if one fails or a file is wrong.)";

constexpr char kHubFooter[] = R"(
Takes alerts from Falco and from other falco-run (http_output.url: http://HUB:2801/) and hands
them to the outputs of its configuration: slack, loki, elasticsearch, ... as Falcosidekick does.

  POST /        an alert as Falco posts it
  POST /test    a test alert for all outputs
  GET  /ping    /healthz    /metrics

SIGTERM ends it; SIGHUP reads its certificates again.)";

constexpr char kInjectorFooter[] = R"(
A mutating admission webhook for Kubernetes: in pods with the label falco-run/inject: "true" the
programs of the containers are started by falco-run. docs/kubernetes.md says how to set it up.

  POST /mutate  an AdmissionReview of admission.k8s.io/v1
  GET  /healthz    /metrics

What is not said here may be in the configuration, as injector.listen and so on; a token also in
the environment, FALCO_RUN_INJECTOR_TOKEN. SIGTERM ends it; SIGHUP reads its certificates again.)";

constexpr char kReportFooter[] = R"(
The page is complete in itself, to be attached to an incident: a timeline, alerts with the calls
that raised them, the tree of processes, counts.

  falco-run --record=run.rec -- ./app
  falco-run report run.rec -o report.html

Exit status: 0; 1 something is not usable; 3 FILE is damaged or was cut short: the page says so.)";

constexpr char kUpgradeFooter[] = R"(
The engine of the running falco-run hands what it knows to the new one and ends; the program's calls
wait meanwhile, none fails and none goes unseen. The rules and settings are read again, from the
same files. If the new binary does not come to watch, the old one goes on. Only root and the user
of the running one may ask, and nothing that it watches. Run this inside the container, if it is in
one. Exit status: 0; 1 it was refused or failed.)";

constexpr char kTopFooter[] = R"(
The other falco-run must serve its figures:

  falco-run -o metrics.enabled=true -o 'webserver={enabled: true, listen_address: 127.0.0.1,
    prometheus_metrics_enabled: true}' -- ./server
  falco-run top

Keys: r, e, a, n sort by rate, events, alerts, name; q ends it. Without a terminal it shows them
once. Exit status: 0, or 1 if nobody answers.)";

void AddConfigOption(CLI::App& command, SharedOptions shared,
                     const std::string& help = "Configuration, as Falco's falco.yaml") {
  command.add_option("-c,--config", *shared.config_file, help)->type_name("FILE");
}

void AddRulesOption(CLI::App& command, SharedOptions shared) {
  command.add_option("-r,--rules", *shared.rules, "Rules file or directory; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void AddOverrideOption(CLI::App& command, SharedOptions shared) {
  command.add_option("-o,--option", *shared.overrides, "Set a configuration key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void AddShared(CLI::App& command, SharedOptions shared) {
  AddConfigOption(command, shared);
  AddRulesOption(command, shared);
  AddOverrideOption(command, shared);
  command.add_flag("--json", *shared.json, "Print JSON");
}

}  // namespace

CLI::App* AddExplainCommand(CLI::App& cli, SharedOptions shared, ExplainOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "explain", "Show why rules fire or do not fire for an event, check by check");
  command->footer(kExplainFooter);
  command->add_option("RULE", options.rules, "Names of rules to explain; default: all")
      ->type_name("");
  command
      ->add_option("-e,--event", options.events,
                   "File with events, or a recording; - is stdin; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->required();
  command->add_option("-n,--num", options.numbers, "Only the event with this evt.num; repeatable")
      ->type_name("N")
      ->allow_extra_args(false);
  command->add_option("--nearest", options.nearest, "How many near misses to show")
      ->type_name("N")
      ->capture_default_str();
  AddShared(*command, shared);
  return command;
}

CLI::App* AddConfigCommand(CLI::App& cli, SharedOptions shared) {
  CLI::App* command =
      cli.add_subcommand("config", "Print the effective configuration and where it comes from");
  AddShared(*command, shared);
  return command;
}

CLI::App* AddHubCommand(CLI::App& cli, SharedOptions shared, bool& quiet,
                        HubCommandOptions& options) {
  CLI::App* command = cli.add_subcommand("hub", "Forward alerts of many machines to the outputs");
  command->footer(kHubFooter);
  AddConfigOption(*command, shared, "Configuration, as Falcosidekick's");
  AddOverrideOption(*command, shared);
  command->add_option("--listen", options.listen, "Where, instead of listenaddress and listenport")
      ->type_name("ADDRESS:PORT");
  command->add_flag("-q,--quiet", quiet, "No summary at the end");
  return command;
}

CLI::App* AddInjectorCommand(CLI::App& cli, SharedOptions shared, bool& quiet,
                             InjectorCommandOptions& options) {
  CLI::App* command =
      cli.add_subcommand("injector", "Put falco-run into pods, as an admission webhook");
  command->footer(kInjectorFooter);
  AddConfigOption(*command, shared);
  AddOverrideOption(*command, shared);
  command->add_option("--listen", options.listen, "Where, instead of injector.listen")
      ->type_name("ADDRESS:PORT");
  command->add_option("--tls-cert", options.tls_cert, "Certificate and its chain, PEM: https")
      ->type_name("FILE");
  command->add_option("--tls-key", options.tls_key, "Its key; default: in the same file")
      ->type_name("FILE");
  command
      ->add_option("--client-ca", options.client_ca,
                   "Only API servers with a certificate that this vouches for")
      ->type_name("FILE");
  command
      ->add_option("--token-file", options.token_file,
                   "Only API servers that show a bearer token of this file, one a line")
      ->type_name("FILE");
  command
      ->add_option("--copy-to", options.copy_to,
                   "Copy this executable into a directory and end: what the init container does")
      ->type_name("DIR");
  command->add_flag("-q,--quiet", quiet, "No summary at the end");
  return command;
}

CLI::App* AddUpgradeCommand(CLI::App& cli, UpgradeOptions& options) {
  CLI::App* command =
      cli.add_subcommand("upgrade", "Let this binary take over from one that is running");
  command->footer(kUpgradeFooter);
  command->add_option("-p,--pid", options.pid, "The running falco-run, as it was started")
      ->type_name("PID")
      ->check(CLI::PositiveNumber)
      ->required();
  command->add_option("--binary", options.binary, "Another binary")
      ->type_name("FILE")
      ->default_str("this one");
  return command;
}

CLI::App* AddReportCommand(CLI::App& cli, SharedOptions shared, bool& quiet,
                           ReportOptions& options) {
  CLI::App* command = cli.add_subcommand("report", "Make one HTML page of a recording");
  command->footer(kReportFooter);
  command->add_option("FILE", options.recording, "What --record wrote")->type_name("")->required();
  command->add_option("-o,--output", options.page, "The page")
      ->type_name("PAGE")
      ->capture_default_str();
  AddConfigOption(*command, shared);
  AddRulesOption(*command, shared);
  command->add_flag("-q,--quiet", quiet, "Say nothing when it worked");
  return command;
}

CLI::App* AddTopCommand(CLI::App& cli, SharedOptions shared, TopOptions& options) {
  CLI::App* command = cli.add_subcommand("top", "Show live what another falco-run does");
  command->footer(kTopFooter);
  command->add_option("--url", options.url, "Its web server")
      ->type_name("URL")
      ->capture_default_str();
  command
      ->add_option_function<double>(
          "-d,--interval",
          [&options](double seconds) {
            options.interval = std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
          },
          "Seconds between two looks; default: 1")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 3600.0));
  command->add_flag("--once", options.once, "Show it once, without taking the terminal");
  command->add_flag("--insecure", options.insecure, "Do not verify an https server's certificate");
  command->add_option("--ca", options.ca_file, "Certificates that vouch for it")->type_name("FILE");
  command->add_flag("--json", *shared.json, "Print its figures as JSON, once");
  return command;
}

CLI::App* AddTestCommand(CLI::App& cli, SharedOptions shared, TestOptions& options) {
  CLI::App* command = cli.add_subcommand("test", "Run unit tests of rules");
  command->footer(kTestFooter);
  command->add_option("FILE", options.files, "Files of tests")->type_name("")->required();
  command->add_flag("--coverage", options.coverage,
                    "Show for each check how often it was true and false");
  command->add_option("--junit", options.junit, "Write the results as JUnit XML, for CI systems")
      ->type_name("FILE");
  AddShared(*command, shared);
  return command;
}

}  // namespace falco_run::app

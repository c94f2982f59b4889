// SPDX-License-Identifier: Apache-2.0
// falco-run: runs a program and reports what Falco rules say about it.
#include <cstring>
#include <iostream>

#include "absl/strings/str_split.h"
#include "app/audit_command.h"
#include "app/config.h"
#include "app/descriptors.h"
#include "app/doctor.h"
#include "app/explain.h"
#include "app/hub_command.h"
#include "app/injector_command.h"
#include "app/keys.h"
#include "app/list_events.h"
#include "app/list_fields.h"
#include "app/list_rules.h"
#include "app/options.h"
#include "app/replay.h"
#include "app/report_command.h"
#include "app/rules_source.h"
#include "app/rules_test.h"
#include "app/run_program.h"
#include "app/top_command.h"
#include "app/upgrade_command.h"
#include "app/validate.h"
#include "app/version.h"
#include "config/print.h"
#include "config/schema.h"
#include "tracer/probe.h"

namespace falco_run::app {
namespace {

ListFormat FormatOf(const Options& options, bool json) {
  if (options.format == "markdown") return ListFormat::kMarkdown;
  if (options.format == "json" || (options.format.empty() && json)) return ListFormat::kJson;
  return ListFormat::kText;
}

int Main(int argc, char** argv) {
  Options options = ParseCommandLine(argc, argv);
  if (options.action == Options::Action::kDone) return options.exit_code;
  if (options.action == Options::Action::kUpgrade) return RunUpgrade(options.upgrade);
  const config::Environment environment = config::ProcessEnvironment();
  if (options.config_file.empty()) options.config_file = DefaultConfigFile(environment);
  const auto config = LoadConfig({options.config_file, environment, options.overrides});
  if (!config.ok()) {
    for (const absl::string_view line : absl::StrSplit(config.status().message(), '\n')) {
      std::cerr << "falco-run: " << std::string(line) << "\n";
    }
    return 1;
  }
  const bool explain = options.action == Options::Action::kConfig;
  for (const std::string& warning :
       explain ? config->document.warnings : CondensedWarnings(config->document)) {
    std::cerr << "falco-run: warning: " << warning << "\n";
  }
  options.rules_from_config = options.rules.empty();
  if (options.rules_from_config) options.rules = config->rules_files;
  const bool json = options.json || config->json_output;
  switch (options.action) {
    case Options::Action::kConfig:
      std::cout << (json ? config::PrintEffectiveJson(config->document.root, AllKeys(), false)
                         : config::PrintEffective(config->document.root, AllKeys(), false));
      return 0;
    case Options::Action::kConfigSchema:
      std::cout << config::JsonSchema(AllKeys()) << "\n";
      return 0;
    case Options::Action::kVersion:
      std::cout << "falco-run " << kVersion << " (rules language of Falco engine " << kEngineVersion
                << ")\n";
      return 0;
    case Options::Action::kDoctor:
      return RunDoctor(json);
    case Options::Action::kListFields:
      return ListFields(options.list_source, options.names_only, FormatOf(options, json));
    case Options::Action::kListEvents:
      return ListEvents(FormatOf(options, json));
    case Options::Action::kListRules:
      return ListRules(options.rules, *config, options.list_rule, FormatOf(options, json));
    case Options::Action::kExplain:
      return RunExplain(options, *config, json);
    case Options::Action::kTest:
      return RunRulesTests(options, *config, json);
    case Options::Action::kReport:
      return WriteReport(options, *config);
    case Options::Action::kHub:
      return RunHub(options, *config);
    case Options::Action::kInjector:
      return RunInjector(options, *config);
    case Options::Action::kTop:
      return RunTop(options.top, options.json);
    case Options::Action::kValidate:
      return Validate(options.validate, *config, json);
    case Options::Action::kAudit:
      return RunAudit(options, *config);
    case Options::Action::kReplay:
      return Replay(options, *config);
    case Options::Action::kRun:
      return options.dry_run ? DryRun(options, *config) : RunProgram(options, *config);
    case Options::Action::kAttach:
      return AttachToProcess(options, *config);
    case Options::Action::kUpgrade:
    case Options::Action::kDone:
      break;
  }
  return 0;
}

}  // namespace
}  // namespace falco_run::app

int main(int argc, char** argv) {
  falco_run::app::FillStandardDescriptors();
  // The probes start this executable; see probe.h.
  if (argc > 0 && std::strcmp(argv[0], falco_run::tracer::kProbeName) == 0) return 0;
  return falco_run::app::Main(argc, argv);
}

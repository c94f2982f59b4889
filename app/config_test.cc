// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/options.h"

namespace falco_run::app {
namespace {

absl::StatusOr<Config> Load(const std::vector<std::string>& overrides) {
  return LoadConfig({"", config::ProcessEnvironment(), overrides});
}

TEST(ConfigTest, DefaultsAreFalcos) {
  const auto config = Load({});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_FALSE(config->json_output);
  EXPECT_TRUE(config->json_include_output_property);
  EXPECT_FALSE(config->json_include_message_property);
  EXPECT_FALSE(config->rule_matching_all);
  EXPECT_EQ(config->priority, proto::DEBUG);
  EXPECT_FALSE(config->container.has_value());
}

TEST(ConfigTest, SettingsApplyInOrder) {
  const auto config =
      Load({"json_output=true", "json_output=False", "priority=Info", "rule_matching=all",
            "rules[].disable.rule=*", "rules[].enable.tag=network", "container.image=node:20=x"});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_FALSE(config->json_output);
  EXPECT_EQ(config->priority, proto::INFORMATIONAL);
  EXPECT_TRUE(config->rule_matching_all);
  ASSERT_EQ(config->rules.size(), 2u);
  EXPECT_FALSE(config->rules[0].enable);
  EXPECT_EQ(config->rules[0].rule, "*");
  EXPECT_TRUE(config->rules[1].enable);
  EXPECT_EQ(config->rules[1].tag, "network");
  EXPECT_EQ(config->container->image(), "node:20=x") << "only the first = separates";
}

TEST(ConfigTest, MountsOfTheContainer) {
  const auto config =
      Load({"container.mounts[]=/srv/a:/a:ro,rslave", "container.mounts[]=/srv/b:/b"});
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->container->mounts_size(), 2);
  EXPECT_EQ(config->container->mounts(0).propagation(), "rslave");
  EXPECT_EQ(config->container->mounts(1).source(), "/srv/b");
  EXPECT_EQ(Load({"container.mounts=/a"}).status().message(),
            "-o container.mounts=/a: container.mounts: a mount has the form "
            "SOURCE:DEST[:OPTIONS], not '/a'");
}

TEST(ConfigTest, ErrorsNameTheSettingAndTheWayOut) {
  const auto message = [](const char* setting) {
    return std::string(Load({setting}).status().message());
  };
  EXPECT_EQ(message("json_output"), "-o json_output: a setting has the form key=value");
  EXPECT_EQ(message("json_output=maybe"),
            "-o json_output=maybe: json_output must be true or false, not 'maybe'");
  EXPECT_EQ(message("rule_matching=one"),
            "-o rule_matching=one: rule_matching must be first or all, not 'one'");
  EXPECT_EQ(
      message("priority=loud"),
      "-o priority=loud: priority must be emergency, alert, critical, error, warning, notice, "
      "informational or debug, not 'loud'");
  const auto unknown = Load({"jsonoutput=1"});
  ASSERT_TRUE(unknown.ok());
  EXPECT_EQ(unknown->document.warnings,
            (std::vector<std::string>{
                "-o jsonoutput=1: unknown key 'jsonoutput'; did you mean 'json_output'?"}));
}

Options Parse(std::vector<std::string> args) {
  args.insert(args.begin(), "falco-run");
  std::vector<char*> argv;
  for (std::string& arg : args) argv.push_back(arg.data());
  return ParseCommandLine(static_cast<int>(argv.size()), argv.data());
}

// Every key of the falco.yaml that Falco ships, with its value there.
constexpr char kFalcosKeys[] = R"yaml(
config_files: [/nonexistent/config.d]
watch_config_files: true
rules_files: [/nonexistent/falco_rules.yaml, /nonexistent/rules.d]
engine:
  kind: modern_ebpf
  kmod: {buf_size_preset: 4, drop_failed_exit: false}
  modern_ebpf: {cpus_for_each_buffer: 2, buf_size_preset: 4, drop_failed_exit: false, disable_iterators: false}
  replay: {capture_file: ""}
capture: {enabled: false, path_prefix: /tmp/falco, mode: rules, default_duration: 5000, max_file_size_mb: 0}
load_plugins: []
plugins:
  - {name: k8saudit, library_path: libk8saudit.so, init_config: "", open_params: "http://:9765/k8s-audit"}
plugins_hostinfo: true
time_format_iso_8601: false
buffer_format_base64: false
priority: debug
json_output: false
json_include_output_property: true
json_include_message_property: false
json_include_output_fields_property: true
json_include_tags_property: true
buffered_outputs: false
rule_matching: first
outputs_queue: {capacity: 0}
append_output: [{suggested_output: true}]
static_fields: {}
stdout_output: {enabled: true}
syslog_output: {enabled: true}
file_output: {enabled: false, keep_alive: false, filename: ./events.txt}
http_output:
  enabled: false
  url: ""
  user_agent: falcosecurity/falco
  insecure: false
  ca_cert: ""
  ca_bundle: ""
  ca_path: /etc/ssl/certs
  mtls: false
  client_cert: /etc/ssl/certs/client.crt
  client_key: /etc/ssl/certs/client.key
  echo: false
  compress_uploads: false
  keep_alive: false
  max_consecutive_timeouts: 5
program_output: {enabled: false, keep_alive: false, program: "jq '{text: .output}'"}
webserver:
  enabled: true
  threadiness: 0
  listen_port: 8765
  listen_address: 0.0.0.0
  k8s_healthz_endpoint: /healthz
  prometheus_metrics_enabled: false
  ssl_enabled: false
  ssl_certificate: /etc/falco/falco.pem
log_stderr: true
log_syslog: true
log_level: info
libs_logger: {enabled: true, severity: info}
output_timeout: 2000
syscall_event_timeouts: {max_consecutives: 1000}
syscall_event_drops: {threshold: .1, actions: [log, alert], rate: .03333, max_burst: 1, simulate_drops: false}
metrics:
  enabled: false
  interval: 1h
  output_rule: true
  output_file: ""
  rules_counters_enabled: true
  resource_utilization_enabled: true
  state_counters_enabled: true
  kernel_event_counters_enabled: true
  kernel_event_counters_per_cpu_enabled: false
  libbpf_stats_enabled: true
  plugins_metrics_enabled: true
  kernel_iter_event_counters_enabled: true
  jemalloc_stats_enabled: false
  convert_memory_to_mb: true
  include_empty_values: false
base_syscalls: {custom_set: [], repair: false, all: false}
falco_libs: {thread_table_size: 262144, thread_table_auto_purging_interval_s: 300, thread_table_auto_purging_thread_timeout_s: 300, snaplen: 80}
)yaml";

TEST(ConfigTest, FalcosConfigurationGivesNoWarningButWhatHasNoEffect) {
  const std::string file = testing::TempDir() + "/falco.yaml";
  std::ofstream(file) << kFalcosKeys;
  const auto config = LoadConfig({file, config::ProcessEnvironment(), {}});
  ASSERT_TRUE(config.ok()) << config.status();
  size_t without_effect = 0;
  for (const std::string& warning : config->document.warnings) {
    const bool explained = warning.find("' has no effect here: ") != std::string::npos;
    without_effect += explained;
    EXPECT_TRUE(explained || warning.find("the shipped rules are used") != std::string::npos)
        << warning;
  }
  EXPECT_EQ(without_effect, 21u);
  // A run says so in one line.
  const auto condensed = CondensedWarnings(config->document);
  ASSERT_EQ(condensed.size(), 2u);
  EXPECT_EQ(condensed[0].find(
                file + ": 21 keys have no effect here ('falco-run config' says why): engine, "),
            0u)
      << condensed[0];
}

TEST(OptionsTest, EverythingAfterTheDashesIsTheProgram) {
  const Options o = Parse({"-r", "a.yaml", "--json", "--", "ls", "-r", "--", "x"});
  EXPECT_EQ(o.action, Options::Action::kRun);
  EXPECT_EQ(o.rules, (std::vector<std::string>{"a.yaml"}));
  EXPECT_TRUE(o.json);
  EXPECT_EQ(o.command, (std::vector<std::string>{"ls", "-r", "--", "x"}));
}

TEST(OptionsTest, WithoutDashesTheFirstWordIsTheProgram) {
  const Options o = Parse({"-q", "ls", "-l", "--json"});
  EXPECT_TRUE(o.quiet);
  EXPECT_FALSE(o.json);
  EXPECT_EQ(o.command, (std::vector<std::string>{"ls", "-l", "--json"}));
}

TEST(OptionsTest, OneValueForEachRepeatedOption) {
  const Options o = Parse({"-r", "a", "-r", "b", "-o", "x=1", "-o", "y=2", "-V", "v", "-V", "w"});
  EXPECT_EQ(o.action, Options::Action::kValidate);
  EXPECT_EQ(o.rules.size(), 2u);
  EXPECT_EQ(o.overrides.size(), 2u);
  EXPECT_EQ(o.validate, (std::vector<std::string>{"v", "w"}));
}

TEST(OptionsTest, DoctorIsACommandUnlessDashesSayOtherwise) {
  EXPECT_EQ(Parse({"doctor"}).action, Options::Action::kDoctor);
  EXPECT_EQ(Parse({"--json", "doctor"}).action, Options::Action::kDoctor);
  EXPECT_EQ(Parse({"--", "doctor"}).action, Options::Action::kRun);
}

TEST(OptionsTest, ErrorsGiveTwo) {
  for (const std::vector<std::string>& args : {std::vector<std::string>{},
                                               {"--bogus"},
                                               {"--bogus", "--", "ls"},
                                               {"-r"},
                                               {"x", "--", "ls"}}) {
    const Options o = Parse(args);
    EXPECT_EQ(o.action, Options::Action::kDone);
    EXPECT_EQ(o.exit_code, 2);
  }
}

TEST(ConfigTest, AppendOutput) {
  const std::string file = testing::TempDir() + "/append.yaml";
  const auto load = [&](const std::string& text) {
    std::ofstream(file) << text;
    return LoadConfig({file, config::ProcessEnvironment(), {}});
  };
  auto config = load(R"(
append_output:
  - suggested_output: true
    extra_output: "a=%proc.name"
  - match: {source: syscall, rule: My rule, tags: [x, y]}
    extra_fields: [evt.type, who: "%user.name"]
    suggested_output: true
static_fields: {site: berlin}
)");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->suggested_output, true);
  ASSERT_EQ(config->append_output.size(), 2u);
  EXPECT_EQ(config->append_output[0].extra_output, "a=%proc.name");
  EXPECT_FALSE(config->append_output[0].suggested_output) << "in Config::suggested_output";
  const engine::AppendOutput& matched = config->append_output[1];
  EXPECT_TRUE(matched.suggested_output);
  EXPECT_EQ(matched.source, "syscall");
  EXPECT_EQ(matched.rule, "My rule");
  EXPECT_EQ(matched.tags, (std::set<std::string>{"x", "y"}));
  ASSERT_EQ(matched.extra_fields.size(), 2u);
  EXPECT_EQ(matched.extra_fields[0].name, "evt.type");
  EXPECT_EQ(matched.extra_fields[1].format, "%user.name");
  EXPECT_EQ(config->static_fields, (engine::StaticFields{{"site", "berlin"}}));

  for (const char* wrong :
       {"append_output: x", "append_output: [x]", "append_output: [{match: x}]",
        "append_output: [{match: {tags: x}}]", "append_output: [{match: {tag: [x]}}]",
        "append_output: [{extra_output: [x]}]", "append_output: [{extra_fields: x}]",
        "append_output: [{extra_fields: [a: [b]]}]", "append_output: [{extra: x}]",
        "append_output: [{match: {rule: r}, suggested_output: maybe}]"}) {
    config = load(wrong);
    EXPECT_FALSE(config.ok()) << wrong;
    EXPECT_NE(std::string(config.status().message()).find("append.yaml:1:"), std::string::npos)
        << config.status();
  }
}

}  // namespace
}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "app/keys.h"

#include <iterator>
#include <utility>

#include "outputs/sinks/sink.h"

namespace falco_run::app {
namespace {

using config::Constant;
using config::Key;
using config::Type;

Key Bool(std::string path, Constant initial, Constant help) {
  return {std::move(path), Type::kBool, initial, help};
}
Key Text(std::string path, Constant initial, Constant help) {
  return {std::move(path), Type::kText, initial, help};
}
Key Number(std::string path, Constant initial, Constant help) {
  return {std::move(path), Type::kNumber, initial, help};
}
Key Duration(std::string path, Constant initial, Constant help) {
  return {std::move(path), Type::kDuration, initial, help};
}
Key Choice(std::string path, Constant initial, Constant choices, Constant help) {
  Key key = Text(std::move(path), initial, help);
  key.choices = choices;
  return key;
}
Key Any(std::string path, Constant help) { return {std::move(path), Type::kAny, "", help}; }
Key NoEffect(std::string path, Constant why) {
  Key key = Any(std::move(path), "");
  key.no_effect = why;
  return key;
}

config::Keys DetectionKeys() {
  return {
      {"config_files", Type::kAny, "",
       "More files or directories, each {path, strategy} or a path."},
      {"rules_files", Type::kTextList, "",
       "Rules files and directories; what does not exist is passed over. -r replaces them. "
       "Without any: the shipped rules."},
      {"rules_file", Type::kTextList, "", "The old name of rules_files."},
      Text("rules[].disable.rule", "", "Disables rules by name; * stands for any text. In order."),
      Text("rules[].disable.tag", "", "Disables rules by tag."),
      Text("rules[].enable.rule", "", "Enables rules by name."),
      Text("rules[].enable.tag", "", "Enables rules by tag."),
      Text("priority", "debug", "Rules less severe are not run."),
      Choice("backend", "auto", "auto|notify|ptrace",
             "How to watch; --backend goes before. auto: notify, where that works."),
      Choice("on_failure", "continue", "continue|kill",
             "When the engine dies: the program goes on, and a new engine is started; or it is "
             "ended. --on-failure goes before. With ptrace it is ended."),
      Bool("verify_paths", "false",
           "Show rules the file that was really opened where another thread could exchange the "
           "path meanwhile. Costs an outcome for each open of a process with several threads."),
      Bool("watch_config_files", "true",
           "Load rules and outputs again when their files or the configuration change."),
      Choice("rule_matching", "first", "first|all",
             "first: an event fires the first rule that matches; all: every one."),
      Text("container.id", "", "Of the container we are in, instead of what is found out."),
      Text("container.name", "", "The same."),
      Text("container.image", "", "The same."),
      Text("container.type", "", "The same: docker, containerd, ..."),
      {"container.mounts", Type::kTextList, "",
       "The same: SOURCE:DEST[:OPTIONS] each, as docker run -v takes them."},
      Text("k8s.pod.name", "", "Of the pod we are in, instead of what is found out."),
      Text("k8s.pod.uid", "", "The same."),
      Text("k8s.ns.name", "", "The same."),
  };
}

config::Keys FormatKeys() {
  return {
      Bool("json_output", "false", "Alerts as JSON."),
      Bool("json_include_output_property", "true", "`output` in JSON alerts."),
      Bool("json_include_message_property", "false",
           "`message` in JSON alerts: the output without time and priority."),
      Bool("json_include_output_fields_property", "true", "`output_fields` in JSON alerts."),
      Bool("json_include_tags_property", "true", "`tags` in JSON alerts."),
      Bool("time_format_iso_8601", "false", "UTC in ISO 8601 instead of local time of day."),
      Any("append_output",
          "List of {match: {rule, source, tags}, extra_output, extra_fields, suggested_output}."),
      {"static_fields", Type::kTextMap, "",
       "NAME: TEXT makes the field static.NAME, for conditions and outputs."},
  };
}

config::Keys OutputKeys() {
  return {
      Bool("stdout_output.enabled", "true",
           "Alerts go where --alerts says: by default stderr, as stdout is the program's."),
      Bool("syslog_output.enabled", "false", "Alerts to the local syslog daemon, facility user."),
      Bool("file_output.enabled", "false", "Alerts to a file."),
      Bool("file_output.keep_alive", "false",
           "Keep it open; a rotated file is noticed all the same."),
      Text("file_output.filename", "./events.txt", "The file; appended to."),
      Bool("program_output.enabled", "false", "Alerts to the standard input of a shell command."),
      Bool("program_output.keep_alive", "false", "One long-running command, not one an alert."),
      Text("program_output.program", "", "The command."),
      Bool("http_output.enabled", "false", "Alerts by POST."),
      {"http_output.url", Type::kText, "", "Where to.", true},
      Text("http_output.user_agent", "falcosecurity/falco", "User-Agent."),
      Bool("http_output.insecure", "false", "Do not verify the server's certificate."),
      Text("http_output.ca_cert", "", "A file of certificates that vouch for the server."),
      Text("http_output.ca_bundle", "", "The same."),
      Text("http_output.ca_path", "/etc/ssl/certs", "A directory of such certificates."),
      Bool("http_output.mtls", "false", "Show a client certificate."),
      Text("http_output.client_cert", "/etc/ssl/certs/client.crt", "It."),
      Text("http_output.client_key", "/etc/ssl/certs/client.key", "Its key."),
      Bool("http_output.echo", "false", "The server's answers go to stderr."),
      Bool("http_output.compress_uploads", "false", "gzip."),
      Bool("http_output.keep_alive", "false", "Keep connections."),
      Number("http_output.connections", "8",
             "With keep_alive: requests in flight at once. 1 keeps alerts in order."),
      Bool("grpc_output.enabled", "false", "Alerts to the clients of the gRPC server."),
      Bool("grpc.enabled", "false", "Falco's gRPC server; only //app:falco-run-grpc has it."),
      Text("grpc.bind_address", "unix:///run/falco/falco.sock",
           "unix:///PATH, or ADDRESS:PORT with mutual TLS."),
      Text("grpc.private_key", "/etc/falco/certs/server.key", "For TCP: the server's key."),
      Text("grpc.cert_chain", "/etc/falco/certs/server.crt", "Its certificate."),
      Text("grpc.root_certs", "/etc/falco/certs/ca.crt", "What vouches for clients."),
      Duration("output_timeout", "2000", "Milliseconds that one delivery over HTTP may take."),
      Number("outputs_queue.capacity", "65536",
             "Alerts that may wait for each output; further ones are dropped and counted. "
             "0: no limit."),
      Duration("outputs.exit_deadline", "5s",
               "How long falco-run waits at its end for outputs that are slow or down."),
      Duration("outputs.longest_retry", "30s", "The longest pause between two tries."),
      Number("outputs.most_tries", "0", "Tries before an alert is given up; 0: no limit."),
      Duration("outputs.repeats.window", "0",
               "Not 0: alerts that repeat within it are counted in one, \"(x 37 in 60 s)\"; the "
               "first is not delayed."),
      {"outputs.repeats.fields", Type::kTextList, "",
       "Alerts of a rule are repeats if these fields are the same; none: all of the rule are."},
      Bool("outbox.enabled", "false",
           "Alerts are on disk until they are delivered, across crashes and restarts."),
      Text("outbox.directory", "/var/lib/falco-run/outbox", "Where; may be shared by many runs."),
      Number("outbox.max_megabytes", "256", "Further alerts are dropped and counted."),
  };
}

config::Keys ObservationKeys() {
  return {
      Bool("webserver.enabled", "false", "Serve health, versions and metrics over HTTP."),
      Number("webserver.threadiness", "0", "Threads; 0: one."),
      Number("webserver.listen_port", "8765", "The port. If it is taken, a warning is all."),
      Text("webserver.listen_address", "0.0.0.0", "The address."),
      Text("webserver.k8s_healthz_endpoint", "/healthz", "The path for probes."),
      Bool("webserver.prometheus_metrics_enabled", "false",
           "Serve /metrics; metrics.enabled is needed, too."),
      Bool("webserver.ssl_enabled", "false", "https."),
      Text("webserver.ssl_certificate", "/etc/falco/falco.pem", "Certificate and key, PEM."),
      Bool("metrics.enabled", "false", "Count, for /metrics and snapshots."),
      Duration("metrics.interval", "1h", "Between two snapshots; at least 100ms."),
      Bool("metrics.output_rule", "true",
           "Snapshots are alerts: \"Falco internal: metrics snapshot\", informational."),
      Text("metrics.output_file", "", "Snapshots go to this file, JSON lines."),
      Bool("metrics.rules_counters_enabled", "true", "Alerts by rule."),
      Bool("metrics.resource_utilization_enabled", "true", "Processor and memory."),
      Bool("metrics.state_counters_enabled", "true", "Events, and how long rules took."),
      Bool("metrics.kernel_event_counters_enabled", "true", "System calls, outcomes, blind spots."),
      Bool("metrics.convert_memory_to_mb", "true", "In snapshots; else kB."),
      Bool("metrics.include_empty_values", "false", "Rules without alerts, in snapshots."),
  };
}

// Of `falco-run hub`, most with Falcosidekick's names.
config::Keys HubKeys() {
  config::Keys keys = {
      Text("listenaddress", "", "hub: the address to listen at; all by default."),
      Number("listenport", "2801", "hub: the port."),
      Bool("tlsserver.deploy", "false", "hub: https instead of http."),
      Text("tlsserver.certfile", "/etc/certs/server/server.crt", "hub: the server's certificate."),
      Text("tlsserver.keyfile", "/etc/certs/server/server.key", "hub: its key."),
      Bool("tlsserver.mutualtls", "false", "hub: clients must show a certificate."),
      Text("tlsserver.cacertfile", "/etc/certs/server/ca.crt", "hub: what vouches for clients."),
      Text("prometheus.extralabels", "", "hub: fields that become labels in /metrics."),
  };
  for (Key& key : keys) key.in_environment = true;
  keys.push_back({"hub.token", Type::kText, "",
                  "hub: what clients must send as \"Authorization: Bearer TOKEN\".", true, "",
                  true});
  keys.push_back({"http_output.token", Type::kText, "",
                  "Sent as \"Authorization: Bearer TOKEN\", as `falco-run hub` wants it.", true, "",
                  true});
  return keys;
}

config::Keys AuditKeys() {
  return {
      Text("audit.listen", "",
           "audit: ADDRESS:PORT to take events at by POST; this and the following are the options "
           "of the same names, which go before."),
      Text("audit.path", "/k8s-audit", "audit: of the URL that events are posted to."),
      Text("audit.tls_cert", "", "audit: certificate and its chain, PEM: https."),
      Text("audit.tls_key", "", "audit: its key; default: in the same file."),
      Text("audit.client_ca", "", "audit: what vouches for API servers; they must show one then."),
      Text("audit.token_file", "", "audit: bearer tokens that API servers must show, one a line."),
      {"audit.files", Type::kTextList, "", "audit: files and directories of JSON lines to read."},
      Bool("audit.follow", "false", "audit: wait for what is added to the files."),
  };
}

config::Keys InjectorKeys() {
  return {
      Text("injector.listen", ":9443", "injector: ADDRESS:PORT; all addresses by default."),
      Text("injector.tls_cert", "", "injector: certificate and its chain, PEM: https."),
      Text("injector.tls_key", "", "injector: its key; default: in the same file."),
      Text("injector.client_ca", "",
           "injector: what vouches for API servers, which must show one."),
      Text("injector.token_file", "", "injector: bearer tokens that API servers must show."),
      Text("injector.image", "", "injector: falco-run's own image, for the init container."),
      Text("injector.image_pull_policy", "", "injector: of it: Always, IfNotPresent or Never."),
      Text("injector.executable", "/usr/bin/falco-run", "injector: falco-run in that image."),
      {"injector.options", Type::kTextList, "--watch-namespace",
       "injector: falco-run's options in each container."},
      Text("injector.config_map", "",
           "injector: a ConfigMap in the pod's namespace, mounted at /etc/falco-run; a missing one "
           "does not matter."),
      Text("injector.token_secret", "",
           "injector: a Secret in the pod's namespace, whose key `token` becomes "
           "HTTP_OUTPUT_TOKEN."),
      Text("injector.label", "falco-run/inject", "injector: the label of pods."),
      Choice("injector.select", "label", "label|all",
             "injector: pods whose label is \"true\", or all whose label is not \"false\"."),
      Bool("injector.init_containers", "false", "injector: wrap init containers, too."),
      Choice("injector.unresolved", "allow", "allow|deny",
             "injector: what to do with pods that have a container without a known command."),
      Text("injector.run_as_user", "65532",
           "injector: user id of the init container; empty: the image's."),
      {"injector.requests", Type::kTextMap, "cpu:10m,memory:32Mi",
       "injector: resources that the init container requests."},
      {"injector.limits", Type::kTextMap, "cpu:500m,memory:64Mi",
       "injector: limits of its resources."},
      Any("injector.images",
          "injector: IMAGE: {entrypoint: [...], command: [...]}, for containers without a command; "
          "IMAGE with tag or digest, or without."),
  };
}

config::Keys KeysWithoutEffect() {
  static constexpr char kNoDriver[] = "there is no driver; falco-run watches by seccomp and ptrace";
  return {
      NoEffect("engine", kNoDriver),
      NoEffect("base_syscalls", "the calls to watch follow from the rules"),
      NoEffect("syscall_event_drops", "events are never dropped: their callers wait"),
      NoEffect("syscall_event_timeouts", "the program may be silent as long as it likes"),
      NoEffect("falco_libs", kNoDriver),
      NoEffect("http_output.max_consecutive_timeouts", "alerts are tried again until they arrive"),
      NoEffect("libs_logger", "there are no libs"),
      NoEffect("load_plugins", "plugins are not loaded; container and k8s fields are built in"),
      NoEffect("plugins", "plugins are not loaded; container and k8s fields are built in"),
      NoEffect("plugins_hostinfo", "plugins are not loaded"),
      NoEffect("capture", "no capture files are written; --record writes a recording"),
      NoEffect("buffered_outputs",
               "alerts are written in batches when there are many, at once else"),
      NoEffect("buffer_format_base64", "buffers are printed as text"),
      NoEffect("tlsserver.notlsport", "all is on one port"),
      NoEffect("tlsserver.notlspaths", "all is on one port"),
      NoEffect("debug", "messages are few"),
      NoEffect("log_stderr", "messages go to stderr"),
      NoEffect("log_syslog", "messages go to stderr"),
      NoEffect("log_level", "messages are few"),
      NoEffect("metrics.libbpf_stats_enabled", kNoDriver),
      NoEffect("metrics.plugins_metrics_enabled", "plugins are not loaded"),
      NoEffect("metrics.kernel_event_counters_per_cpu_enabled", kNoDriver),
      NoEffect("metrics.kernel_iter_event_counters_enabled", kNoDriver),
      NoEffect("metrics.jemalloc_stats_enabled", "jemalloc is not used"),
      NoEffect("grpc.threadiness", "each client has a thread"),
  };
}

}  // namespace

config::Keys OwnKeys() {
  config::Keys all;
  all.reserve(256);
  for (auto* part : {&DetectionKeys, &FormatKeys, &OutputKeys, &ObservationKeys, &HubKeys,
                     &AuditKeys, &InjectorKeys, &KeysWithoutEffect}) {
    config::Keys some = (*part)();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

const config::Keys& AllKeys() {
  static const auto* const keys = new config::Keys(outputs::AllSinkKeys(OwnKeys()));
  return *keys;
}

}  // namespace falco_run::app

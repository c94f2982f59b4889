// SPDX-License-Identifier: Apache-2.0
#include "app/run_metrics.h"

#include <openssl/evp.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>

#include "absl/strings/escaping.h"
#include "app/alert_fields.h"
#include "app/version.h"
#include "engine/loader/priority.h"
#include "metrics/prometheus_text.h"
#include "outputs/output_metrics.h"
#include "tracer/clock.h"

namespace falco_run::app {
namespace {

using metrics::Labels;
using metrics::PrometheusText;

std::string Sha256(std::string_view content) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(content.data(), content.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
    return "";
  }
  return std::string(absl::BytesToHexString({reinterpret_cast<const char*>(digest), size_t{size}}));
}

std::string ContentOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string BaseName(const std::string& path) { return std::filesystem::path(path).filename(); }

uint64_t Dropped(const outputs::DispatcherStats& stats) {
  uint64_t dropped = 0;
  for (const outputs::OutputStats& output : stats.outputs) dropped += output.dropped;
  return dropped;
}

// As Falco names the fields of snapshots: what is no letter or digit becomes '_'.
std::string FieldPart(std::string_view text) {
  std::string part(text);
  std::replace_if(
      part.begin(), part.end(),
      [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
      },
      '_');
  return part;
}

void WriteRules(const EngineSink::Counts& counts, PrometheusText& text) {
  text.Family("falcosecurity_falco_rules_matches_total", "counter", "Alerts by rule.");
  for (const auto& [name, rule] : counts.rules) {
    Labels labels = {{"priority", std::to_string(static_cast<int>(rule.priority))},
                     {"rule_name", name},
                     {"source", rule.source}};
    for (const std::string& tag : rule.tags) labels.emplace_back("tag_" + tag, "true");
    text.Sample(labels, rule.alerts);
  }
}

void WriteTracer(const tracer::BackendStats& stats, PrometheusText& text) {
  text.Single("falcosecurity_scap_n_evts_total", "counter", "System calls that were looked at.",
              stats.events);
  text.Single("falcosecurity_scap_n_drops_total", "counter",
              "Events that were lost: none, their callers wait.", uint64_t{0});
  text.Single("falco_run_notifications_total", "counter", "System calls that were held.",
              stats.notifications);
  text.Family("falco_run_outcomes_total", "counter",
              "Outcomes found out by ptrace, of these by waiting for the return, and estimated.");
  text.Sample({{"how", "taken"}}, stats.outcomes);
  text.Sample({{"how", "followed"}}, stats.followed);
  text.Sample({{"how", "predicted"}}, stats.predicted);
  text.Family("falco_run_blind_spots_total", "counter", "What could not be seen.");
  for (const auto& [sentence, count] : stats.blind_spots) text.Sample({{"what", sentence}}, count);
}

}  // namespace

MetricsOptions ReadMetricsOptions(const config::Reader& reader) {
  const config::Reader section = reader.Section("metrics");
  MetricsOptions options;
  options.rules_counters = section.Bool("rules_counters_enabled");
  options.resource_utilization = section.Bool("resource_utilization_enabled");
  options.state_counters = section.Bool("state_counters_enabled");
  options.kernel_event_counters = section.Bool("kernel_event_counters_enabled");
  options.megabytes = section.Bool("convert_memory_to_mb");
  options.empty_values = section.Bool("include_empty_values");
  return options;
}

RunMetrics::RunMetrics(Parts parts)
    : parts_(std::move(parts)),
      host_(metrics::ReadHost()),
      start_ns_(tracer::NowNs()),
      snapshot_ns_(start_ns_) {
  for (const auto& [name, content] : parts_.rules_files) {
    rules_hashes_.emplace_back(BaseName(name), Sha256(content));
  }
  for (const std::string& file : parts_.config_files) {
    config_hashes_.emplace_back(BaseName(file), Sha256(ContentOf(file)));
  }
}

std::string RunMetrics::WritePrometheus() const {
  PrometheusText text;
  const MetricsOptions& options = parts_.options;
  const EngineSink::Counts counts = parts_.sink->counts();
  const outputs::DispatcherStats outputs = parts_.outputs->stats();
  const uint64_t now = tracer::NowNs();
  const auto info = [&](const char* name, const char* help, Labels labels) {
    text.Single(name, "gauge", help, uint64_t{1}, labels);
  };
  info("falcosecurity_falco_version_info", "The version.", {{"version", kVersion}});
  text.Family("falcosecurity_falco_sha256_rules_files_info", "gauge", "The rules files.");
  for (const auto& [file, hash] : rules_hashes_) {
    text.Sample({{"file_name", file}, {"sha256", hash}}, uint64_t{1});
  }
  text.Family("falcosecurity_falco_sha256_config_files_info", "gauge", "The configuration.");
  for (const auto& [file, hash] : config_hashes_) {
    text.Sample({{"file_name", file}, {"sha256", hash}}, uint64_t{1});
  }
  if (options.rules_counters) WriteRules(counts, text);
  info("falcosecurity_scap_engine_name_info", "How calls are watched.",
       {{"engine_name", counts.backend}, {"evt_source", "syscall"}});
  info("falcosecurity_falco_kernel_release_info", "The kernel.",
       {{"kernel_release", host_.kernel_release}});
  info("falcosecurity_evt_hostname_info", "The host.", {{"hostname", host_.name}});
  text.Single("falcosecurity_falco_outputs_queue_num_drops_total", "counter",
              "Alerts that were dropped because a queue was full.", Dropped(outputs));
  text.Single("falcosecurity_falco_reload_timestamp_nanoseconds", "gauge",
              "When the rules were loaded.", start_ns_);
  text.Single("falcosecurity_falco_start_timestamp_nanoseconds", "gauge", "When the run began.",
              start_ns_);
  text.Single("falcosecurity_falco_duration_seconds_total", "counter", "How long it runs.",
              (now - start_ns_) / 1'000'000'000);
  text.Single("falcosecurity_falco_host_boot_timestamp_nanoseconds", "gauge",
              "When the machine began.", host_.boot_time_ns);
  text.Single("falcosecurity_falco_host_num_cpus_total", "gauge", "Its processors.", host_.cpus);
  if (options.resource_utilization) {
    const metrics::Usage usage = metrics::ReadUsage();
    const double seconds = std::max(static_cast<double>(now - start_ns_) / 1e9, 1e-3);
    text.Single("falcosecurity_falco_cpu_usage_ratio", "gauge",
                "Of one processor, by falco-run, since the start.", usage.cpu_seconds / seconds);
    text.Single("falcosecurity_falco_memory_rss_bytes", "gauge", "Memory in use.", usage.rss_bytes);
    text.Single("falcosecurity_falco_memory_vsz_bytes", "gauge", "Address space.", usage.vsz_bytes);
    text.Single("falcosecurity_falco_memory_pss_bytes", "gauge", "Memory, shared pages in part.",
                usage.pss_bytes);
  }
  if (options.kernel_event_counters) WriteTracer(parts_.backend(), text);
  if (options.state_counters) {
    text.Single("falco_run_events_evaluated_total", "counter", "Events that rules looked at.",
                counts.evaluated);
    text.Family("falco_run_event_seconds", "histogram", "How long rules took for an event.");
    parts_.sink->evaluation_times().Write(text);
  }
  outputs::WriteOutputMetrics(outputs, text);
  return text.Take();
}

std::string RunMetrics::WriteStatus() const {
  using nlohmann::json;
  const EngineSink::Counts counts = parts_.sink->counts();
  const tracer::BackendStats backend = parts_.backend();
  json rules = json::array(), processes = json::array(), outputs = json::array();
  uint64_t alerts = 0;
  for (const auto& [name, rule] : counts.rules) {
    alerts += rule.alerts;
    rules.push_back({{"name", name},
                     {"priority", engine::PriorityName(rule.priority)},
                     {"alerts", rule.alerts}});
  }
  for (const ProcessCounts::Entry& process : parts_.sink->process_counts().entries()) {
    if (process.events == 0) continue;  // an ancestor of the program, say
    processes.push_back({{"name", process.name},
                         {"running", process.running},
                         {"events", process.events},
                         {"alerts", process.alerts}});
  }
  for (const outputs::OutputStats& output : parts_.outputs->stats().outputs) {
    outputs.push_back({{"name", output.name},
                       {"waiting", output.waiting},
                       {"delivered", output.delivered},
                       {"failed", output.failed},
                       {"dropped", output.dropped},
                       {"retried", output.retried},
                       {"last_error", output.last_error}});
  }
  const json status = {{"version", kVersion},
                       {"hostname", host_.name},
                       {"backend", counts.backend},
                       {"start_ns", start_ns_},
                       {"time_ns", tracer::NowNs()},
                       {"calls", backend.events},
                       {"events", counts.evaluated},
                       {"alerts", alerts},
                       {"rules", rules},
                       {"processes", processes},
                       {"outputs", outputs},
                       {"blind_spots", backend.blind_spots}};
  return status.dump(-1, ' ', false, json::error_handler_t::replace);
}

proto::Alert RunMetrics::Snapshot() {
  proto::Alert alert;
  const MetricsOptions& options = parts_.options;
  const EngineSink::Counts counts = parts_.sink->counts();
  const uint64_t now = tracer::NowNs();
  const tracer::BackendStats backend = parts_.backend();
  alert.set_rule("Falco internal: metrics snapshot");
  alert.set_priority(proto::INFORMATIONAL);
  alert.set_source("internal");
  alert.set_time_ns(now);
  alert.set_hostname(host_.name);
  alert.set_message("Falco metrics snapshot");
  AlertFields fields(alert);
  fields.Add("evt.time", now);
  fields.Add("evt.hostname", host_.name);
  fields.Add("evt.source", std::string("syscall"));
  fields.Add("falco.version", std::string(kVersion));
  fields.Add("falco.start_ts", start_ns_);
  fields.Add("falco.reload_ts", start_ns_);
  fields.Add("falco.duration_sec", (now - start_ns_) / 1'000'000'000);
  fields.Add("falco.kernel_release", host_.kernel_release);
  fields.Add("falco.host_boot_ts", host_.boot_time_ns);
  fields.Add("falco.host_num_cpus", host_.cpus);
  fields.Add("falco.outputs_queue_num_drops", Dropped(parts_.outputs->stats()));
  const double since = std::max(static_cast<double>(now - snapshot_ns_) / 1e9, 1e-3);
  fields.Add("falco.evts_rate_sec", static_cast<double>(backend.events - snapshot_events_) / since);
  fields.Add("falco.num_evts", backend.events);
  fields.Add("falco.num_evts_prev", snapshot_events_);
  for (const auto& [file, hash] : rules_hashes_) {
    fields.Add("falco.sha256_rules_file." + FieldPart(file), hash);
  }
  for (const auto& [file, hash] : config_hashes_) {
    fields.Add("falco.sha256_config_file." + FieldPart(file), hash);
  }
  if (options.rules_counters) {
    uint64_t sum = 0;
    for (const auto& [name, rule] : counts.rules) {
      sum += rule.alerts;
      fields.Add("falco.rules." + FieldPart(name), rule.alerts);
    }
    for (const std::string& name : parts_.rules) {
      if (options.empty_values && !counts.rules.contains(name)) {
        fields.Add("falco.rules." + FieldPart(name), uint64_t{0});
      }
    }
    fields.Add("falco.rules.matches_total", sum);
  }
  if (options.resource_utilization) {
    const metrics::Usage usage = metrics::ReadUsage();
    const double seconds = std::max(static_cast<double>(now - start_ns_) / 1e9, 1e-3);
    fields.Add("falco.cpu_usage_perc", 100 * usage.cpu_seconds / seconds);
    fields.AddMemory("falco.memory_rss", usage.rss_bytes, options.megabytes);
    fields.AddMemory("falco.memory_vsz", usage.vsz_bytes, options.megabytes);
    fields.AddMemory("falco.memory_pss", usage.pss_bytes, options.megabytes);
  }
  fields.Add("scap.engine_name", counts.backend);
  if (options.kernel_event_counters) {
    fields.Add("scap.n_evts", backend.events);
    fields.Add("scap.n_drops", uint64_t{0});
    fields.Add("scap.n_drops_perc", 0.0);
    fields.Add("scap.evts_rate_sec",
               static_cast<double>(backend.events - snapshot_events_) / since);
  }
  std::sort(alert.mutable_output_fields()->begin(), alert.mutable_output_fields()->end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
  snapshot_ns_ = now;
  snapshot_events_ = backend.events;
  return alert;
}

}  // namespace falco_run::app

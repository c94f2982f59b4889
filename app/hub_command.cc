// SPDX-License-Identifier: Apache-2.0
#include "app/hub_command.h"

#include <signal.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "app/file_watcher.h"
#include "app/listen_address.h"
#include "app/output_factory.h"
#include "app/outputs_reloader.h"
#include "app/say.h"
#include "hub/hub.h"

namespace falco_run::app {
namespace {

constexpr uint16_t kFalcosidekicksPort = 2801;

int Fail(const std::string& message) {
  std::cerr << "falco-run: " << message << std::endl;
  return 1;
}

absl::Status ReadTls(const config::Reader& reader, http::ServerTlsOptions& tls) {
  if (!reader.Bool("tlsserver.deploy")) return absl::OkStatus();
  tls.cert_file = reader.Text("tlsserver.certfile");
  tls.key_file = reader.Text("tlsserver.keyfile");
  if (tls.cert_file.empty()) {
    return absl::InvalidArgumentError(reader.Name("tlsserver.certfile") + " is missing");
  }
  if (reader.Bool("tlsserver.mutualtls")) {
    tls.client_ca_file = reader.Text("tlsserver.cacertfile");
    if (tls.client_ca_file.empty()) {
      return absl::InvalidArgumentError(reader.Name("tlsserver.cacertfile") +
                                        " is missing: it vouches for clients");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<hub::HubOptions> ReadOptions(const Options& options, const config::Reader& reader) {
  hub::HubOptions hub;
  ListenAddress listen;
  listen.address = reader.Text("listenaddress");
  listen.port = static_cast<uint16_t>(reader.Number("listenport"));
  if (!options.hub.listen.empty()) {
    const auto given = ParseListenAddress(options.hub.listen, kFalcosidekicksPort);
    if (!given.ok()) {
      return absl::InvalidArgumentError("--listen: " + std::string(given.status().message()));
    }
    listen = *given;
  }
  if (!listen.address.empty()) hub.server.address = listen.address;
  hub.server.port = listen.port;
  if (auto status = ReadTls(reader, hub.server.tls); !status.ok()) return status;
  hub.token = reader.Text("hub.token");
  hub.custom_fields = reader.TextMap("customfields");
  for (const absl::string_view part : absl::StrSplit(reader.Text("prometheus.extralabels"),
                                                     absl::ByAnyChar(", "), absl::SkipEmpty())) {
    hub.extra_labels.emplace_back(part.data(), part.size());
  }
  return hub;
}

// Has the outputs follow the configuration's files; nullptr: nothing is to be watched.
std::unique_ptr<FileWatcher> WatchConfig(const Options& options, const Config& config,
                                         OutputsReloader& reloader) {
  if (!config.reader().Bool("watch_config_files") || config.document.files.empty()) return nullptr;
  auto watcher = FileWatcher::Start(config.document.files, [&options, &reloader] {
    const auto now =
        LoadConfig({options.config_file, config::ProcessEnvironment(), options.overrides});
    if (now.ok()) return reloader.Apply(*now);
    Say(std::string(now.status().message()) + "; the outputs in use stay");
  });
  if (watcher.ok()) return *std::move(watcher);
  Say("warning: outputs are not reloaded: " + std::string(watcher.status().message()));
  return nullptr;
}

void PrintSummary(const outputs::DispatcherStats& stats, const http::ServerCounters& counters) {
  Say(std::to_string(stats.pushed) + " alerts taken, " + std::to_string(counters.bad_requests) +
      " bad requests; " + std::to_string(stats.lost()) + " lost");
  for (const outputs::OutputStats& output : stats.outputs) {
    std::string line = "output " + output.name + ": " + std::to_string(output.delivered) +
                       " delivered, " + std::to_string(output.failed) + " refused, " +
                       std::to_string(output.waiting) + " waiting";
    if (!output.last_error.empty()) line += ": " + output.last_error;
    Say(line);
  }
}

}  // namespace

int RunHub(const Options& options, const Config& config) {
  const config::Reader reader = config.reader();
  auto hub_options = ReadOptions(options, reader);
  if (!hub_options.ok()) return Fail(std::string(hub_options.status().message()));
  // Before there is any thread.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  // Alerts are on standard output only if that is asked for.
  const bool print = reader.IsSet("stdout_output.enabled");
  const std::string alerts = print ? "fd:1" : "";
  auto outputs = OpenOutputs(config, alerts, true);
  if (!outputs.ok()) return Fail(std::string(outputs.status().message()));
  if (outputs->dispatcher->stats().outputs.empty()) {
    return Fail("no output is configured: alerts would go nowhere; docs/outputs.md lists outputs");
  }
  const bool tls = !hub_options->server.tls.cert_file.empty();
  const std::string address = hub_options->server.address;
  auto hub = hub::Hub::Start(*std::move(hub_options), *outputs->dispatcher);
  if (!hub.ok()) return Fail(std::string(hub.status().message()));
  Say("listening on " + std::string(tls ? "https" : "http") + "://" +
      (address.find(':') == std::string::npos ? address : "[" + address + "]") + ":" +
      std::to_string((*hub)->port()));
  OutputsReloader reloader(config, alerts, *outputs);
  auto watcher = WatchConfig(options, config, reloader);
  while (true) {
    const int signal = sigwaitinfo(&signals, nullptr);
    if (signal == SIGHUP) {
      const absl::Status status = (*hub)->ReloadCertificates();
      Say(status.ok() ? "certificates read again" : std::string(status.message()));
    } else if (signal > 0) {
      break;
    }
  }
  const http::ServerCounters counters = (*hub)->counters();
  hub->reset();  // takes no more
  watcher.reset();
  outputs->dispatcher->Stop(outputs->Deadline());
  if (!options.quiet) PrintSummary(outputs->dispatcher->stats(), counters);
  return 0;
}

}  // namespace falco_run::app

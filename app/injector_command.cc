// SPDX-License-Identifier: Apache-2.0
#include "app/injector_command.h"

#include <signal.h>

#include <memory>
#include <string>
#include <utility>

#include "app/copy_executable.h"
#include "app/injector_config.h"
#include "app/say.h"

namespace falco_run::app {
namespace {

int Fail(const absl::Status& status) {
  Say(std::string(status.message()));
  return 1;
}

void PrintSummary(const injector::InjectorMetrics::Counts& counts) {
  Say(std::to_string(counts.injected) + " pods changed, " + std::to_string(counts.unchanged) +
      " needed nothing, " + std::to_string(counts.not_selected) + " not ours, " +
      std::to_string(counts.left_alone) + " left alone, " + std::to_string(counts.denied) +
      " denied; " + std::to_string(counts.containers_left_alone) + " containers left alone; " +
      std::to_string(counts.refused + counts.unauthorized) + " bad requests");
}

}  // namespace

int RunInjector(const Options& options, const Config& config) {
  if (!options.injector.copy_to.empty()) {
    const absl::Status status = CopyExecutable(options.injector.copy_to);
    return status.ok() ? 0 : Fail(status);
  }
  auto read = ReadInjectorConfig(config.reader(), options.injector);
  if (!read.ok()) return Fail(read.status());
  read->on_note = Say;
  const bool tls = !read->server.tls.cert_file.empty();
  const std::string address = read->server.address;
  // Before there is any thread.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  auto injector = injector::Injector::Start(*std::move(read));
  if (!injector.ok()) return Fail(injector.status());
  Say("listening on " + std::string(tls ? "https" : "http") + "://" +
      (address.find(':') == std::string::npos ? address : "[" + address + "]") + ":" +
      std::to_string((*injector)->port()));
  if (!tls) Say("warning: without TLS; an API server calls webhooks by https only");
  while (true) {
    const int signal = sigwaitinfo(&signals, nullptr);
    if (signal == SIGHUP) {
      const absl::Status status = (*injector)->ReloadCertificates();
      Say(status.ok() ? "certificates read again" : std::string(status.message()));
    } else if (signal > 0) {
      break;
    }
  }
  (*injector)->Stop();
  if (!options.quiet) PrintSummary((*injector)->counts());
  return 0;
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
// Alerts through the dispatcher at full speed: pushed, rendered as JSON, delivered. Each iteration
// is kAlerts alerts; items_per_second counts those that arrived. It fails if one is lost.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/format/alert_text.h"
#include "http/server.h"
#include "outputs/dispatcher.h"
#include "outputs/file_output.h"
#include "outputs/http_output.h"

namespace falco_run::outputs {
namespace {

constexpr int kAlerts = 100'000;

template <class T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(value);
}

proto::Alert Example() {
  proto::Alert alert;
  alert.set_rule("Account secrets read");
  alert.set_priority(proto::WARNING);
  alert.set_source("syscall");
  alert.set_time_ns(1'700'000'000'123'456'789);
  alert.set_hostname("host");
  alert.set_message(
      "A file with account secrets was opened for reading | file=/etc/shadow user=root");
  alert.add_tags("filesystem");
  alert.add_tags("mitre_credential_access");
  for (const char* name : {"evt.time.iso8601", "fd.name", "proc.cmdline", "proc.exepath",
                           "proc.name", "proc.pname", "user.name"}) {
    auto* field = alert.add_output_fields();
    field->set_name(name);
    field->set_text("/usr/bin/some/value");
  }
  return alert;
}

Renderers Json() {
  const engine::AlertTextOptions options;
  const auto json = [=](const proto::Alert& a) { return engine::AlertJson(a, options); };
  const auto text = [=](const proto::Alert& a) { return engine::AlertLine(a, options); };
  return {text, json, true};
}

class Directory {
 public:
  Directory() : path_("/tmp/outputs_bench." + std::to_string(getpid())) {
    std::filesystem::create_directories(path_);
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

// Pushes kAlerts alerts to the output that `make` gives.
template <class Make>
void Run(benchmark::State& state, bool with_outbox, Make make) {
  const Directory directory;
  const proto::Alert alert = Example();
  for (auto _ : state) {
    Dispatcher dispatcher(Json(), {});
    if (with_outbox) {
      dispatcher.UseOutbox(Must(Outbox::Open({directory.path() + "/outbox"})));
    }
    dispatcher.Add(make(directory.path()), proto::DEBUG);
    for (int i = 0; i < kAlerts; ++i) dispatcher.Push(alert);
    dispatcher.Stop(std::chrono::steady_clock::time_point::max());
    if (dispatcher.stats().outputs[0].delivered != kAlerts) state.SkipWithError("alerts were lost");
  }
  state.SetItemsProcessed(state.iterations() * kAlerts);
}

void BM_File(benchmark::State& state) {
  Run(state, state.range(0) != 0, [](const std::string& directory) {
    std::filesystem::remove(directory + "/alerts");
    return Must(OpenFileOutput(directory + "/alerts", true));
  });
}
BENCHMARK(BM_File)->ArgName("outbox")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

// To a server in this process, over the loopback, connections kept.
void BM_Http(benchmark::State& state) {
  std::atomic<int64_t> arrived{0};
  http::ServerOptions options;
  options.address = "127.0.0.1";
  const auto server = Must(http::Server::Start(options, [&](const http::Request& request) {
    if (!request.body.empty()) ++arrived;
    return http::Response();
  }));
  Run(state, state.range(1) != 0, [&](const std::string&) {
    http::ClientOptions client;
    client.url = "http://127.0.0.1:" + std::to_string(server->port()) + "/";
    client.connections = static_cast<int>(state.range(0));
    return Must(MakeHttpOutput({client}));
  });
  if (arrived < static_cast<int64_t>(state.iterations()) * kAlerts) {
    state.SkipWithError("alerts did not arrive");
  }
}
BENCHMARK(BM_Http)
    ->ArgNames({"connections", "outbox"})
    ->Args({1, 0})
    ->Args({8, 0})
    ->Args({32, 0})
    ->Args({8, 1})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace falco_run::outputs

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// What admission costs; see README.md.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "http/client.h"
#include "http/test_certificates.h"
#include "injector/injector.h"
#include "injector/test_pods.h"

namespace falco_run::injector {
namespace {

const std::vector<std::string>& Reviews() {
  static const auto* reviews = [] {
    auto* all = new std::vector<std::string>;
    for (const TestPod& pod : MakeTestPods()) all->push_back(MakeReview(pod.pod).dump());
    return all;
  }();
  return *reviews;
}

InjectorOptions Options() {
  InjectorOptions options;
  options.server.address = "127.0.0.1";
  options.pods.image = "registry.example.com/falco-run:1";
  options.pods.images["registry.example.com:5000/known"] = {{"/entry", "-x"}, {"run"}};
  return options;
}

// The answer alone, without a socket.
void BM_Answer(benchmark::State& state) {
  auto injector = Injector::Start(Options());
  http::Request request = {.target = "/mutate", .headers = {{"Content-Type", "application/json"}}};
  size_t i = 0;
  for (auto _ : state) {
    request.body = Reviews()[i++ % Reviews().size()];
    benchmark::DoNotOptimize((*injector)->Answer(request).body.size());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Answer);

void Post(benchmark::State& state, InjectorOptions options, http::ClientOptions client_options) {
  auto injector = Injector::Start(std::move(options));
  client_options.url += "://127.0.0.1:" + std::to_string((*injector)->port()) + "/mutate";
  auto client = http::Client::Make(client_options);
  http::Request request;
  request.headers = {{"Content-Type", "application/json"}};
  std::vector<double> ms;
  for (auto _ : state) {
    request.body = Reviews()[ms.size() % Reviews().size()];
    const auto began = std::chrono::steady_clock::now();
    const auto response = (*client)->Send(request);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    ms.push_back(took.count());
    if (!response.ok() || response->status != 200) {
      state.SkipWithError("it was not answered");
      break;
    }
    state.SetIterationTime(took.count() / 1000);
  }
  std::sort(ms.begin(), ms.end());
  state.counters["p50_ms"] = ms[ms.size() / 2];
  state.counters["p99_ms"] = ms[ms.size() * 99 / 100];
  state.counters["max_ms"] = ms.back();
}

// On a connection that is kept, as API servers do.
void BM_Http(benchmark::State& state) { Post(state, Options(), {.url = "http"}); }
BENCHMARK(BM_Http)->UseManualTime()->Iterations(5000);

void BM_Https(benchmark::State& state) {
  http::TestAuthority authority;
  const auto files = authority.Make("server", "server", {"127.0.0.1"});
  InjectorOptions options = Options();
  options.server.tls = {.cert_file = files.cert, .key_file = files.key};
  http::ClientOptions client = {.url = "https"};
  client.tls.ca_file = authority.ca_file();
  Post(state, std::move(options), std::move(client));
}
BENCHMARK(BM_Https)->UseManualTime()->Iterations(5000);

}  // namespace
}  // namespace falco_run::injector

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// Our client against our server, both in this process, over the loopback: small POSTs as outputs
// send them. items_per_second is requests answered; CPU is that of both.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "http/client.h"
#include "http/server.h"
#include "http/test_certificates.h"

namespace falco_run::http {
namespace {

template <class T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(value);
}

struct Pair {
  Pair(int connections, bool tls, bool gzip) {
    ServerOptions server_options;
    server_options.address = "127.0.0.1";
    ClientOptions options;
    if (tls) {
      authority = std::make_unique<TestAuthority>();
      const auto files = authority->Make("server", "server", {"127.0.0.1"});
      server_options.tls = {.cert_file = files.cert, .key_file = files.key};
      options.tls.ca_file = authority->ca_file();
    }
    server = Must(Server::Start(server_options, [](const Request& request) {
      return Response{.status = request.body.size() == 800 ? 200 : 400};
    }));
    options.url = (tls ? "https" : "http") + std::string("://127.0.0.1:") +
                  std::to_string(server->port()) + "/";
    options.connections = connections;
    options.gzip = gzip;
    client = Must(Client::Make(options));
  }

  std::unique_ptr<TestAuthority> authority;
  std::unique_ptr<Server> server;
  std::unique_ptr<Client> client;
};

Request Alert() {
  Request request;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = "{\"output\":\"";
  while (request.body.size() < 798)
    request.body += "0123456789abcdefghijklmnop"[request.body.size() % 26];
  request.body += "\"}";
  return request;
}

void Check(benchmark::State& state, const absl::StatusOr<Response>& response) {
  if (!response.ok())
    state.SkipWithError(response.status().ToString().c_str());
  else if (response->status != 200)
    state.SkipWithError("not 200");
}

void OneAtATime(benchmark::State& state) {
  const Pair pair(1, state.range(0) != 0, false);
  const Request request = Alert();
  for (auto _ : state) Check(state, pair.client->Send(request));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(OneAtATime)
    ->ArgName("tls")
    ->Arg(0)
    ->Arg(1)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMicrosecond);

// 100,000 requests an iteration.
void ManyAtOnce(benchmark::State& state) {
  const Pair pair(static_cast<int>(state.range(0)), state.range(1) != 0, state.range(2) != 0);
  const std::vector<Request> requests(100000, Alert());
  for (auto _ : state) {
    for (const auto& response : pair.client->SendAll(requests)) Check(state, response);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(requests.size()));
}
BENCHMARK(ManyAtOnce)
    ->ArgNames({"connections", "tls", "gzip"})
    ->Args({1, 0, 0})
    ->Args({4, 0, 0})
    ->Args({16, 0, 0})
    ->Args({16, 1, 0})
    ->Args({16, 0, 1})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace falco_run::http

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// What audit events cost; see README.md.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"
#include "audit/webhook.h"
#include "bench/audit/events.h"
#include "engine/engine.h"
#include "engine/loader/loader.h"
#include "engine/program/checker.h"
#include "http/client.h"
#include "json/document.h"

namespace falco_run::audit {
namespace {

constexpr size_t kBatch = 100;
constexpr uint64_t kTime = 1767323045690123000;

const std::vector<std::string>& Events() {
  static const auto* events = new std::vector<std::string>(MakeEvents(1000));
  return *events;
}

int64_t EventBytes() {
  size_t bytes = 0;
  for (const std::string& e : Events()) bytes += e.size();
  return static_cast<int64_t>(bytes / Events().size());
}

std::vector<std::string> RuleFiles() {
  if (const char* files = std::getenv("FALCO_RUN_BENCH_RULES")) {
    return absl::StrSplit(files, ':', absl::SkipEmpty());
  }
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  return {std::string(workspace != nullptr ? workspace : ".") +
          "/../shared/corpus/stock_rules/k8s_audit_rules.yaml"};
}

// nullptr (and the benchmark skipped) if the rules are not there.
std::unique_ptr<engine::Engine> Load(benchmark::State& state) {
  engine::LoaderOptions options;
  options.sources = {"k8s_audit"};
  engine::Loader loader(options);
  for (const std::string& file : RuleFiles()) {
    const engine::LoadResult result = loader.LoadFile(file);
    if (!result.ok()) {
      state.SkipWithError(result.errors.front().message.c_str());
      return nullptr;
    }
  }
  auto engine = engine::Engine::Create(loader.rules(), {});
  if (!engine.ok()) {
    state.SkipWithError(engine.status().ToString().c_str());
    return nullptr;
  }
  state.SetLabel(std::to_string(loader.rules().rules.size()) + " rules, " +
                 std::to_string(EventBytes()) + " bytes an event");
  return *std::move(engine);
}

// Counts what it evaluates.
class EngineSink : public Sink {
 public:
  explicit EngineSink(engine::Engine& engine) : engine_(engine) {}

  void OnAudit(const proto::AuditEvent& event) override {
    engine_.Evaluate(event, alerts_);
    count += alerts_.size();
    alerts_.clear();
    ++evaluated;
  }

  uint64_t count = 0;  // of alerts
  std::atomic<uint64_t> evaluated{0};

 private:
  engine::Engine& engine_;
  std::vector<proto::Alert> alerts_;
};

void BM_Parse(benchmark::State& state) {
  json::Document document;
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(document.Parse(Events()[i++ % Events().size()]).ok());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * EventBytes());
}
BENCHMARK(BM_Parse);

// Parsed and evaluated, as a replay does.
void BM_Evaluate(benchmark::State& state) {
  const auto engine = Load(state);
  if (engine == nullptr) return;
  EngineSink sink(*engine);
  std::vector<proto::AuditEvent> events(Events().size());
  for (size_t i = 0; i < events.size(); ++i) {
    events[i].set_seq(i + 1);
    events[i].set_time_ns(kTime);
    events[i].set_json(Events()[i]);
  }
  size_t i = 0;
  for (auto _ : state) sink.OnAudit(events[i++ % events.size()]);
  state.SetItemsProcessed(state.iterations());
  state.counters["alerts_per_100"] =
      100.0 * static_cast<double>(sink.count) / static_cast<double>(state.iterations());
}
BENCHMARK(BM_Evaluate);

// All that is done with a body of 100 events after it was received, on one thread: found, checked,
// copied, parsed, evaluated.
void BM_Body(benchmark::State& state) {
  const auto engine = Load(state);
  if (engine == nullptr) return;
  EngineSink sink(*engine);
  const std::string body = MakeBody(Events(), 0, kBatch);
  EventSplitter splitter;
  SplitBody split;
  proto::AuditEvent event;
  for (auto _ : state) {
    if (!splitter.Split(body, split).ok() || split.events.size() != kBatch) {
      state.SkipWithError("the body is wrong");
      break;
    }
    Batch batch;
    batch.Append(body, split);
    for (size_t i = 0; i < batch.size(); ++i) {
      event.set_time_ns(batch.time_ns(i));
      event.mutable_json()->assign(batch.json(i));
      sink.OnAudit(event);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kBatch));
}
BENCHMARK(BM_Body);

void BM_Split(benchmark::State& state) {
  const std::string body = MakeBody(Events(), 0, kBatch);
  EventSplitter splitter;
  SplitBody split;
  for (auto _ : state) benchmark::DoNotOptimize(splitter.Split(body, split).ok());
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kBatch));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(body.size()));
}
BENCHMARK(BM_Split);

// One client that posts 100 events at a time, evaluated beside it; the next when they are. Only the
// time until the answer counts.
void BM_Post(benchmark::State& state) {
  const auto engine = Load(state);
  if (engine == nullptr) return;
  EngineSink sink(*engine);
  EventQueue queue(8 << 20);
  Counters counters;
  WebhookOptions options;
  options.server.address = "127.0.0.1";
  auto webhook = Webhook::Start(options, queue, counters);
  http::ClientOptions client_options;
  client_options.url = "http://127.0.0.1:" + std::to_string((*webhook)->port()) + "/k8s-audit";
  auto client = http::Client::Make(client_options);
  std::thread evaluating([&] { queue.Run(sink); });
  http::Request request;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = MakeBody(Events(), 0, kBatch);
  std::vector<double> ms;
  for (auto _ : state) {
    const auto began = std::chrono::steady_clock::now();
    const auto response = (*client)->Send(request);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    ms.push_back(took.count());
    if (!response.ok() || response->status != 200) {
      state.SkipWithError("it was not taken");
      break;
    }
    state.SetIterationTime(took.count() / 1000);
    while (sink.evaluated < ms.size() * kBatch) std::this_thread::yield();
  }
  webhook->reset();
  queue.Close();
  evaluating.join();
  std::sort(ms.begin(), ms.end());
  state.counters["p50_ms"] = ms[ms.size() / 2];
  state.counters["p99_ms"] = ms[ms.size() * 99 / 100];
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kBatch));
}
BENCHMARK(BM_Post)->UseManualTime()->Iterations(2000);

}  // namespace
}  // namespace falco_run::audit

int main(int argc, char** argv) {
  if (const char* path = std::getenv("FALCO_RUN_BENCH_AUDIT_EVENTS")) {
    std::ofstream file(path);
    for (const std::string& e : falco_run::audit::MakeEvents(20000)) file << e << "\n";
    return file ? 0 : 1;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Cost of loading rules, of events that alert nothing and of alerts.
//
//   bazel run -c opt //bench/engine:engine_bench
//
// The argument of a benchmark is its rules, see rules.h. Without rules files everything is
// skipped.
#include <benchmark/benchmark.h>
#include <fcntl.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "bench/engine/mix.h"
#include "bench/engine/rules.h"
#include "engine/engine.h"
#include "engine/engine_test_util.h"
#include "engine/format/alert_text.h"

namespace falco_run::engine {
namespace {

std::string Label(Decision decision) {
  return decision == Decision::kNoMatch ? "no match"
         : decision == Decision::kMatch ? "match"
                                        : "needs outcome";
}

std::string Share(size_t no_match, const benchmark::State& state) {
  return "no match " + std::to_string(100 * no_match / static_cast<size_t>(state.iterations())) +
         " %";
}

// nullptr (and the benchmark skipped) if the rules are not there.
std::unique_ptr<Engine> Load(benchmark::State& state) {
  auto rules = LoadRules(static_cast<Rules>(state.range(0)));
  if (!rules.ok()) {
    state.SkipWithError(rules.status().ToString().c_str());
    return nullptr;
  }
  auto engine = Engine::Create(*rules, {});
  if (!engine.ok()) {
    state.SkipWithError(engine.status().ToString().c_str());
    return nullptr;
  }
  proto::Process parent = testing::MakeProcess(2, 0, "make");
  proto::Process process = testing::MakeProcess(1, 2, "cc1plus");
  process.add_args("-O2");
  process.add_args("main.cc");
  (*engine)->OnProcess(parent);
  (*engine)->OnProcess(process);
  return std::move(*engine);
}

void BM_Load(benchmark::State& state) {
  for (auto _ : state) {
    if (Load(state) == nullptr) return;
  }
}
BENCHMARK(BM_Load)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

Mix TheMix() {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  return ReadMix(std::string(workspace ? workspace : ".") + "/bench/engine/mix.tsv");
}

// One event of the mix after the other. `fresh`: before each pass all processes are announced
// anew (not timed), so that nothing is remembered about them.
void OpenatMix(benchmark::State& state, bool fresh) {
  auto engine = Load(state);
  if (engine == nullptr) return;
  const Mix mix = TheMix();
  if (mix.opens.empty()) return state.SkipWithError("no mix.tsv");
  for (const proto::Process& p : mix.processes) engine->OnProcess(p);
  std::vector<proto::Alert> alerts;
  size_t i = 0, no_match = 0;
  for (auto _ : state) {
    if (i == mix.opens.size()) {
      i = 0;
      if (fresh) {
        state.PauseTiming();
        for (const proto::Process& p : mix.processes) engine->OnProcess(p);
        state.ResumeTiming();
      }
    }
    no_match += engine->Evaluate(mix.opens[i++], alerts) == Decision::kNoMatch;
  }
  state.SetLabel(Share(no_match, state));
}

void BM_OpenatMix(benchmark::State& state) { OpenatMix(state, false); }
BENCHMARK(BM_OpenatMix)->Arg(0)->Arg(1)->Arg(2);

void BM_OpenatMixFreshProcesses(benchmark::State& state) { OpenatMix(state, true); }
BENCHMARK(BM_OpenatMixFreshProcesses)->Arg(0)->Arg(1)->Arg(2);

void Evaluate(benchmark::State& state, proto::SyscallEvent event) {
  auto engine = Load(state);
  if (engine == nullptr) return;
  std::vector<proto::Alert> alerts;
  Decision decision = Decision::kNoMatch;
  for (auto _ : state) {
    event.set_seq(event.seq() + 1);
    decision = engine->Evaluate(event, alerts);
    benchmark::DoNotOptimize(decision);
  }
  state.SetLabel(Label(decision));
}

void BM_OpenatRead(benchmark::State& state) {
  Evaluate(state, testing::Openat("/usr/include/c++/12/bits/stl_vector.h", O_RDONLY | O_NOCTTY));
}
BENCHMARK(BM_OpenatRead)->Arg(0)->Arg(1);

void BM_OpenatWrite(benchmark::State& state) {
  Evaluate(state, testing::Openat("/work/out/main.o", O_WRONLY | O_CREAT | O_TRUNC));
}
BENCHMARK(BM_OpenatWrite)->Arg(0)->Arg(1);

void BM_OpenatKnown(benchmark::State& state) {
  Evaluate(state, testing::WithResult(testing::Openat("/usr/include/stdio.h", O_RDONLY), 3));
}
BENCHMARK(BM_OpenatKnown)->Arg(0)->Arg(1);

// An exec that succeeded, by one process after the other. New processes (announced outside of
// the timing, a hundred at a time) because that is what an exec makes.
void BM_Execve(benchmark::State& state) {
  auto engine = Load(state);
  if (engine == nullptr) return;
  const Mix mix = TheMix();
  if (mix.processes.empty()) return state.SkipWithError("no mix.tsv");
  proto::SyscallEvent event = testing::WithResult(testing::MakeEvent(proto::EVENT_EXECVE), 0);
  std::vector<proto::Alert> alerts;
  size_t i = mix.processes.size(), no_match = 0;
  for (auto _ : state) {
    if (i == mix.processes.size()) {
      state.PauseTiming();
      for (const proto::Process& p : mix.processes) engine->OnProcess(p);
      state.ResumeTiming();
      i = 0;
    }
    event.set_seq(event.seq() + 1);
    event.set_process_id(mix.processes[i++].id());
    no_match += engine->Evaluate(event, alerts) == Decision::kNoMatch;
  }
  state.SetLabel(Share(no_match, state));
}
BENCHMARK(BM_Execve)->Arg(0)->Arg(1)->Arg(2);

void BM_ExecveEntry(benchmark::State& state) {
  Evaluate(state, testing::MakeEvent(proto::EVENT_EXECVE));
}
BENCHMARK(BM_ExecveEntry)->Arg(0)->Arg(1);

void BM_Connect(benchmark::State& state) {
  Evaluate(state, testing::Connect("\x0a\x01\x02\x03", 443));
}
BENCHMARK(BM_Connect)->Arg(0)->Arg(1)->Arg(2);

// No rule asks about it.
void BM_Unasked(benchmark::State& state) {
  Evaluate(state, testing::MakeEvent(proto::EVENT_GETUID));
}
BENCHMARK(BM_Unasked)->Arg(0);

// An engine and an event that it alerts on; nullptr if the benchmark is skipped.
std::unique_ptr<Engine> LoadForAlert(benchmark::State& state, proto::SyscallEvent& event) {
  auto engine = Load(state);
  if (engine == nullptr) return nullptr;
  engine->OnProcess(testing::MakeProcess(1, 2, "cat"));
  event = testing::WithResult(testing::Openat("/etc/shadow", O_RDONLY), 3);
  std::vector<proto::Alert> alerts;
  if (engine->Evaluate(event, alerts) == Decision::kMatch) return engine;
  state.SkipWithError("no alert");
  return nullptr;
}

// An event that a rule matches, up to the alert with its message and output fields.
void BM_AlertRaised(benchmark::State& state) {
  proto::SyscallEvent event;
  auto engine = LoadForAlert(state, event);
  if (engine == nullptr) return;
  std::vector<proto::Alert> alerts;
  for (auto _ : state) {
    alerts.clear();
    event.set_seq(event.seq() + 1);
    engine->Evaluate(event, alerts);
  }
}
BENCHMARK(BM_AlertRaised)->Arg(0);

// From the alert to the finished line.
template <typename F>
void FormatAlert(benchmark::State& state, F format) {
  proto::SyscallEvent event;
  auto engine = LoadForAlert(state, event);
  if (engine == nullptr) return;
  std::vector<proto::Alert> alerts;
  engine->Evaluate(event, alerts);
  std::string line;
  for (auto _ : state) {
    line = format(alerts[0], AlertTextOptions());
    benchmark::DoNotOptimize(line);
  }
  state.SetLabel(std::to_string(line.size()) + " bytes");
}

void BM_AlertText(benchmark::State& state) { FormatAlert(state, AlertLine); }
BENCHMARK(BM_AlertText)->Arg(0);

void BM_AlertJson(benchmark::State& state) { FormatAlert(state, AlertJson); }
BENCHMARK(BM_AlertJson)->Arg(0);

void BM_ProcessSnapshot(benchmark::State& state) {
  auto engine = Load(state);
  if (engine == nullptr) return;
  proto::Process process = testing::MakeProcess(1, 2, "cc1plus");
  for (auto _ : state) engine->OnProcess(process);
}
BENCHMARK(BM_ProcessSnapshot)->Arg(0);

}  // namespace
}  // namespace falco_run::engine

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// Cost of loading rules and of events that alert nothing.
//
//   bazel run -c opt //bench/engine:engine_bench
//
// Rules: FALCO_RUN_BENCH_RULES (files, colon separated), else Falco's stock rules in
// ../shared/corpus/stock_rules beside the workspace. Without them everything is skipped.
#include <benchmark/benchmark.h>
#include <fcntl.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/engine_test_util.h"
#include "engine/loader/loader.h"
#include "engine/program/checker.h"

namespace falco_run::engine {
namespace {

std::vector<std::string> RuleFiles(bool all) {
  std::vector<std::string> files;
  if (const char* env = std::getenv("FALCO_RUN_BENCH_RULES")) {
    std::stringstream list(env);
    for (std::string file; std::getline(list, file, ':');) files.push_back(file);
    return files;
  }
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  const std::string dir =
      std::string(workspace ? workspace : ".") + "/../shared/corpus/stock_rules/";
  files.push_back(dir + "falco_rules.yaml");
  if (all) files.push_back(dir + "falco-incubating_rules.yaml");
  return files;
}

LoaderOptions Options() {
  LoaderOptions options;
  options.check_condition = [](const Expr& e, std::string_view s) { return CheckCondition(e, s); };
  options.check_output = CheckOutput;
  return options;
}

// nullptr (and the benchmark skipped) if the rules are not there.
std::unique_ptr<Engine> Load(benchmark::State& state, bool all) {
  Loader loader(Options());
  for (const std::string& file : RuleFiles(all)) {
    if (!std::filesystem::exists(file)) {
      state.SkipWithError(("no rules at " + file).c_str());
      return nullptr;
    }
    loader.LoadFile(file);
  }
  auto engine = Engine::Create(loader.rules(), {});
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
    if (Load(state, state.range(0) != 0) == nullptr) return;
  }
}
BENCHMARK(BM_Load)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void Evaluate(benchmark::State& state, proto::SyscallEvent event) {
  auto engine = Load(state, state.range(0) != 0);
  if (engine == nullptr) return;
  std::vector<proto::Alert> alerts;
  Decision decision = Decision::kNoMatch;
  for (auto _ : state) {
    event.set_seq(event.seq() + 1);
    decision = engine->Evaluate(event, alerts);
    benchmark::DoNotOptimize(decision);
  }
  state.SetLabel(decision == Decision::kNoMatch ? "no match"
                 : decision == Decision::kMatch ? "match"
                                                : "needs outcome");
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

void BM_Execve(benchmark::State& state) {
  Evaluate(state, testing::WithResult(testing::MakeEvent(proto::EVENT_EXECVE), 0));
}
BENCHMARK(BM_Execve)->Arg(0)->Arg(1);

void BM_ExecveEntry(benchmark::State& state) {
  Evaluate(state, testing::MakeEvent(proto::EVENT_EXECVE));
}
BENCHMARK(BM_ExecveEntry)->Arg(0)->Arg(1);

void BM_Connect(benchmark::State& state) {
  Evaluate(state, testing::Connect("\x0a\x01\x02\x03", 443));
}
BENCHMARK(BM_Connect)->Arg(0)->Arg(1);

void BM_ProcessSnapshot(benchmark::State& state) {
  auto engine = Load(state, false);
  if (engine == nullptr) return;
  proto::Process process = testing::MakeProcess(1, 2, "cc1plus");
  for (auto _ : state) engine->OnProcess(process);
}
BENCHMARK(BM_ProcessSnapshot);

}  // namespace
}  // namespace falco_run::engine

BENCHMARK_MAIN();

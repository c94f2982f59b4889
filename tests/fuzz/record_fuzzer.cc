// SPDX-License-Identifier: Apache-2.0
// Any bytes as a recording, and as what is inside one: reading, evaluating and printing alerts
// never crashes, and reading ends with the end mark or a message.
#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "app/replayer.h"
#include "engine/engine.h"
#include "engine/format/alert_text.h"
#include "engine/loader/loader.h"
#include "engine/program/checker.h"
#include "recording/format.h"
#include "recording/record_reader.h"

namespace falco_run {
namespace {

// Outputs that read every part of a record, by event type or whatever the event.
constexpr char kRules[] = R"(
- rule: events
  desc: d
  condition: evt.type in (open, openat, execve, connect, dup2, setuid, chmod, rename) and fd.num >= 0
  output: "%evt.num %evt.type %evt.args %evt.res %fd.name %fd.sip %fd.typechar %fs.path.name %user.name"
  priority: WARNING
- rule: everything
  desc: d
  condition: evt.num > 0 and (evt.failed = true or not proc.aname = nobody or evt.arg.flags contains x)
  output: "%evt.time %evt.args %proc.cmdline %proc.aname[3] %proc.env %container.id %thread.cap_effective %fd.name %proc.duration %evt.category"
  priority: INFO
)";

std::unique_ptr<engine::Engine> MakeEngine() {
  static const engine::RuleSet* const rules = [] {
    engine::LoaderOptions options;
    options.check_condition = [](const engine::Expr& condition, std::string_view source) {
      return engine::CheckCondition(condition, source);
    };
    options.check_output = engine::CheckOutput;
    engine::Loader loader(options);
    if (!loader.AddFile("rules", kRules).ok()) std::abort();
    return new engine::RuleSet(loader.rules());
  }();
  engine::EngineOptions options;
  options.rule_matching = engine::EngineOptions::Matching::kAll;
  auto engine = engine::Engine::Create(*rules, options);
  if (!engine.ok()) std::abort();
  return *std::move(engine);
}

// As app/engine_sink, without the outputs.
class Evaluator : public tracer::Sink {
 public:
  void OnStart(const proto::Start& start) override { engine_->OnStart(start); }
  void OnProcess(const proto::Process& process) override { engine_->OnProcess(process); }
  void OnProcessExit(const proto::ProcessExit& exit) override { engine_->OnProcessExit(exit); }
  tracer::Verdict OnSyscall(const proto::SyscallEvent& event) override {
    const auto decision = Evaluate(event);
    return decision == engine::Decision::kNeedOutcome ? tracer::Verdict::kNeedOutcome
                                                      : tracer::Verdict::kContinue;
  }
  tracer::Verdict OnOutcome(const proto::SyscallEvent& event) override {
    if (Evaluate(event) == engine::Decision::kNeedOutcome) std::abort();
    return tracer::Verdict::kContinue;
  }

 private:
  engine::Decision Evaluate(const proto::SyscallEvent& event) {
    alerts_.clear();
    const engine::Decision decision = engine_->Evaluate(event, alerts_);
    for (const proto::Alert& alert : alerts_) {
      if (engine::AlertLine(alert).empty() || engine::AlertJson(alert).empty()) std::abort();
    }
    return decision;
  }
  const std::unique_ptr<engine::Engine> engine_ = MakeEngine();
  std::vector<proto::Alert> alerts_;
};

void Run(std::string file) {
  auto in = std::make_unique<std::istringstream>(std::move(file));
  auto reader = recording::RecordReader::Create(std::move(in), "fuzz");
  if (!reader.ok()) {
    if (reader.status().message().empty()) std::abort();
    return;
  }
  Evaluator evaluator;
  app::Replayer replayer(evaluator);
  proto::Record record;
  absl::StatusOr<bool> more;
  while ((more = (*reader)->Next(record)).ok() && *more) replayer.Feed(record);
  if (more.ok() != (*reader)->end().has_value()) std::abort();
}

std::string Wrap(const std::string& content) {
  std::string block(ZSTD_compressBound(content.size()), '\0');
  block.resize(ZSTD_compress(block.data(), block.size(), content.data(), content.size(), 1));
  return recording::MakeHeader() + block;
}

}  // namespace
}  // namespace falco_run

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  falco_run::Run(bytes);
  falco_run::Run(falco_run::Wrap(bytes));
  return 0;
}

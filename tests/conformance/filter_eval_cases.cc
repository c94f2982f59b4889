// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "engine/fields/catalogue.h"
#include "engine/language/parser.h"
#include "engine/program/program.h"
#include "tests/conformance/corpus.h"
#include "tests/conformance/filter_eval_events.h"
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {
namespace {

// Fields of upstream's sample plugin and values we cannot know.
bool NotOurs(const std::string& filter) {
  return filter.find("sample.") != filter.npos || filter.find("evt.cpu") != filter.npos;
}

bool Matches(const engine::Expr& expr, const Scene& scene) {
  engine::Program program(*engine::Catalogue::ForSource("syscall"));
  engine::Program::Added added = program.AddCondition(expr);
  engine::ProcessTable processes;
  for (const proto::Process& p : scene.processes) processes.OnProcess(p);
  engine::EventContext context(processes);
  context.Begin(scene.event);
  program.Begin(context);
  return program.Evaluate(added.node) == engine::Tri::kTrue;
}

}  // namespace

void RunFilterEvalCases(const std::string& corpus, Tally& tally) {
  const auto cases = ReadJsonLines(corpus + "/conditions/filter_eval_cases.jsonl");
  if (!cases) return tally.Skip("filter_eval_cases.jsonl", "is not there");
  for (const nlohmann::json& c : *cases) {
    const std::string filter = c["filter"];
    if (NotOurs(filter)) {
      tally.Skip(filter, "fields of upstream's sample plugin or of the CPU that ran the call");
      continue;
    }
    const nlohmann::json& expect = c["expect"];
    engine::ParseResult parsed = engine::ParseCondition(filter);
    std::string error = parsed.ok() ? "" : parsed.error->message;
    if (parsed.ok()) {
      engine::Program program(*engine::Catalogue::ForSource("syscall"));
      engine::Program::Added added = program.AddCondition(*parsed.expr);
      if (added.error) error = added.error->message;
    }
    const bool only_compiles = c.value("kind", "") == "filter_compiles" || expect.is_string();
    if (only_compiles) {
      const bool good = expect.is_string() ? expect == "no_throw" : expect.get<bool>();
      tally.Expect(good == error.empty(), filter, error.empty() ? "compiles" : error);
      continue;
    }
    if (!error.empty()) {
      tally.Fail(filter, error);
      continue;
    }
    // Some upstream tests look at several events; which one an assertion means is not told.
    bool found = false;
    for (const Scene& scene : ScenesOf(c.value("test", ""))) {
      found = found || Matches(*parsed.expr, scene) == expect.get<bool>();
    }
    tally.Expect(found, filter, expect.get<bool>() ? "false" : "true");
  }
}

}  // namespace falco_run::conformance

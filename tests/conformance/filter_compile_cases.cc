// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "engine/fields/catalogue.h"
#include "engine/language/parser.h"
#include "engine/program/checker.h"
#include "engine/program/program.h"
#include "tests/conformance/corpus.h"
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {
namespace {

using engine::ArgRule;
using engine::Catalogue;
using engine::EventContext;
using engine::FieldInfo;
using engine::FieldUse;
using engine::Supply;
using engine::Value;
using engine::ValueType;

// The fields of the corpus's mock source: constants.
Value ReadMock(EventContext&, const FieldUse& use) {
  static constexpr const char* kTexts[] = {"1", "0", "hello 'quoted'", "hello \"quoted\"", "hello"};
  return Value::String(kTexts[use.info->variant]);
}

constexpr FieldInfo Mock(const char* name, ValueType type, int8_t variant) {
  return {name, "string", type, ArgRule::kNone, Supply::kYes, 0, 0, 0, variant, ReadMock, ""};
}

constexpr FieldInfo kMockFields[] = {
    Mock("c.true", ValueType::kString, 0),        Mock("c.false", ValueType::kString, 1),
    Mock("c.singlequote", ValueType::kString, 2), Mock("c.doublequote", ValueType::kString, 3),
    Mock("c.buffer", ValueType::kBytes, 4),
};

// All fields of the syscall source and the mock ones.
const Catalogue& MockCatalogue() {
  static const Catalogue* catalogue = new Catalogue(
      {engine::GenericFields(), engine::EventFields(), engine::ProcessFields(),
       engine::UserFields(), engine::FdFields(), engine::ContainerFields(), kMockFields});
  return *catalogue;
}

void RunCompile(const nlohmann::json& c, bool mock, Tally& tally) {
  const std::string filter = c["filter"];
  std::string error;
  size_t warnings = 0;
  engine::ParseResult parsed = engine::ParseCondition(filter);
  if (!parsed.ok()) {
    error = parsed.error->message;
  } else {
    const engine::CheckResult r = mock ? engine::CheckCondition(*parsed.expr, MockCatalogue())
                                       : engine::CheckCondition(*parsed.expr, "syscall");
    if (r.error) error = r.error->message;
    warnings = r.warnings.size();
  }
  const bool fail = c["fail"];
  if (fail != !error.empty()) {
    return tally.Fail(filter, fail ? "compiles" : "does not compile: " + error);
  }
  if (c.contains("msg") && error.empty()) return tally.Fail(filter, "no message");
  if (c.contains("warnings") && !fail && c["warnings"].get<size_t>() != warnings) {
    return tally.Fail(filter, std::to_string(warnings) + " warnings");
  }
  tally.Pass();
}

void RunMock(const nlohmann::json& c, Tally& tally) {
  const std::string filter = c["filter"];
  engine::ParseResult parsed = engine::ParseCondition(filter);
  if (!parsed.ok()) return tally.Fail(filter, parsed.error->message);
  engine::Program program(MockCatalogue());
  engine::Program::Added added = program.AddCondition(*parsed.expr);
  if (added.error) return tally.Fail(filter, added.error->message);
  engine::ProcessTable processes;
  engine::EventContext context(processes);
  proto::SyscallEvent event;
  event.set_type(proto::EVENT_GETCWD);
  event.set_outcome(proto::OUTCOME_KNOWN);
  context.Begin(event);
  program.Begin(context);
  const bool result = program.Evaluate(added.node) == engine::Tri::kTrue;
  tally.Expect(result == c["result"].get<bool>(), filter, result ? "true" : "false");
}

}  // namespace

void RunFilterCompileCases(const std::string& corpus, Tally& tally) {
  const auto cases = ReadJsonLines(corpus + "/conditions/filter_compile_cases.jsonl");
  if (!cases) return tally.Skip("filter_compile_cases.jsonl", "is not there");
  for (const nlohmann::json& c : *cases) {
    const std::string kind = c.value("kind", "");
    if (kind == "bool_mock") {
      RunMock(c, tally);
    } else {
      RunCompile(c, c.value("fields", "") == "mock", tally);
    }
  }
}

}  // namespace falco_run::conformance

// SPDX-License-Identifier: Apache-2.0
#include "engine/program/checker.h"

#include "engine/fields/catalogue.h"
#include "engine/format/output_format.h"
#include "engine/program/program.h"

namespace falco_run::engine {
namespace {

// A condition that fits more types than this names none in particular.
constexpr size_t kManyEventTypes = 100;

CheckResult UnknownSource(std::string_view source) {
  CheckResult r;
  r.error = Diagnostic{"unknown event source '" + std::string(source) + "'", Position()};
  return r;
}

bool NamesEventType(Program& program, const Program::Added& added) {
  EventSet types = program.PossibleEvents(added.node, DecideBy::kNames);
  types.reset(proto::EVENT_UNKNOWN).reset(proto::EVENT_GENERIC);
  return types.count() <= kManyEventTypes;
}

}  // namespace

CheckResult CheckCondition(const Expr& condition, const Catalogue& catalogue) {
  Program program(catalogue);
  Program::Added added = program.AddCondition(condition);
  CheckResult result;
  result.error = std::move(added.error);
  result.warnings = std::move(added.warnings);
  if (!result.error && catalogue.source() == "syscall") {
    result.names_event_type = NamesEventType(program, added);
  }
  return result;
}

CheckResult CheckCondition(const Expr& condition, std::string_view source) {
  const Catalogue* catalogue = Catalogue::ForSource(source);
  return catalogue == nullptr ? UnknownSource(source) : CheckCondition(condition, *catalogue);
}

CheckResult CheckOutput(std::string_view output, std::string_view source) {
  const Catalogue* catalogue = Catalogue::ForSource(source);
  return catalogue == nullptr ? UnknownSource(source) : CheckOutputText(output, *catalogue);
}

CheckResult CheckOutputText(std::string_view output, const Catalogue& catalogue) {
  ValueTable values(catalogue);
  CheckResult result;
  result.error = OutputFormat::Compile(output, catalogue, values).error;
  return result;
}

}  // namespace falco_run::engine

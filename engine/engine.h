// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_ENGINE_H_
#define FALCO_RUN_ENGINE_ENGINE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fields/host_name_source.h"
#include "engine/fields/static_fields.h"
#include "engine/loader/rule_set.h"
#include "engine/requirements.h"
#include "proto/alert.pb.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

struct EngineOptions {
  enum class Matching { kFirst, kAll };
  Matching rule_matching = Matching::kFirst;  // first: one alert an event, in definition order
  proto::Priority minimum_priority = proto::DEBUG;  // rules less severe are not run
  StaticFields static_fields;                       // static.NAME and their values
  std::shared_ptr<HostNameSource> host_names;       // nullptr: no address has a name
};

// What an event led to.
enum class Decision {
  kNoMatch,         // no rule fires, whatever the call returns
  kMatch,           // at least one alert was appended
  kNeedOutcome,     // depends on the return value: evaluate again with an outcome
  kNeedDescriptor,  // SyscallEvent.fd_left_out: evaluate again with the descriptor
  kNeedProcess,     // SyscallEvent.process_left_out: announce the process, and evaluate again
};

// Evaluates rules on records. Its whole state comes from the records it is given, but for the
// addresses of host names.
//
//   auto engine = Engine::Create(rules, {});
//   (*engine)->OnProcess(process);
//   std::vector<proto::Alert> alerts;
//   if ((*engine)->Evaluate(event, alerts) == Decision::kNeedOutcome) {
//     ... event.set_outcome(KNOWN), event.set_result(r) ...
//     (*engine)->Evaluate(event, alerts);
//   }
//
// A condition is evaluated in three-valued logic: with the outcome unknown, fields that
// depend on it are unknown, and "decided false" means false for every possible outcome.
// An event with an outcome (known or predicted) is always decided. The outcome is also asked
// for when a rule fires whose output text prints it. In the same way fields of a descriptor that
// was left out are unknown, and it is asked for, before the outcome, unless no rule can fire; and
// so are those of a process, also where the outcome is known.
//
// A failed exec is not a started process: it fires only rules whose condition names the
// outcome (evt.res, evt.rawres, evt.failed, ...). See docs/compatibility.md.
//
// Not thread-safe; one thread feeds it. No allocation for an event that fires nothing.
class Engine {
 public:
  virtual ~Engine() = default;

  // Compiles the enabled rules of `rules`. The rule set may be destroyed afterwards.
  static absl::StatusOr<std::unique_ptr<Engine>> Create(const RuleSet& rules,
                                                        const EngineOptions& options);

  // What the compiled rules need from the event source.
  virtual const Requirements& requirements() const = 0;

  virtual void OnStart(const proto::Start& start) = 0;
  virtual void OnProcess(const proto::Process& process) = 0;
  virtual void OnProcessExit(const proto::ProcessExit& exit) = 0;

  // The same for an event of the Kubernetes audit log and the rules of source k8s_audit; always
  // decided. What is no JSON fires nothing. Shares nothing with the other source: another thread
  // may feed it.
  virtual Decision Evaluate(const proto::AuditEvent& event, std::vector<proto::Alert>& alerts) = 0;

  // Appends to `alerts` (only if the answer is kMatch). The event's process must have been
  // announced by OnProcess; otherwise its process fields have no value.
  virtual Decision Evaluate(const proto::SyscallEvent& event,
                            std::vector<proto::Alert>& alerts) = 0;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_ENGINE_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_EXPLAIN_EXPLAINER_H_
#define FALCO_RUN_ENGINE_EXPLAIN_EXPLAINER_H_

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "engine/events/event_set.h"
#include "engine/explain/explanation.h"
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/format/output_format.h"
#include "engine/format/rule_output.h"
#include "engine/program/program.h"
#include "engine/state/process_table.h"
#include "proto/record.pb.h"

namespace falco_run::engine {

// Says for each rule and each check of its condition what it was for an event.
//
//   auto explainer = Explainer::Create(rules, options);
//   (*explainer)->OnProcess(process);
//   const Explanation why = (*explainer)->Explain(event);
//   for (const ExplainedRule& rule : why.rules) ...
//
// It is fed like Engine and evaluates every check, also those the engine spares, through the
// same program and fields. The decision and the rules that fire are the engine's; a test
// compares the two. Not for a live run: it allocates and costs some 100 times as much.
//
// Not thread-safe.
class Explainer {
 public:
  // The rules must outlive the explainer and its explanations. Fails where Engine::Create does.
  static absl::StatusOr<std::unique_ptr<Explainer>> Create(const RuleSet& rules,
                                                           const EngineOptions& options);

  void OnStart(const proto::Start& start) {
    calls_.context.SetStart(start);
    audit_.context.SetStart(start);
  }
  void OnProcess(const proto::Process& process) { processes_.OnProcess(process); }
  void OnProcessExit(const proto::ProcessExit& exit) { processes_.OnExit(exit.id()); }

  // As Requirements::host_names.
  const std::set<std::string>& host_names() const { return host_names_; }

  // O(checks of all rules).
  Explanation Explain(const proto::SyscallEvent& event);
  Explanation Explain(const proto::AuditEvent& event);

 private:
  // What one source of events is evaluated with.
  struct Side {
    Side(const std::string& source, const EngineOptions& options, const ProcessTable& processes)
        : catalogue(Catalogue::WithStaticFields(source, options.static_fields)),
          program(*catalogue),
          context(processes) {
      context.SetHostNames(options.host_names);
    }

    const std::shared_ptr<const Catalogue> catalogue;
    Program program;
    EventContext context;
    OutputFormat headline;
    OutputFormat entry_headline;  // before the outcome is known
  };

  struct CompiledRule {
    const Rule* rule = nullptr;
    Side* side = nullptr;
    RuleVerdict not_run = RuleVerdict::kNoMatch;  // kDisabled, ...: there is nothing below
    Program::NodeId node = Program::kFalseNode;
    EventSet named_events;  // that the condition's evt.type checks leave
    bool names_outcome = false;
    RuleOutput output;
  };

  // A check by itself. Equal checks are one node of the program.
  struct CompiledCheckNode {
    Program::NodeId node = Program::kFalseNode;
    std::vector<std::pair<std::string, uint32_t>> values;  // as written, id in the value table
  };

  explicit Explainer(const EngineOptions& options)
      : options_(options),
        calls_("syscall", options, processes_),
        audit_("k8s_audit", options, processes_) {}

  Side* SideOf(const Rule& rule);
  absl::Status Add(const Rule& rule);
  void AddChecks(const Expr& expr, Side& side);
  bool Concerns(const CompiledRule& rule, const proto::SyscallEvent& event);
  // Of the event that the side's context has begun.
  Explanation ExplainBegun(Side& side);
  ExplainedNode ExplainNode(const Expr& expr, bool reached, uint32_t& checks);
  void ExplainCheck(ExplainedNode& node);
  ExplainedValue Describe(const std::string& name, uint32_t value);
  RuleVerdict VerdictOf(const CompiledRule& rule, Tri result, const proto::SyscallEvent& event);
  void Decide(Explanation& explanation) const;

  const EngineOptions options_;
  std::set<std::string> host_names_;
  ProcessTable processes_;
  Side calls_;
  Side audit_;
  Side* side_ = nullptr;  // of the present event
  std::deque<CompiledRule> rules_;
  std::unordered_map<const Expr*, CompiledCheckNode> checks_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_EXPLAIN_EXPLAINER_H_

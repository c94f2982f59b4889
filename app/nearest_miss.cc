// SPDX-License-Identifier: Apache-2.0
#include "app/nearest_miss.h"

#include "app/explain_render.h"
#include "engine/explain/check_text.h"

namespace falco_run::app {
namespace {

using engine::ExplainedRule;
using engine::RuleVerdict;

constexpr size_t kEventWidth = 120;

const ExplainedRule* FindExplained(const engine::Explanation& explanation,
                                   const std::string& rule) {
  for (const ExplainedRule& r : explanation.rules) {
    if (r.rule->name == rule) return &r;
  }
  return nullptr;
}

std::string Why(const ExplainedRule& rule) {
  const std::string& name = rule.rule->name;
  if (rule.verdict == RuleVerdict::kFires) {
    return name + " fires, but its alert is not as expected";
  }
  if (rule.verdict != RuleVerdict::kNoMatch || !rule.deciding_check) {
    return name + " " + VerdictText(rule);
  }
  const uint32_t distance = rule.condition.distance;
  return engine::CheckSentence(*engine::FindCheck(rule.condition, *rule.deciding_check)) +
         (distance > 1 ? " (" + std::to_string(distance) + " checks away)" : "");
}

std::string Shortened(std::string text) {
  if (text.size() <= kEventWidth) return text;
  size_t end = kEventWidth;
  while (end > 0 && (text[end] & 0xc0) == 0x80) --end;  // not within a character
  return text.substr(0, end) + "...";
}

}  // namespace

NearestMiss::NearestMiss(const std::vector<const AlertExpectation*>& missing, EventName event_name)
    : event_name_(event_name) {
  for (const AlertExpectation* e : missing) candidates_.push_back({e, {}, "", ""});
}

void NearestMiss::Add(const engine::Explanation& explanation) {
  ++events_;
  for (Candidate& candidate : candidates_) {
    const ExplainedRule* rule = FindExplained(explanation, candidate.expectation->rule);
    if (rule == nullptr) continue;
    const uint32_t rank = rule->verdict == RuleVerdict::kNoMatch ? rule->condition.distance : 0;
    if (candidate.rank && rank >= *candidate.rank) continue;
    candidate.rank = rank;
    candidate.why = Why(*rule);
    candidate.event = event_name_ == EventName::kNumber ? "event " + std::to_string(events_)
                                                        : "at " + Shortened(explanation.event);
  }
}

std::vector<std::string> NearestMiss::Sentences() const {
  std::vector<std::string> sentences;
  for (const Candidate& candidate : candidates_) {
    if (!candidate.rank) continue;
    const bool alone = event_name_ == EventName::kNumber && events_ == 1;
    sentences.push_back((alone ? "" : candidate.event + ": ") + candidate.why);
  }
  return sentences;
}

}  // namespace falco_run::app

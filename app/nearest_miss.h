// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_NEAREST_MISS_H_
#define FALCO_RUN_APP_NEAREST_MISS_H_

#include <optional>
#include <string>
#include <vector>

#include "app/alert_expectation.h"
#include "engine/explain/explanation.h"

namespace falco_run::app {

// Why alerts that were expected did not come: of all events the one that came nearest, and the
// check that decided it. Keeps a line of text for each expectation, no explanations.
//
//   NearestMiss nearest(mismatch.missing, EventName::kNumber);
//   for (...) nearest.Add(explanation);
//   nearest.Sentences()   // "event 2: proc.name = cat, but proc.name is dog"
class NearestMiss {
 public:
  // How an event is named: by its place in the list, or by what it was (one of many that nobody
  // wrote down).
  enum class EventName { kNumber, kText };

  // The expectations must outlive this.
  NearestMiss(const std::vector<const AlertExpectation*>& missing, EventName event_name);

  // O(rules x expectations).
  void Add(const engine::Explanation& explanation);

  std::vector<std::string> Sentences() const;

 private:
  struct Candidate {
    const AlertExpectation* expectation = nullptr;
    std::optional<uint32_t> rank;  // of the best so far; the less the nearer
    std::string event;
    std::string why;
  };

  std::vector<Candidate> candidates_;
  const EventName event_name_;
  size_t events_ = 0;
};

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_NEAREST_MISS_H_

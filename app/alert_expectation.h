// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_ALERT_EXPECTATION_H_
#define FALCO_RUN_APP_ALERT_EXPECTATION_H_

#include <yaml-cpp/yaml.h>

#include <re2/re2.h>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace falco_run::app {

// An alert that a test expects. Only what is said is compared.
struct AlertExpectation {
  std::string rule;
  std::string priority;                       // "" = any
  std::string output;                         // a part of the alert's output
  std::shared_ptr<const re2::RE2> pattern;    // matches somewhere in the output
  std::map<std::string, std::string> fields;  // output_fields, as text
  std::optional<size_t> count;                // alerts of this kind; absent: at least one
  YAML::Mark mark;
};

// `expect:` of a test: a rule's name, a mapping, or a list of either; [] for no alert. Errors
// begin with "LINE:COLUMN: ".
absl::StatusOr<std::vector<AlertExpectation>> ReadExpectations(const YAML::Node& node);

// Whether the alert (Falco's JSON) is one of the expected kind.
bool Meets(const nlohmann::json& alert, const AlertExpectation& expectation);

// What differs between what was expected and the alerts; empty: nothing. An alert that meets no
// expectation is a difference.
struct Mismatch {
  std::vector<const AlertExpectation*> missing;
  std::vector<const nlohmann::json*> unexpected;
  std::vector<std::string> counts;  // "Rule x: 2 alerts, expected 1"
  bool empty() const { return missing.empty() && unexpected.empty() && counts.empty(); }
};
Mismatch Compare(const std::vector<AlertExpectation>& expected,
                 const std::vector<nlohmann::json>& alerts);

// One line: "Account secrets read (Warning), output with 'shadow'".
std::string Describe(const AlertExpectation& expectation);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_ALERT_EXPECTATION_H_

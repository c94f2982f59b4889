// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FORMAT_RULE_OUTPUT_H_
#define FALCO_RUN_ENGINE_FORMAT_RULE_OUTPUT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/fields/catalogue.h"
#include "engine/format/output_format.h"
#include "engine/language/check_result.h"
#include "engine/loader/rule_set.h"
#include "engine/program/value_table.h"
#include "proto/alert.pb.h"

namespace falco_run::engine {

// All that a rule's alerts say: its output, what the configuration appends to it, and fields that
// only output_fields has.
class RuleOutput {
 public:
  struct Compiled;
  // Adds the fields to `values`. O(length of the texts).
  static Compiled Compile(const Rule& rule, const Catalogue& catalogue, ValueTable& values);

  // Does a value of the present event depend on its unknown outcome?
  bool DependsOnOutcome(ValueTable& values) const;

  // Sets message and output_fields.
  void Render(ValueTable& values, const EventContext& ctx, proto::Alert& alert) const;

  // Ids of the values it prints.
  std::vector<uint32_t> values() const;

 private:
  struct Extra {
    std::string name;
    OutputFormat format;
    bool is_text = false;  // the text is the value; else its one field
  };

  OutputFormat output_;
  std::vector<Extra> extra_;
};

struct RuleOutput::Compiled {
  RuleOutput output;
  std::optional<Diagnostic> error;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FORMAT_RULE_OUTPUT_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FORMAT_OUTPUT_FORMAT_H_
#define FALCO_RUN_ENGINE_FORMAT_OUTPUT_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fields/catalogue.h"
#include "engine/language/check_result.h"
#include "engine/program/value_table.h"
#include "proto/alert.pb.h"

namespace falco_run::engine {

// A rule's output text, compiled: "Shell in %container.id (command=%proc.cmdline)".
//
// %field, %field[argument], %8field (padded or cut to 8 bytes), %toupper(field). The longest
// valid field name after % is taken. A field without a value prints as <NA>.
class OutputFormat {
 public:
  struct Compiled;
  // Adds the fields to `values`. O(length of the text).
  static Compiled Compile(std::string_view text, const Catalogue& catalogue, ValueTable& values);

  // Does a value of the present event depend on its unknown outcome?
  bool DependsOnOutcome(ValueTable& values) const;

  // Sets message and output_fields.
  void Render(ValueTable& values, const EventContext& ctx, proto::Alert& alert) const;

  // Ids of the values it prints.
  const std::vector<uint32_t>& values() const { return value_ids_; }
  // The keys of output_fields, sorted.
  std::vector<std::string> field_names() const;

 private:
  struct Segment {
    std::string text;  // literal, printed first
    int64_t value = -1;
    uint32_t width = 0;  // 0 = as long as it is
  };
  struct Field {
    std::string name;  // as written
    uint32_t value = 0;
    bool event_time = false;  // evt.time is reported as a number
  };
  friend class OutputFormatParser;

  std::vector<Segment> segments_;
  std::vector<Field> fields_;  // sorted by name, each once
  std::vector<uint32_t> value_ids_;
};

struct OutputFormat::Compiled {
  OutputFormat format;
  std::optional<Diagnostic> error;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FORMAT_OUTPUT_FORMAT_H_

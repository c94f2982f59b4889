// SPDX-License-Identifier: Apache-2.0
#include "engine/format/rule_output.h"

#include <algorithm>
#include <utility>

namespace falco_run::engine {
namespace {

// A token that is this field and nothing else: "evt.typex" is a token evt.type and a literal x.
bool IsOneField(const OutputFormat& format, const std::string& name) {
  return format.field_names() == std::vector<std::string>{name};
}

}  // namespace

RuleOutput::Compiled RuleOutput::Compile(const Rule& rule, const Catalogue& catalogue,
                                         ValueTable& values) {
  Compiled compiled;
  OutputFormat::Compiled output =
      OutputFormat::Compile(rule.output + rule.extra_output, catalogue, values);
  if (output.error) {
    compiled.error = std::move(output.error);
    return compiled;
  }
  compiled.output.output_ = std::move(output.format);
  for (const ExtraField& field : rule.extra_fields) {
    Extra extra;
    extra.name = field.name;
    extra.is_text = !field.format.empty();
    output =
        OutputFormat::Compile(extra.is_text ? field.format : "%" + field.name, catalogue, values);
    if (!output.error && !extra.is_text && !IsOneField(output.format, field.name)) {
      output.error = Diagnostic{"it is not the name of a field", Position()};
    }
    if (output.error) {
      compiled.error = Diagnostic{"extra field '" + field.name + "': " + output.error->message,
                                  output.error->position};
      return compiled;
    }
    extra.format = std::move(output.format);
    compiled.output.extra_.push_back(std::move(extra));
  }
  return compiled;
}

bool RuleOutput::DependsOnOutcome(ValueTable& values) const {
  return output_.DependsOnOutcome(values) ||
         std::any_of(extra_.begin(), extra_.end(),
                     [&](const Extra& extra) { return extra.format.DependsOnOutcome(values); });
}

void RuleOutput::Render(ValueTable& values, const EventContext& ctx, proto::Alert& alert) const {
  output_.Render(values, ctx, alert);
  if (extra_.empty()) return;
  auto& fields = *alert.mutable_output_fields();
  for (const Extra& extra : extra_) {
    proto::Alert part;
    extra.format.Render(values, ctx, part);
    proto::OutputField field;
    if (extra.is_text) {
      field.set_text(part.message());
    } else {
      field = part.output_fields(0);
    }
    field.set_name(extra.name);
    const auto same = std::find_if(fields.begin(), fields.end(),
                                   [&](const auto& f) { return f.name() == extra.name; });
    if (same != fields.end()) {
      *same = std::move(field);
    } else {
      *fields.Add() = std::move(field);
    }
  }
  std::sort(fields.begin(), fields.end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
}

std::vector<uint32_t> RuleOutput::values() const {
  std::vector<uint32_t> ids = output_.values();
  for (const Extra& extra : extra_) {
    ids.insert(ids.end(), extra.format.values().begin(), extra.format.values().end());
  }
  return ids;
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "app/append_output_config.h"

#include <optional>
#include <string>
#include <utility>

#include "config/scalar.h"

namespace falco_run::app {
namespace {

using config::Value;
using engine::AppendOutput;

absl::Status Wrong(const Value& value, const std::string& what) {
  return absl::InvalidArgumentError(value.place.ToString() + ": append_output: " + what + ", not " +
                                    value.Describe());
}

absl::Status UnknownKey(const Value::Entry& entry, const std::string& known) {
  return absl::InvalidArgumentError(entry.second.place.ToString() +
                                    ": append_output: unknown key '" + entry.first +
                                    "'; known are " + known);
}

absl::Status ReadText(const Value& value, const char* what, std::string& out) {
  if (!value.IsScalar()) return Wrong(value, std::string(what) + " must be a text");
  out = value.scalar;
  return absl::OkStatus();
}

absl::Status ReadMatch(const Value& match, AppendOutput& out) {
  if (!match.IsMap()) return Wrong(match, "match must be a map");
  for (const Value::Entry& entry : match.entries) {
    const auto& [key, value] = entry;
    absl::Status status;
    if (key == "rule") {
      status = ReadText(value, "match.rule", out.rule);
    } else if (key == "source") {
      status = ReadText(value, "match.source", out.source);
    } else if (key == "tags") {
      if (!value.IsList()) return Wrong(value, "match.tags must be a list");
      for (const Value& item : value.items) {
        std::string tag;
        if (status = ReadText(item, "a tag", tag); !status.ok()) break;
        out.tags.insert(std::move(tag));
      }
    } else {
      status = UnknownKey(entry, "rule, source, tags");
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadFields(const Value& fields, AppendOutput& out) {
  if (!fields.IsList()) return Wrong(fields, "extra_fields must be a list");
  for (const Value& item : fields.items) {
    if (item.IsScalar()) {
      out.extra_fields.push_back({item.scalar, ""});
      continue;
    }
    if (!item.IsMap()) return Wrong(item, "an extra field must be a name or 'name: format'");
    for (const auto& [name, format] : item.entries) {
      if (!format.IsScalar() || format.scalar.empty()) {
        return Wrong(format, "the format of '" + name + "' must be a text");
      }
      out.extra_fields.push_back({name, format.scalar});
    }
  }
  return absl::OkStatus();
}

absl::Status ReadSuggested(const Value& value, AppendOutput& out) {
  const std::optional<bool> suggested = config::ParseBool(value.scalar);
  if (!value.IsScalar() || !suggested) {
    return absl::InvalidArgumentError(
        value.place.ToString() + ": append_output.suggested_output must be true or false, not " +
        value.Describe());
  }
  out.suggested_output = *suggested;
  return absl::OkStatus();
}

absl::StatusOr<AppendOutput> ReadEntry(const Value& value) {
  AppendOutput out;
  if (!value.IsMap()) return Wrong(value, "an entry must be a map");
  for (const Value::Entry& entry : value.entries) {
    absl::Status status;
    if (entry.first == "match") {
      status = ReadMatch(entry.second, out);
    } else if (entry.first == "extra_output") {
      status = ReadText(entry.second, "extra_output", out.extra_output);
    } else if (entry.first == "extra_fields") {
      status = ReadFields(entry.second, out);
    } else if (entry.first == "suggested_output") {
      status = ReadSuggested(entry.second, out);
    } else {
      status = UnknownKey(entry, "match, extra_output, extra_fields, suggested_output");
    }
    if (!status.ok()) return status;
  }
  return out;
}

}  // namespace

absl::StatusOr<std::vector<AppendOutput>> ReadAppendOutput(const Value& value) {
  std::vector<AppendOutput> entries;
  const auto add = [&](const Value& item) {
    auto entry = ReadEntry(item);
    if (entry.ok()) entries.push_back(*std::move(entry));
    return entry.status();
  };
  if (value.IsMap()) {
    if (absl::Status s = add(value); !s.ok()) return s;
    return entries;
  }
  if (!value.IsList()) return Wrong(value, "must be a list");
  for (const Value& item : value.items) {
    if (absl::Status s = add(item); !s.ok()) return s;
  }
  return entries;
}

}  // namespace falco_run::app

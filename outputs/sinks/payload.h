// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_PAYLOAD_H_
#define FALCO_RUN_OUTPUTS_SINKS_PAYLOAD_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "outputs/message.h"
#include "outputs/sinks/sink.h"

namespace falco_run::outputs {

// An alert as sinks show it: valid UTF-8 throughout, with the custom fields and tags.
struct Payload {
  struct Field {
    std::string name;  // brackets replaced
    std::string text;
    bool is_number = false;
  };

  Payload(const Message& message, const SinkGlobals& globals);

  std::string id;  // the alert's id
  std::string rule;
  std::string output;    // Falco's output line, with time and priority; or as globals have it
  std::string priority;  // "Warning"
  proto::Priority level;
  std::string source;
  std::string hostname;
  std::string time;  // RFC 3339, UTC, nanoseconds: "2024-01-31T12:00:00.123456789Z"
  uint64_t time_ns = 0;
  std::vector<Field> fields;      // those that have a value, in order of names
  std::vector<std::string> tags;  // in order

  // The tags as one text: "a, b".
  std::string JoinedTags(std::string_view separator) const;
  const std::string* FindField(std::string_view name) const;  // its text; nullptr: no such field

  // What templates see, with TemplateFields() as keys.
  nlohmann::ordered_json ToTemplateData() const;

  // The object that Falcosidekick forwards: uuid, output, priority, rule, time, source,
  // output_fields, tags, hostname.
  nlohmann::ordered_json ToJson() const;
};

// UUID, Output, Priority, Rule, Time, OutputFields, Source, Tags, Hostname.
const std::vector<std::string>& TemplateFields();

// "2024-01-31T12:00:00.123456789Z"
std::string Rfc3339(uint64_t time_ns);

// Text in valid UTF-8: a byte that is not becomes U+FFFD.
std::string ValidUtf8(std::string_view bytes);

// Serialises a document whose texts come from elsewhere, too. Never throws.
std::string Dump(const nlohmann::ordered_json& json);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_PAYLOAD_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FORMAT_ALERT_TEXT_H_
#define FALCO_RUN_ENGINE_FORMAT_ALERT_TEXT_H_

#include <string>
#include <string_view>

#include "proto/alert.pb.h"

// Alerts as Falco prints them.
namespace falco_run::engine {

struct AlertTextOptions {
  bool iso_time = false;              // time_format_iso_8601
  bool include_output = true;         // json_include_output_property
  bool include_message = false;       // json_include_message_property
  bool include_output_fields = true;  // json_include_output_fields_property
  bool include_tags = true;           // json_include_tags_property
};

// "15:04:05.000000000: Warning Shell spawned (user=root)", no newline at the end. Local time,
// or UTC in ISO 8601. Quotes, backslashes and control characters are escaped as in a JSON
// string; what is not UTF-8 becomes U+FFFD.
std::string AlertLine(const proto::Alert& alert, const AlertTextOptions& options = {});

// One JSON object, keys in alphabetical order, no newline at the end. `time` is UTC.
std::string AlertJson(const proto::Alert& alert, const AlertTextOptions& options = {});

// What Falco appends to the output of every syscall rule by default (append_output with
// suggested_output), with its leading blank.
std::string_view SuggestedOutput();

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FORMAT_ALERT_TEXT_H_

// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/priority.h"

#include <strings.h>

#include <string>

namespace falco_run::engine {
namespace {

constexpr proto::Priority kAll[] = {proto::EMERGENCY,     proto::ALERT,   proto::CRITICAL,
                                    proto::ERROR,         proto::WARNING, proto::NOTICE,
                                    proto::INFORMATIONAL, proto::DEBUG};

}  // namespace

std::optional<proto::Priority> ParsePriority(std::string_view text) {
  const std::string word(text);
  if (strcasecmp(word.c_str(), "info") == 0) return proto::INFORMATIONAL;
  for (proto::Priority priority : kAll) {
    if (word.size() == PriorityName(priority).size() &&
        strcasecmp(word.c_str(), PriorityName(priority).data()) == 0) {
      return priority;
    }
  }
  return std::nullopt;
}

std::string_view PriorityName(proto::Priority priority) {
  switch (priority) {
    case proto::EMERGENCY:
      return "Emergency";
    case proto::ALERT:
      return "Alert";
    case proto::CRITICAL:
      return "Critical";
    case proto::ERROR:
      return "Error";
    case proto::WARNING:
      return "Warning";
    case proto::NOTICE:
      return "Notice";
    case proto::INFORMATIONAL:
      return "Informational";
    default:
      return "Debug";
  }
}

}  // namespace falco_run::engine

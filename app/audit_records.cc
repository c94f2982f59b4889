// SPDX-License-Identifier: Apache-2.0
#include "app/audit_records.h"

#include <algorithm>

#include "audit/event_splitter.h"

namespace falco_run::app {
namespace {

// False: there is something else in it.
bool Append(std::string_view text, audit::EventSplitter& splitter,
            std::vector<proto::Record>& records) {
  audit::SplitBody split;
  if (!splitter.Split(text, split).ok() || split.refused() != 0) return false;
  for (const audit::SplitEvent& e : split.events) {
    proto::AuditEvent& event = *records.emplace_back().mutable_audit();
    event.set_seq(records.size());
    event.set_time_ns(e.time_ns);
    event.mutable_json()->assign(e.json);
  }
  return true;
}

}  // namespace

std::optional<std::vector<proto::Record>> ReadAuditLog(std::string_view text) {
  constexpr char kBlank[] = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == text.npos || (text[begin] != '{' && text[begin] != '[')) return std::nullopt;
  audit::EventSplitter splitter;
  std::vector<proto::Record> records;
  if (Append(text, splitter, records)) return records;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of(kBlank) == line.npos) continue;
    if (!Append(line, splitter, records)) return std::nullopt;
  }
  return records;
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_REPORT_REPORT_DATA_H_
#define FALCO_RUN_REPORT_REPORT_DATA_H_

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "proto/alert.pb.h"
#include "proto/record.pb.h"

namespace falco_run::report {

// What a recording and some rules say, for a page. Kept small: of events only their times.
struct ReportData {
  // Beyond these the page says how many it leaves out.
  static constexpr size_t kMostAlerts = 5'000;
  static constexpr size_t kMostProcesses = 5'000;

  struct Exec {
    uint64_t time_ns = 0;
    std::string exe;      // the image
    std::string cmdline;  // with its arguments
    std::string user;
  };
  struct Process {
    uint64_t id = 0;
    uint64_t parent = 0;
    int32_t pid = 0;
    uint64_t begin_ns = 0;    // 0: not known
    uint64_t end_ns = 0;      // 0: was still there
    std::vector<Exec> execs;  // what it was, in order
    uint64_t events = 0;
    uint64_t alerts = 0;
  };
  struct Alert {
    proto::Alert alert;
    uint64_t process = 0;  // 0: none
    std::string call;      // "openat(dirfd=-100 (AT_FDCWD), ...)", "create pods/exec shop/a by bob"
    std::string result;    // "3", "-2 (ENOENT)", "not known"; of a request, the status: "201"
  };

  proto::Start start;
  std::map<uint64_t, Process> processes;  // by id
  std::vector<Alert> alerts;              // at most kMostAlerts
  uint64_t alerts_left_out = 0;
  std::map<std::string, uint64_t> by_rule;
  std::map<std::string, std::string> descriptions;  // of rules that fired
  std::map<std::string, uint64_t> by_type;          // events
  std::vector<uint64_t> event_times;                // ns, in order of arrival
  uint64_t audit_events = 0;                        // of these
  std::map<std::string, uint64_t> blind_spots;
  int exit_code = 0;
  bool complete = false;  // the recording has its end
  std::string damage;     // why it has not

  nlohmann::ordered_json ToJson() const;
};

}  // namespace falco_run::report

#endif  // FALCO_RUN_REPORT_REPORT_DATA_H_

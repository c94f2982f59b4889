// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_CREATED_FILES_H_
#define FALCO_RUN_TRACER_CREATED_FILES_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "proto/record.pb.h"
#include "tracer/file_look.h"

namespace falco_run::tracer {

// Tells whether opens with O_CREAT have made their files: there was none when the call was made,
// and what was opened was born since. What two calls make at the same moment both have made.
//
//   created.LookBefore(event);          // the caller waits at the entry
//   created.LookAfter(result, event);   // and at the return: fills in `event.created`
//
// Not thread-safe. Each look costs 5 to 10 us.
class CreatedFiles {
 public:
  void LookBefore(const proto::SyscallEvent& event);
  void LookAfter(int64_t fd, proto::SyscallEvent& event);

  // The decision. `begun` is the time of the look before by CLOCK_REALTIME_COARSE, which file
  // systems stamp with, in nanoseconds. nullopt where the file system has no time of birth, or
  // there was something else before.
  static std::optional<bool> WasCreated(const FileLook& before, const FileLook& after,
                                        uint64_t begun);

 private:
  struct Before {
    uint64_t time_ns = 0;  // of the event
    uint64_t begun = 0;
    FileLook look;
  };
  std::unordered_map<pid_t, Before> before_;  // of calls that have not returned, by thread
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_CREATED_FILES_H_

// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TARGET_H_
#define FALCO_RUN_OUTPUTS_TARGET_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace falco_run::outputs {

// Opens what --alerts and --record name: "fd:N" (a duplicate of an inherited descriptor) or a
// file, made with mode 0600 and opened with O_WRONLY | O_CREAT and `flags`. The descriptor is
// closed on exec and never one of the standard three, even where they are closed. -1 and errno
// on failure; EINVAL for a bad N.
int OpenTarget(const std::string& target, int flags);

// A duplicate of `fd` with the same properties.
int DuplicateHigh(int fd);

// Writes all of `bytes`, waiting where somebody made the shared description non-blocking.
// Returns how many were written; when fewer than all, errno says why.
size_t WriteAll(int fd, std::string_view bytes);

// The same for whole lines. `torn`, of the caller, says that the target ends within one, because a
// full disk cut the last off: its rest will not come, so what follows begins on a new line. Returns
// whether all was written; if not, errno says why.
bool WriteWholeLines(int fd, std::string_view lines, bool& torn);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_TARGET_H_

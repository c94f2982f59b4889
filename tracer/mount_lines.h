// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_MOUNT_LINES_H_
#define FALCO_RUN_TRACER_MOUNT_LINES_H_

#include <string>
#include <string_view>
#include <vector>

namespace falco_run::tracer {

// A line of /proc/PID/mountinfo, in its words; see proc(5). Blanks in paths are still escaped.
struct MountLine {
  std::string_view id;
  std::string_view parent;
  std::string_view device;       // "254:0"
  std::string_view root;         // what is mounted, within its file system
  std::string_view point;        // where
  std::string_view options;      // of this mount: "ro,nosuid"
  std::string_view propagation;  // "shared:7 master:3"; empty: private
  std::string_view type;         // "ext4"
  std::string_view source;       // "/dev/vda"
  std::string_view fs_options;   // of the file system
};

// Splits the text of the file; lines that are none are passed over. The views are into
// `mountinfo`. O(text).
//
//   const std::string text = ReadMountinfo(pid);
//   for (const MountLine& mount : SplitMountLines(text)) Look(UnescapeMountPath(mount.point));
std::vector<MountLine> SplitMountLines(std::string_view mountinfo);

// A path of a line as it is: blanks and the like are written as \ooo there.
std::string UnescapeMountPath(std::string_view text);

// Whether a list as "ro,nosuid" has this word.
bool HasMountOption(std::string_view options, std::string_view word);

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_MOUNT_LINES_H_

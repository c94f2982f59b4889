// SPDX-License-Identifier: Apache-2.0
#include "tracer/mount_lines.h"

namespace falco_run::tracer {
namespace {

// Takes the text before the next `mark`, and the mark, off the front.
std::string_view Take(std::string_view& text, std::string_view mark) {
  const size_t at = text.find(mark);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + mark.size());
  return taken;
}

bool IsOctal(char c) { return c >= '0' && c <= '7'; }

}  // namespace

std::vector<MountLine> SplitMountLines(std::string_view mountinfo) {
  std::vector<MountLine> mounts;
  while (!mountinfo.empty()) {
    std::string_view right = Take(mountinfo, "\n");
    std::string_view left = Take(right, " - ");
    MountLine mount;
    for (auto* word :
         {&mount.id, &mount.parent, &mount.device, &mount.root, &mount.point, &mount.options}) {
      *word = Take(left, " ");
    }
    mount.propagation = left;
    for (auto* word : {&mount.type, &mount.source, &mount.fs_options}) *word = Take(right, " ");
    if (!mount.point.empty() && !mount.type.empty()) mounts.push_back(mount);
  }
  return mounts;
}

std::string UnescapeMountPath(std::string_view text) {
  constexpr size_t kDigits = 3;
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + kDigits < text.size() && IsOctal(text[i + 1]) &&
        IsOctal(text[i + 2]) && IsOctal(text[i + 3])) {
      out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                               (text[i + 3] - '0'));
      i += kDigits;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool HasMountOption(std::string_view options, std::string_view word) {
  while (!options.empty()) {
    if (Take(options, ",") == word) return true;
  }
  return false;
}

}  // namespace falco_run::tracer

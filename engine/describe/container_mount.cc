// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/container_mount.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"

namespace falco_run::engine {

absl::StatusOr<proto::ContainerMount> ParseContainerMount(std::string_view text) {
  // Views of absl's own type where the library is older than std::string_view.
  const std::vector<std::string> parts =
      absl::StrSplit(absl::string_view(text.data(), text.size()), absl::MaxSplits(':', 2));
  if (parts.size() < 2 || !parts[1].starts_with('/')) {
    return absl::InvalidArgumentError("a mount has the form SOURCE:DEST[:OPTIONS], not '" +
                                      std::string(text) + "'");
  }
  proto::ContainerMount mount;
  mount.set_source(parts[0]);
  mount.set_dest(parts[1]);
  mount.set_rdwr(true);
  mount.set_propagation("rprivate");
  if (parts.size() == 2) return mount;
  mount.set_mode(parts[2]);
  for (const std::string& option : std::vector<std::string>(absl::StrSplit(parts[2], ','))) {
    if (option == "ro") mount.set_rdwr(false);
    if (option.ends_with("private") || option.ends_with("shared") || option.ends_with("slave")) {
      mount.set_propagation(option);
    }
  }
  return mount;
}

}  // namespace falco_run::engine

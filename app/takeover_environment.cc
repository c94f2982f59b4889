// SPDX-License-Identifier: Apache-2.0
#include "app/takeover_environment.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace falco_run::app {
namespace {

constexpr char kVariable[] = "FALCO_RUN_TAKEOVER";
constexpr int kVersion = 1;
constexpr size_t kNumbers = 9;

}  // namespace

void ExecTakeover(int binary, const std::vector<std::string>& arguments,
                  const ControlChannel& channel, const Takeover& takeover, int log) {
  const int inherited[] = {channel.fd(), takeover.listener.get(), log, takeover.state.get()};
  for (const int fd : inherited) {
    if (fd >= 0) fcntl(fd, F_SETFD, 0);
  }
  const std::string value =
      absl::StrJoin(std::array<int, kNumbers>{kVersion, inherited[0], inherited[1], inherited[2],
                                              inherited[3], takeover.keeper, takeover.program,
                                              static_cast<int>(takeover.number),
                                              takeover.handed_over ? 1 : 0},
                    " ") +
      " " + takeover.reason;
  setenv(kVariable, value.c_str(), 1);
  (void)!chdir(takeover.directory.c_str());
  std::vector<char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  fexecve(binary, argv.data(), environ);
}

absl::StatusOr<std::optional<StartOfTakeover>> TakeTakeover() {
  const char* text = std::getenv(kVariable);
  if (text == nullptr) return std::nullopt;
  const auto refused = absl::InvalidArgumentError(
      std::string(kVariable) + "='" + text +
      "' is only set by falco-run itself, and not understood by this version");
  // The last part may have spaces.
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', kNumbers));
  unsetenv(kVariable);
  if (parts.size() != kNumbers + 1) return refused;
  int numbers[kNumbers] = {};
  for (size_t i = 0; i < kNumbers; ++i) {
    if (!absl::SimpleAtoi(parts[i], &numbers[i])) return refused;
  }
  if (numbers[0] != kVersion) return refused;
  for (int i = 1; i <= 4; ++i) {
    const bool optional = i >= 3;
    if (numbers[i] < 0 && optional) continue;
    if (fcntl(numbers[i], F_SETFD, FD_CLOEXEC) != 0) return refused;
  }
  prctl(PR_SET_NAME, "falco-run");  // it is named after a descriptor
  StartOfTakeover start;
  start.channel = ControlChannel(tracer::UniqueFd(numbers[1]));
  Takeover& takeover = start.start.takeover.emplace();
  takeover.listener.reset(numbers[2]);
  takeover.state.reset(numbers[4]);
  takeover.keeper = numbers[5];
  takeover.program = numbers[6];
  takeover.number = static_cast<unsigned>(numbers[7]);
  takeover.handed_over = numbers[8] != 0;
  takeover.reason = parts[kNumbers];
  takeover.directory = ".";
  if (const tracer::UniqueFd log(numbers[3]); log.valid()) {
    void* page = mmap(nullptr, sizeof(tracer::NotificationLog), PROT_READ | PROT_WRITE, MAP_SHARED,
                      log.get(), 0);
    if (page != MAP_FAILED) start.start.log = static_cast<tracer::NotificationLog*>(page);
  }
  return start;
}

}  // namespace falco_run::app

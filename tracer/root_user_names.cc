// SPDX-License-Identifier: Apache-2.0
#include "tracer/root_user_names.h"

#include <string>

#include "tracer/file_servers.h"

namespace falco_run::tracer {
namespace {

// Containers on one host; with more, all are looked up anew.
constexpr size_t kMostRoots = 64;

}  // namespace

bool RootUserNames::IsOwnRoot(pid_t pid) {
  const auto root = LookAtRoot(pid);
  if (!root || root == own_) return true;
  last_ = *root;
  return false;
}

UserNames& RootUserNames::Of(pid_t pid) {
  if (users_.size() >= kMostRoots && !users_.contains(last_)) users_.clear();
  std::unique_ptr<UserNames>& users = users_[last_];
  if (users == nullptr) users = std::make_unique<UserNames>();
  users->SetRoot(HasFileServers(pid) ? "" : "/proc/" + std::to_string(pid) + "/root");
  return *users;
}

}  // namespace falco_run::tracer

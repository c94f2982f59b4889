// SPDX-License-Identifier: Apache-2.0
// The catalogue's rows for user.* and group.*.
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/fields/process_readers.h"
#include "engine/requirements.h"

namespace falco_run::engine {
namespace {

// clang-format off
// name, documented type, type, argument, supply, flags, changed by, facets, variant, reader, text
constexpr FieldInfo kRows[] = {
    {"user.uid", "uint32", ValueType::kUint, ArgRule::kNone, Supply::kYes, kPerProcess, kUser, 0,
     kUid, ReadUser,
     "effective/real uid tracked for the thread (uint32)"},
    {"user.name", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, kPerProcess, kUser,
     Requirements::kUserNames, kUserName, ReadUser,
     "login name of that uid (container-aware passwd lookup); 'root' for uid 0 without entry, "
     "'<NA>' text otherwise"},
    {"user.homedir", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, kPerProcess,
     kUser, Requirements::kUserNames, kHome, ReadUser,
     "home directory; '/root' for uid 0 fallback, '<NA>' text otherwise"},
    {"user.shell", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, kPerProcess, kUser,
     Requirements::kUserNames, kShell, ReadUser,
     "login shell; '<NA>' text fallback"},
    {"user.loginuid", "int64", ValueType::kInt, ArgRule::kNone, Supply::kYes, kPerProcess, 0,
     Requirements::kLoginUid, kLoginUid, ReadUser,
     "audit uid as signed number, -1 when unset"},
    {"user.loginname", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, kPerProcess, 0,
     Requirements::kLoginUid | Requirements::kUserNames, kLoginName, ReadUser,
     "name of the audit uid; '<NA>' text when unset"},
    {"group.gid", "uint32", ValueType::kUint, ArgRule::kNone, Supply::kYes, kPerProcess, kGroup,
     0, kGid, ReadUser,
     "gid of the thread"},
    {"group.name", "string", ValueType::kString, ArgRule::kNone, Supply::kYes, kPerProcess,
     kGroup, Requirements::kUserNames, kGroupName, ReadUser,
     "group name; 'root' for gid 0 fallback, '<NA>' text otherwise"},
};
// clang-format on

}  // namespace

std::span<const FieldInfo> UserFields() { return kRows; }

}  // namespace falco_run::engine

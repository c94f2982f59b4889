// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_INJECTOR_POD_VIEW_H_
#define FALCO_RUN_INJECTOR_POD_VIEW_H_

#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "json/document.h"

namespace falco_run::injector {

// Questions about a pod. All of them have an answer for a pod that CheckPod found good.

// InvalidArgument with the place, for what is read here and is not what it must be:
// "spec.containers[1].command[0]: must be text".
absl::Status CheckPod(json::Value pod);

// A string's text; empty for everything else.
std::string_view TextOf(json::Value value);

// The object of the list whose member `key` is `text`; nothing if there is none.
json::Value FindItem(json::Value list, std::string_view key, std::string_view text);

// The nodes that it may run on are Windows'.
bool IsForWindows(json::Value pod);

// The kubelet's own, which nobody may change.
bool IsMirror(json::Value pod);

// Its containers see each other's processes, or the node's.
bool SharesProcesses(json::Value pod);

// "a, b" as names.
std::set<std::string> Names(std::string_view text);

}  // namespace falco_run::injector

#endif  // FALCO_RUN_INJECTOR_POD_VIEW_H_

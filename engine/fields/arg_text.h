// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_ARG_TEXT_H_
#define FALCO_RUN_ENGINE_FIELDS_ARG_TEXT_H_

#include <string>
#include <string_view>

#include "engine/events/event_table.h"
#include "engine/fields/event_context.h"

// Event arguments as text (evt.arg, evt.args) and as raw values (evt.rawarg).
namespace falco_run::engine {

// One argument as text: raw as the call had it, resolved with its meaning (flag names, the
// descriptor's name, an absolute path). An empty `resolved` means there is nothing to add.
struct ArgText {
  Value::State state = Value::State::kNull;
  std::string_view raw;
  std::string_view resolved;
  std::string_view best() const { return resolved.empty() ? raw : resolved; }
};

// Its texts are valid until the next call.
ArgText GetArgText(EventContext& ctx, const ParamInfo& param);

// The raw value, in its own type.
Value GetRawArg(EventContext& ctx, const ParamInfo& param);

// "CAP_CHOWN CAP_SETUID": the names of a capability set, blank separated.
void AppendCapabilities(uint64_t set, std::string& out);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_ARG_TEXT_H_

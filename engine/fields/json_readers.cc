// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/json_readers.h"

#include "json/print.h"

namespace falco_run::engine {

Value TextOf(EventContext& ctx, json::Value value) {
  if (!value.present()) return Value::Null();
  if (value.kind() != json::Kind::kObject && value.kind() != json::Kind::kArray) {
    return Value::String(value.text());
  }
  std::string& text = ctx.scratch();
  json::AppendCompact(value, text);
  return Value::String(ctx.arena().Keep(text));
}

Value ReadJsonValue(EventContext& ctx, const FieldUse& use) {
  return TextOf(ctx, json::Find(ctx.audit().root(), use.arg));
}

Value ReadJsonObject(EventContext& ctx, const FieldUse&) {
  const json::Value root = ctx.audit().root();
  if (!root) return Value::Null();
  std::string& text = ctx.scratch();
  json::AppendPretty(root, text);
  return Value::String(ctx.arena().Keep(text));
}

Value ReadJsonTime(EventContext& ctx, const FieldUse&) {
  std::string& text = ctx.scratch();
  text += std::to_string(ctx.event().time_ns());
  return Value::String(ctx.arena().Keep(text));
}

}  // namespace falco_run::engine

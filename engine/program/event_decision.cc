// SPDX-License-Identifier: Apache-2.0
#include "engine/program/event_decision.h"

#include "engine/events/event_table.h"

namespace falco_run::engine {
namespace {

bool HasParam(proto::EventType type, proto::Param param) {
  for (const ParamInfo& p : GetParams(type)) {
    if (p.param == param) return true;
  }
  return false;
}

bool HasResult(proto::EventType type) {
  const auto params = GetParams(type);
  return !params.empty() &&
         (params[0].param == proto::PARAM_RES ||
          (params[0].param == proto::PARAM_FD && (GetEventInfo(type).flags & kCreatesFd)));
}

bool IsEventName(std::string_view field) {
  return field == "evt.type" || field == "syscall.type" || field == "evt.type.is";
}

bool OutcomeField(const FieldUse& f) {
  const std::string_view name = f.info->name;
  if (name == "evt.res" || name == "evt.rawres" || name == "evt.failed") return true;
  if (name.substr(0, 15) == "evt.count.error") return true;
  return (name == "evt.arg" || name == "evt.rawarg") && f.has_arg &&
         (f.param == proto::PARAM_RES || (f.param == proto::PARAM_NONE && f.index == 0));
}

bool UsesOutcome(const ValueTable& values, uint32_t id) {
  const ValueExpr& e = values.expr(id);
  if (e.kind == ValueExpr::Kind::kField) return OutcomeField(e.field);
  for (uint32_t arg : e.args) {
    if (UsesOutcome(values, arg)) return true;
  }
  return false;
}

}  // namespace

std::optional<Value> NameOfEventType(const FieldUse& field, proto::EventType type,
                                     std::string_view name) {
  if (!IsEventName(field.info->name)) return std::nullopt;
  const std::string_view event =
      type == proto::EVENT_GENERIC ? name : std::string_view(GetEventInfo(type).name);
  if (field.info->type == ValueType::kUint) return Value::Uint(event == field.arg ? 1 : 0);
  return Value::String(event);
}

std::optional<Value> ValueOfEventType(const FieldUse& field, proto::EventType type,
                                      std::string_view name) {
  if (field.info->read == nullptr) return Value::Null();
  if (std::optional<Value> v = NameOfEventType(field, type, name)) return v;
  const std::string_view f = field.info->name;
  const EventInfo& e = GetEventInfo(type);
  const bool reads = e.flags & kReadsFd, writes = e.flags & kWritesFd;
  if (f == "evt.dir") return Value::String("<");
  if (f == "evt.source") return Value::String("syscall");
  if (f == "evt.is_io") return Value::Bool(reads || writes);
  if (f == "evt.is_io_read") return Value::Bool(reads);
  if (f == "evt.is_io_write") return Value::Bool(writes);
  if (f == "evt.is_wait") return Value::Bool(e.flags & kWaits);
  if (f.substr(0, 11) == "evt.is_open" && !IsOpen(type)) return Value::Bool(false);
  if (f.substr(0, 10) == "evt.buffer" || f.substr(0, 10) == "evt.buflen") {
    if (!reads && !writes) return Value::Null();
  }
  if (f == "evt.res" || f == "evt.rawres") {
    if (!HasResult(type)) return Value::Null();
  }
  if ((f == "evt.arg" || f == "evt.rawarg") && field.param != proto::PARAM_NONE) {
    if (!HasParam(type, field.param)) return Value::Null();
  }
  if (f.substr(0, 3) == "fd." && f != "fd.types" && !(e.flags & (kUsesFd | kCreatesFd))) {
    return Value::Null();
  }
  return std::nullopt;
}

bool IsNumberZero(const CompiledCheck& check, const ValueExpr& left) {
  return std::string_view(left.field.info->name) == "evt.num" &&
         (check.op() == Op::kEq || check.op() == Op::kIn || check.op() == Op::kIntersects) &&
         check.constants().size() == 1 && check.constants()[0].u == 0;
}

bool NamesOutcome(const CompiledCheck& check, const ValueTable& values) {
  return UsesOutcome(values, check.left()) ||
         (check.right() && UsesOutcome(values, *check.right()));
}

void CollectGenericNames(const Check& check, const CompiledCheck& compiled,
                         const ValueTable& values, std::set<std::string>& names) {
  const ValueExpr& left = values.expr(compiled.left());
  if (left.kind != ValueExpr::Kind::kField || !IsEventName(left.field.info->name)) return;
  const auto add = [&](const std::string& name) {
    if (!FindEventType(name)) names.insert(name);
  };
  if (left.field.has_arg) add(left.field.arg);
  if (!check.right) return;
  if (const auto* literal = std::get_if<Literal>(&check.right->value)) add(literal->text);
  if (const auto* list = std::get_if<ListLiteral>(&check.right->value)) {
    for (const Operand& item : list->items) {
      if (const auto* literal = std::get_if<Literal>(&item.value)) add(literal->text);
    }
  }
}

}  // namespace falco_run::engine

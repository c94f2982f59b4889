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

bool IsEventName(std::string_view field) {
  return field == "evt.type" || field == "syscall.type" || field == "evt.type.is";
}

// What a field's value depends on as far as the event's type decides it.
enum class Known : uint8_t {
  kNothing,
  kNull,  // no event has it
  kName,
  kDirection,
  kSource,
  kIo,
  kIoRead,
  kIoWrite,
  kWait,
  kOpenKind,
  kBuffer,
  kResult,
  kArgument,
  kDescriptor,
};

Known KnownOf(const FieldUse& field) {
  if (field.info->read == nullptr) return Known::kNull;
  const std::string_view f = field.info->name;
  if (IsEventName(f)) return Known::kName;
  if (f.substr(0, 3) == "fd.") return f == "fd.types" ? Known::kNothing : Known::kDescriptor;
  if (f.substr(0, 4) != "evt.") return Known::kNothing;
  if (f == "evt.dir") return Known::kDirection;
  if (f == "evt.source") return Known::kSource;
  if (f == "evt.is_io") return Known::kIo;
  if (f == "evt.is_io_read") return Known::kIoRead;
  if (f == "evt.is_io_write") return Known::kIoWrite;
  if (f == "evt.is_wait") return Known::kWait;
  if (f.substr(0, 11) == "evt.is_open") return Known::kOpenKind;
  if (f.substr(0, 10) == "evt.buffer" || f.substr(0, 10) == "evt.buflen") return Known::kBuffer;
  if (f == "evt.res" || f == "evt.rawres") return Known::kResult;
  if ((f == "evt.arg" || f == "evt.rawarg") && field.param != proto::PARAM_NONE) {
    return Known::kArgument;
  }
  return Known::kNothing;
}

// The field's value for every event of this type, if that is one and the same.
std::optional<Value> ValueOf(Known known, const FieldUse& field, proto::EventType type,
                             std::string_view name) {
  const EventInfo& e = GetEventInfo(type);
  const bool reads = e.flags & kReadsFd, writes = e.flags & kWritesFd;
  const auto null_unless = [](bool has) {
    return has ? std::nullopt : std::optional<Value>(Value::Null());
  };
  switch (known) {
    case Known::kNothing:
      return std::nullopt;
    case Known::kNull:
      return Value::Null();
    case Known::kName: {
      const std::string_view event = type == proto::EVENT_GENERIC ? name : std::string_view(e.name);
      if (field.info->type == ValueType::kUint) return Value::Uint(event == field.arg ? 1 : 0);
      return Value::String(event);
    }
    case Known::kDirection:
      return Value::String("<");
    case Known::kSource:
      return Value::String("syscall");
    case Known::kIo:
      return Value::Bool(reads || writes);
    case Known::kIoRead:
      return Value::Bool(reads);
    case Known::kIoWrite:
      return Value::Bool(writes);
    case Known::kWait:
      return Value::Bool(e.flags & kWaits);
    case Known::kOpenKind:
      return IsOpen(type) ? std::nullopt : std::optional<Value>(Value::Bool(false));
    case Known::kBuffer:
      return null_unless(reads || writes);
    case Known::kResult:
      return null_unless(HasResult(type));
    case Known::kArgument:
      return null_unless(HasParam(type, field.param));
    case Known::kDescriptor:
      return null_unless(e.flags & (kUsesFd | kCreatesFd));
  }
  return std::nullopt;
}

// evt.num = 0, the idiom for "never": events are numbered from 1.
bool IsNumberZero(const CompiledCheck& check, const ValueExpr& left) {
  return left.field.info->name == "evt.num" &&
         (check.op() == Op::kEq || check.op() == Op::kIn || check.op() == Op::kIntersects) &&
         check.constants().size() == 1 && check.constants()[0].u == 0;
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

namespace {

// Whether a name that no rule mentions is known to differ from all that rules compare with.
bool TellsOtherNames(const CompiledCheck& check, const FieldUse& field) {
  return field.info->type == ValueType::kUint || check.op() == Op::kEq || check.op() == Op::kNe ||
         check.op() == Op::kIn || check.op() == Op::kIntersects || check.op() == Op::kExists;
}

}  // namespace

EventVerdict DecideEvents(const CompiledCheck& check, const ValueTable& values, DecideBy by) {
  EventVerdict verdict;
  const ValueExpr& e = values.expr(check.left());
  if (check.right() || e.kind != ValueExpr::Kind::kField) return verdict;
  if (IsNumberZero(check, e)) {
    verdict.no.set();
    return verdict;
  }
  const Known known = KnownOf(e.field);
  if (known == Known::kNothing || (by == DecideBy::kNames && known != Known::kName)) {
    return verdict;
  }
  const bool equality = check.op() == Op::kEq || check.op() == Op::kIn;
  if (known == Known::kName && equality && check.modifier() == Modifier::kNone &&
      e.type == ValueType::kString) {
    for (const Constant& c : check.constants()) {
      if (const auto type = FindEventType(c.s)) verdict.yes.set(*type);
    }
    verdict.no = ~verdict.yes;
    return verdict;
  }
  for (size_t i = 0; i < verdict.yes.size(); ++i) {
    const auto v = ValueOf(known, e.field, static_cast<proto::EventType>(i), "");
    if (v) (check.EvaluateOn(*v) == Tri::kTrue ? verdict.yes : verdict.no).set(i);
  }
  if (known == Known::kName && !TellsOtherNames(check, e.field)) {
    verdict.yes.reset(proto::EVENT_GENERIC);
    verdict.no.reset(proto::EVENT_GENERIC);
  }
  return verdict;
}

std::optional<bool> DecideEvent(const CompiledCheck& check, const ValueTable& values,
                                proto::EventType type, std::string_view name, DecideBy by) {
  const ValueExpr& e = values.expr(check.left());
  if (check.right() || e.kind != ValueExpr::Kind::kField) return std::nullopt;
  if (IsNumberZero(check, e)) return false;
  const Known known = KnownOf(e.field);
  if (by == DecideBy::kNames && known != Known::kName) return std::nullopt;
  if (known == Known::kName && type == proto::EVENT_GENERIC && name.empty() &&
      !TellsOtherNames(check, e.field)) {
    return std::nullopt;
  }
  const std::optional<Value> value = ValueOf(known, e.field, type, name);
  if (!value) return std::nullopt;
  return check.EvaluateOn(*value) == Tri::kTrue;
}

bool ReadsFlagsOnly(const ValueExpr& e) {
  if (e.kind != ValueExpr::Kind::kField) return false;
  const std::string_view name = e.field.info->name;
  return name == "evt.is_open_read" || name == "evt.is_open_write" ||
         ((name == "evt.arg" || name == "evt.rawarg") && e.field.param == proto::PARAM_FLAGS);
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
    for (const Operand& item : list->items()) {
      if (const auto* literal = std::get_if<Literal>(&item.value)) add(literal->text);
    }
  }
}

void CollectHostNames(const CompiledCheck& compiled, const ValueTable& values,
                      std::set<std::string>& names) {
  const ValueExpr& left = values.expr(compiled.left());
  if (left.kind != ValueExpr::Kind::kField || (left.field.info->flags & kHostName) == 0) return;
  for (const Constant& name : compiled.constants()) names.insert(name.s);
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/format/field_text.h"

#include <cinttypes>
#include <cstdio>

#include "engine/program/value_text.h"

namespace falco_run::engine {
namespace {

void AppendOne(const Value& v, const ValueExpr& e, std::string& out) {
  char text[32];
  if (v.type == ValueType::kBytes) {
    for (char c : v.s) out += c >= 32 && c < 127 ? c : '.';
    return;
  }
  if (e.kind == ValueExpr::Kind::kField && IsInteger(v.type)) {
    const std::string_view name = e.field.info->name;
    if (e.field.info->flags & kPrintHex) {
      snprintf(text, sizeof(text), "%" PRIX64, v.u);
      out += text;
      return;
    }
    if (name == "evt.rawtime.ns") {
      snprintf(text, sizeof(text), "%09" PRIu64, v.u);
      out += text;
      return;
    }
  }
  AppendPlain(v, out);
}

}  // namespace

void AppendFieldText(const Value& v, const ValueExpr& e, std::string& out) {
  switch (v.shape) {
    case Value::Shape::kOne:
      AppendOne(v, e, out);
      return;
    case Value::Shape::kList:
      out += '(';
      for (uint32_t i = 0; i < v.count; ++i) {
        if (i > 0) out += ',';
        AppendOne(v.items[i], e, out);
      }
      out += ')';
      return;
    case Value::Shape::kAny:
    case Value::Shape::kPair:
      for (uint32_t i = 0; i < v.count; ++i) {
        if (i > 0) out += ' ';
        AppendOne(v.items[i], e, out);
      }
  }
}

Value Printed(const Value& v) {
  if (!v.present() || v.shape != Value::Shape::kPair) return v;
  return v.count == 0 ? Value::Null() : v.items[0];
}

void FillOutputField(const Value& read, const ValueExpr& e, proto::OutputField& out) {
  const Value v = Printed(read);
  if (!v.present()) return;
  if (v.shape == Value::Shape::kList) {
    for (uint32_t i = 0; i < v.count; ++i) {
      AppendOne(v.items[i], e, *out.mutable_list()->add_items());
    }
    return;
  }
  if (v.shape == Value::Shape::kOne) {
    switch (v.type) {
      case ValueType::kInt:
        out.set_number(v.i);
        return;
      case ValueType::kBool:
        out.set_boolean(v.b);
        return;
      case ValueType::kDouble:
        out.set_real(v.d);
        return;
      case ValueType::kString:
      case ValueType::kBytes:
      case ValueType::kIp:
      case ValueType::kNet:
      case ValueType::kDynamic:
      case ValueType::kOpaque:
        break;
      default:
        out.set_unsigned_number(v.u);
        return;
    }
  }
  AppendFieldText(v, e, *out.mutable_text());
}

}  // namespace falco_run::engine

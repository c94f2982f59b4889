// SPDX-License-Identifier: Apache-2.0
#include "engine/program/value_text.h"

#include <charconv>
#include <cstdio>
#include <span>

#include "engine/fields/fd_view.h"
#include "engine/program/getopt.h"
#include "engine/program/op.h"

namespace falco_run::engine {

void AppendPlain(const Value& v, std::string& out) {
  char text[32];
  switch (v.type) {
    case ValueType::kInt:
      out.append(text, std::to_chars(text, text + sizeof(text), v.i).ptr);
      break;
    case ValueType::kBool:
      out += v.b ? "true" : "false";
      break;
    case ValueType::kDouble:
      snprintf(text, sizeof(text), "%.2f", v.d);
      out += text;
      break;
    case ValueType::kString:
    case ValueType::kBytes:
      out += v.s;
      break;
    case ValueType::kIp:
    case ValueType::kNet:
      AppendIp(v.s, out);
      break;
    case ValueType::kDynamic:
    case ValueType::kOpaque:
      break;
    default:
      out.append(text, std::to_chars(text, text + sizeof(text), v.u).ptr);
  }
}

std::string_view ValueTypeName(ValueType type) { return TypeName(type); }

Value ComputeGetopt(const Value& args, std::string_view options,
                    const std::optional<std::string>& index, Arena& arena) {
  auto* const begin = arena.AllocateArray<std::string_view>(args.count);
  size_t letters = 0;
  for (uint32_t i = 0; i < args.count; ++i) {
    begin[i] = args.items[i].s;
    letters += begin[i].size();
  }
  const std::span<const std::string_view> texts(begin, args.count);
  if (index) {
    Value last = Value::Null();
    ReadOptions(texts, options, [&](char letter, std::string_view arg, bool, bool) {
      if (index->size() == 1 && (*index)[0] == letter) last = Value::String(arg);
    });
    return last;
  }
  // A letter gives two values at most.
  Value* items = arena.AllocateArray<Value>(2 * letters);
  uint32_t count = 0;
  ReadOptions(texts, options, [&](char letter, std::string_view arg, bool has_arg, bool missing) {
    if (!missing) items[count++] = Value::String(arena.Keep({&letter, 1}));
    if (has_arg || missing) items[count++] = Value::String(arg);
  });
  return Value::Many(Value::Shape::kList, items, count);
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/program/value_text.h"

#include <charconv>
#include <cstdio>
#include <vector>

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
  std::vector<std::string_view> texts;
  for (uint32_t i = 0; i < args.count; ++i) texts.push_back(args.items[i].s);
  if (index) {
    Value last = Value::Null();
    ReadOptions(std::span<const std::string_view>(texts), options,
                [&](char letter, std::string_view arg, bool, bool) {
                  if (index->size() == 1 && (*index)[0] == letter) last = Value::String(arg);
                });
    return last;
  }
  std::vector<Value> found;
  ReadOptions(std::span<const std::string_view>(texts), options,
              [&](char letter, std::string_view arg, bool has_arg, bool missing) {
                if (!missing) found.push_back(Value::String(arena.Keep({&letter, 1})));
                if (has_arg || missing) found.push_back(Value::String(arg));
              });
  Value* items = arena.AllocateArray<Value>(found.size());
  for (size_t i = 0; i < found.size(); ++i) items[i] = found[i];
  return Value::Many(Value::Shape::kList, items, static_cast<uint32_t>(found.size()));
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/reference_evaluator.h"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/fields/catalogue.h"

namespace falco_run::engine::testing {
namespace {

// A field, constant or transformer. No items: it has no value, unless it is a pair: that is there,
// and has no item that an operator could hold for.
struct Texts {
  Value::Shape shape = Value::Shape::kOne;
  std::vector<std::string> items;
};

std::string Text(const Value& v) {
  if (v.type == ValueType::kBool) return v.b ? "true" : "false";
  if (v.type == ValueType::kInt) return std::to_string(v.i);
  if (IsUnsigned(v.type)) return std::to_string(v.u);
  if (v.type == ValueType::kIp || v.type == ValueType::kNet) {
    std::string s;
    AppendIp(v.s, s);
    return s;
  }
  return std::string(v.s);
}

std::string Mapped(std::string text, char from, char to, int distance) {
  for (char& c : text) {
    if (c >= from && c <= to) c = static_cast<char>(c + distance);
  }
  return text;
}

Texts Read(const Operand& operand, EventContext& ctx);

Texts Transformed(const TransformerCall& call, EventContext& ctx) {
  std::vector<Texts> args;
  for (const Operand& arg : call.args) args.push_back(Read(arg, ctx));
  for (const Texts& arg : args) {
    if (arg.items.empty()) return {};
  }
  Texts& first = args[0];
  if (call.name == "len") {
    const bool one = first.shape == Value::Shape::kOne;
    return {Value::Shape::kOne, {std::to_string(one ? first.items[0].size() : first.items.size())}};
  }
  if (call.name == "concat") {
    std::string text;
    for (const Texts& arg : args) text += arg.items[0];
    return {Value::Shape::kOne, {text}};
  }
  if (call.name == "join") {
    std::string text;
    for (const std::string& item : args[1].items) {
      text += (&item == &args[1].items[0] ? "" : first.items[0]) + item;
    }
    return {Value::Shape::kOne, {text}};
  }
  for (std::string& item : first.items) {
    if (call.name == "tolower") {
      item = Mapped(item, 'A', 'Z', 'a' - 'A');
    } else if (call.name == "toupper") {
      item = Mapped(item, 'a', 'z', 'A' - 'a');
    } else if (call.name == "basename") {
      item = item.substr(item.rfind('/') + 1);
    } else {
      ADD_FAILURE() << call.name;
    }
  }
  return first;
}

Texts Read(const Operand& operand, EventContext& ctx) {
  if (const auto* literal = std::get_if<Literal>(&operand.value)) {
    return {Value::Shape::kOne, {literal->text}};
  }
  if (const auto* call = std::get_if<TransformerCall>(&operand.value)) {
    return Transformed(*call, ctx);
  }
  if (const auto* list = std::get_if<ListLiteral>(&operand.value)) {
    Texts all{Value::Shape::kList, {}};
    for (const Operand& item : list->items()) {
      const Texts one = Read(item, ctx);
      if (one.items.empty()) return {};
      all.items.push_back(one.items[0]);
    }
    return all;
  }
  const auto& field = std::get<FieldRef>(operand.value);
  const auto found = Catalogue::ForSource("syscall")->Find(field.name, field.arg);
  EXPECT_TRUE(found.use) << found.error;
  if (found.use->info->read == nullptr) return {};
  const Value v = found.use->info->read(ctx, *found.use);
  EXPECT_TRUE(v.present() || v.null()) << field.name;
  if (v.null()) return {};
  if (v.shape == Value::Shape::kOne) return {v.shape, {Text(v)}};
  Texts all{v.shape, {}};
  for (uint32_t i = 0; i < v.count; ++i) all.items.push_back(Text(v.items[i]));
  return all;
}

struct Address {
  size_t size = 0;  // 4 or 16; 0: the text is none
  unsigned char bytes[16] = {};
};

Address ParseAddress(const std::string& text) {
  Address address;
  const bool v6 = text.find(':') != text.npos;
  if (inet_pton(v6 ? AF_INET6 : AF_INET, text.c_str(), address.bytes) == 1) {
    address.size = v6 ? 16 : 4;
  }
  return address;
}

// "10.1.2.3" in "10.0.0.0/8", bit by bit.
bool InNet(const Address& address, const Address& net, int bits) {
  if (address.size != net.size) return false;
  for (int bit = 0; bit < bits; ++bit) {
    const int mask = 0x80 >> bit % 8;
    if ((address.bytes[bit / 8] & mask) != (net.bytes[bit / 8] & mask)) return false;
  }
  return true;
}

bool Compare(const std::string& have, const std::string& op, const std::string& want) {
  const size_t slash = want.find('/');
  if (slash != want.npos && slash > 0) {
    const Address net = ParseAddress(want.substr(0, slash));
    const Address address = ParseAddress(have);
    if (net.size > 0 && address.size > 0) {
      return InNet(address, net, std::stoi(want.substr(slash + 1))) == (op != "!=");
    }
  }
  if (op == "=" || op == "==" || op == "in" || op == "intersects") return have == want;
  if (op == "!=") return have != want;
  if (op == "contains") return have.find(want) != have.npos;
  if (op == "startswith") return have.compare(0, want.size(), want) == 0;
  if (op == "endswith") {
    return have.size() >= want.size() &&
           have.compare(have.size() - want.size(), want.size(), want) == 0;
  }
  if (op == "icontains") {
    return Mapped(have, 'A', 'Z', 'a' - 'A').find(Mapped(want, 'A', 'Z', 'a' - 'A')) != have.npos;
  }
  if (op == "glob") return fnmatch(want.c_str(), have.c_str(), 0) == 0;
  if (op == "pmatch") return have == want || have.compare(0, want.size() + 1, want + "/") == 0;
  const long double a = std::stold(have), b = std::stold(want);
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  if (op == ">=") return a >= b;
  ADD_FAILURE() << op;
  return false;
}

bool CheckResultOf(const Check& check, EventContext& ctx) {
  const Texts left = Read(check.left, ctx);
  const bool empty_pair = left.items.empty() && left.shape == Value::Shape::kPair;
  if (empty_pair) return check.op == "!=";
  if (left.items.empty()) return false;
  if (check.op == "exists") return true;
  const Texts right = Read(*check.right, ctx);
  const auto* list = std::get_if<ListLiteral>(&check.right->value);
  if (right.items.empty() && (list == nullptr || !list->items().empty())) return false;
  const auto one = [&](const std::string& have) {
    const auto holds = [&](const std::string& want) { return Compare(have, check.op, want); };
    const auto n = std::count_if(right.items.begin(), right.items.end(), holds);
    if (check.modifier == Modifier::kOneOf) return n == 1;
    if (check.modifier == Modifier::kAllOf) return n > 0 && n == std::ssize(right.items);
    return n > 0;
  };
  const auto& items = left.items;
  const bool every = (left.shape == Value::Shape::kList && check.op == "in") ||
                     (left.shape == Value::Shape::kPair && check.op == "!=");
  return every ? std::all_of(items.begin(), items.end(), one)
               : std::any_of(items.begin(), items.end(), one);
}

}  // namespace

bool ReferenceResult(const Expr& e, EventContext& ctx) {
  const auto result = [&](const ExprPtr& child) { return ReferenceResult(*child, ctx); };
  switch (e.kind) {
    case Expr::Kind::kCheck:
      return CheckResultOf(*e.check, ctx);
    case Expr::Kind::kNot:
      return !result(e.children[0]);
    case Expr::Kind::kAnd:
      return std::all_of(e.children.begin(), e.children.end(), result);
    case Expr::Kind::kOr:
      return std::any_of(e.children.begin(), e.children.end(), result);
    case Expr::Kind::kMacro:
      break;
  }
  ADD_FAILURE();
  return false;
}

}  // namespace falco_run::engine::testing

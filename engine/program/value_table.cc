// SPDX-License-Identifier: Apache-2.0
#include "engine/program/value_table.h"

#include <utility>

#include "engine/program/base64.h"
#include "engine/program/value_text.h"
#include "engine/requirements.h"

namespace falco_run::engine {
namespace {

std::optional<Transformer> FindTransformer(const std::string& name) {
  static constexpr std::pair<const char*, Transformer> kNames[] = {
      {"tolower", Transformer::kToLower}, {"toupper", Transformer::kToUpper},
      {"b64", Transformer::kBase64},      {"basename", Transformer::kBasename},
      {"len", Transformer::kLen},         {"join", Transformer::kJoin},
      {"concat", Transformer::kConcat},   {"getopt", Transformer::kGetopt},
  };
  for (const auto& [n, t] : kNames) {
    if (name == n) return t;
  }
  return std::nullopt;
}

ValueTable::Added Error(std::string message, Position position) {
  ValueTable::Added a;
  a.error = Diagnostic{std::move(message), position};
  return a;
}

bool IsText(const ValueExpr& e) {
  return e.type == ValueType::kString || e.type == ValueType::kBytes;
}

}  // namespace

ValueTable::Added ValueTable::Add(const Operand& operand) {
  if (const auto* f = std::get_if<FieldRef>(&operand.value)) return AddField(*f, operand.position);
  if (const auto* t = std::get_if<TransformerCall>(&operand.value)) {
    return AddTransformer(*t, operand.position);
  }
  return Error("expected a field or a transformer", operand.position);
}

ValueTable::Added ValueTable::AddField(const FieldRef& field, Position position) {
  Catalogue::Found found = catalogue_.Find(field.name, field.arg);
  if (!found.use) return Error(found.error, position);
  ValueExpr e;
  e.kind = ValueExpr::Kind::kField;
  e.field = std::move(*found.use);
  e.type = e.field.type;
  e.list = e.field.info->list();
  e.changes = e.field.info->changes;
  e.per_process = (e.field.info->flags & kPerProcess) != 0;
  std::string key = "f " + std::string(e.field.info->name);
  if (e.field.has_arg) key += '[' + e.field.arg + ']';
  return AddExpr(std::move(key), std::move(e));
}

ValueTable::Added ValueTable::AddExpr(std::string key, ValueExpr expr) {
  const auto [it, inserted] = by_key_.try_emplace(std::move(key), exprs_.size());
  if (inserted) {
    exprs_.push_back(std::move(expr));
    readings_.emplace_back();
  }
  Added a;
  a.id = it->second;
  return a;
}

// An argument of a transformer: also constants and lists.
ValueTable::Added ValueTable::AddArgument(const Operand& operand) {
  if (const auto* literal = std::get_if<Literal>(&operand.value)) {
    ValueExpr e;
    e.kind = ValueExpr::Kind::kConstant;
    e.text = literal->text;
    e.per_process = true;
    return AddExpr("c " + literal->text, std::move(e));
  }
  if (const auto* list = std::get_if<ListLiteral>(&operand.value)) {
    ValueExpr e;
    e.kind = ValueExpr::Kind::kListLiteral;
    e.list = true;
    e.per_process = true;
    std::string key = "l";
    for (const Operand& item : list->items()) {
      Added a = AddArgument(item);
      if (a.error) return a;
      const ValueExpr& x = exprs_[a.id];
      if (x.list) return Error("a list must not contain a list", item.position);
      e.args.push_back(a.id);
      e.changes |= x.changes;
      e.per_process = e.per_process && x.per_process;
      key += ' ' + std::to_string(a.id);
    }
    return AddExpr(std::move(key), std::move(e));
  }
  Added a = Add(operand);
  if (a.error) return a;
  const ValueExpr& e = exprs_[a.id];
  if (e.kind == ValueExpr::Kind::kField && (e.field.info->flags & kNoTransformer)) {
    return Error("field '" + std::string(e.field.info->name) + "' does not support transformers",
                 operand.position);
  }
  return a;
}

ValueTable::Added ValueTable::AddTransformer(const TransformerCall& call, Position position) {
  const std::optional<Transformer> t = FindTransformer(call.name);
  if (!t) return Error("unknown transformer '" + call.name + "'", position);
  const std::string name = "transformer '" + call.name + "'";
  const size_t n = call.args.size();
  const bool multi = *t == Transformer::kJoin || *t == Transformer::kGetopt;
  const bool count_ok = *t == Transformer::kConcat ? n >= 2 : n == (multi ? 2u : 1u);
  if (!count_ok) return Error(name + " got a wrong number of arguments", position);
  if (call.index && *t != Transformer::kGetopt) {
    return Error(name + " does not support field arguments", position);
  }
  if (call.index && call.index->empty()) return Error(name + " has an empty index", position);

  ValueExpr e;
  e.kind = ValueExpr::Kind::kTransformer;
  e.transformer = *t;
  e.index = call.index;
  e.per_process = true;
  std::string key = "t " + call.name;
  for (size_t i = 0; i < n; ++i) {
    const Operand& arg = call.args[i];
    Added a = AddArgument(arg);
    if (a.error) return a;
    // Where a list is wanted, proc.args is one: the arguments one by one.
    const bool wants_list = multi && i == (*t == Transformer::kJoin ? 1u : 0u);
    if (wants_list && exprs_[a.id].kind == ValueExpr::Kind::kField &&
        exprs_[a.id].field.info->name == "proc.args" && !exprs_[a.id].field.has_arg) {
      ValueExpr args = exprs_[a.id];
      args.kind = ValueExpr::Kind::kArgsList;
      args.list = true;
      a = AddExpr("a proc.args", std::move(args));
    }
    const ValueExpr& x = exprs_[a.id];
    const bool wrong_shape =
        *t != Transformer::kLen && !(n == 1 && x.list && IsText(x)) && x.list != wants_list;
    const bool wrong_type = *t == Transformer::kLen      ? !x.list && !IsText(x)
                            : n == 1                     ? !IsText(x)
                            : *t == Transformer::kGetopt ? !IsText(x)
                                                         : false;
    if (wrong_shape || wrong_type) {
      return Error(name + " does not support " + (x.list ? "list " : "") + "type " +
                       std::string(ValueTypeName(x.type)),
                   arg.position);
    }
    if (*t == Transformer::kGetopt && i == 1) {
      if (x.kind != ValueExpr::Kind::kConstant) {
        return Error(name + " needs its options as a text", arg.position);
      }
      e.text = x.text;
    }
    e.args.push_back(a.id);
    e.changes |= x.changes;
    e.per_process = e.per_process && x.per_process;
    key += ' ' + std::to_string(a.id);
  }
  if (e.index) key += " [" + *e.index + "]";
  const ValueExpr& first = exprs_[e.args[0]];
  switch (*t) {
    case Transformer::kLen:
      e.type = ValueType::kUint;
      break;
    case Transformer::kGetopt:
      e.list = !e.index;
      break;
    case Transformer::kJoin:
    case Transformer::kConcat:
      break;
    default:
      e.type = first.type;
      e.list = first.list;
  }
  return AddExpr(std::move(key), std::move(e));
}

void ValueTable::Restart() {
  for (Reading& r : readings_) r.epoch = 0;
  epoch_ = 1;
}

void ValueTable::Fill(uint32_t id, Reading& r) {
  r.epoch = epoch_;
  r.dual = false;
  const ValueExpr& e = exprs_[id];
  EventContext& ctx = *ctx_;
  if (e.kind == ValueExpr::Kind::kField) {
    if (e.field.info->read == nullptr) {
      r.value[0] = Value::Null();
      return;
    }
    if (ctx.event().process_left_out() &&
        (e.field.info->facets & Requirements::kMayBeLeftOut) != 0) {
      r.value[0] = Value::Unknown();
      return;
    }
    const auto read = [&] { return e.field.info->read(ctx, e.field); };
    if (ctx.outcome_known()) {
      MakeIn(r.value[0], read);
      return;
    }
    if (ctx.event().fd_left_out() && (e.field.info->flags & kNeedsFd) != 0) {
      if ((e.field.info->flags & kInAddress) != 0 && NamesIpPeer(ctx)) {
        MakeIn(r.value[0], read);
        r.value[1] = Value::Null();  // it may be no socket
        r.dual = true;
      } else {
        r.value[0] = Value::Unknown();
      }
      return;
    }
    if (e.changes & ctx.changes()) {
      r.value[0] = Value::Unknown();
      ctx.SetHypothesis(false);
      MakeIn(r.value[1], read);
      ctx.SetHypothesis(true);
      r.dual = true;
      return;
    }
    ctx.ClearConsulted();
    MakeIn(r.value[0], read);
    if (!ctx.consulted()) return;
    ctx.SetHypothesis(false);
    MakeIn(r.value[1], read);
    ctx.SetHypothesis(true);
    r.dual = !r.value[0].Identical(r.value[1]);
    return;
  }
  if (e.kind == ValueExpr::Kind::kArgsList && (e.changes & ctx.changes())) {
    r.value[0] = Value::Unknown();
    r.value[1] = Compute(e, 1);
    r.dual = true;
    return;
  }
  int dual = 0;
  for (uint32_t arg : e.args) dual += Read(arg).dual ? 1 : 0;
  if (dual > 1 && DiffersInMore()) {
    r.value[0] = Value::Unknown();
    return;
  }
  r.value[0] = Compute(e, 0);
  if (dual == 0) return;
  r.value[1] = Compute(e, 1);
  r.dual = true;
}

Value ValueTable::Apply(Transformer t, const Value& v) {
  Arena& arena = ctx_->arena();
  Value out = v;
  switch (t) {
    case Transformer::kToLower:
    case Transformer::kToUpper: {
      char* p = arena.Allocate(v.s.size());
      for (size_t i = 0; i < v.s.size(); ++i) {
        char c = v.s[i];
        if (t == Transformer::kToLower && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        if (t == Transformer::kToUpper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        p[i] = c;
      }
      out.s = {p, v.s.size()};
      return out;
    }
    case Transformer::kBase64: {
      std::string& s = ctx_->scratch();
      if (!DecodeBase64(v.s, s)) return Value::Null();
      out.s = arena.Keep(s);
      return out;
    }
    case Transformer::kBasename: {
      const size_t slash = v.s.rfind('/');
      if (slash != v.s.npos) out.s = v.s.substr(slash + 1);
      return out;
    }
    default:
      return Value::Uint(v.s.size());
  }
}

Value ValueTable::Compute(const ValueExpr& e, int h) {
  Arena& arena = ctx_->arena();
  switch (e.kind) {
    case ValueExpr::Kind::kField:
      return Value::Null();  // read by Fill()
    case ValueExpr::Kind::kConstant:
      return Value::String(e.text);
    case ValueExpr::Kind::kArgsList: {
      const ProcessEntry* p = ctx_->process();
      if (p == nullptr) return Value::Null();
      const int n = p->info.args_size();
      Value* items = arena.AllocateArray<Value>(static_cast<size_t>(n));
      for (int i = 0; i < n; ++i) items[i] = Value::String(p->info.args(i));
      return Value::Many(Value::Shape::kList, items, static_cast<uint32_t>(n));
    }
    case ValueExpr::Kind::kListLiteral: {
      Value* items = arena.AllocateArray<Value>(e.args.size() + 1);
      for (size_t i = 0; i < e.args.size(); ++i) {
        const Value& v = Read(e.args[i]).at(h);
        if (!v.present()) return v.null() ? Value::Null() : Value::Unknown();
        items[i] = v;
      }
      // An empty list literal is a value: join gives "".
      Value list = Value::Many(Value::Shape::kList, items,
                               static_cast<uint32_t>(e.args.empty() ? 1 : e.args.size()));
      list.count = static_cast<uint32_t>(e.args.size());
      list.state = Value::State::kPresent;
      return list;
    }
    case ValueExpr::Kind::kTransformer:
      break;
  }
  for (uint32_t arg : e.args) {
    const Value& v = Read(arg).at(h);
    if (v.null()) return Value::Null();
    if (!v.present()) return Value::Unknown();
  }
  const Value& first = Read(e.args[0]).at(h);
  switch (e.transformer) {
    case Transformer::kLen:
      return Value::Uint(first.shape == Value::Shape::kOne ? first.s.size() : first.count);
    case Transformer::kJoin: {
      std::string& text = ctx_->scratch();
      const Value& list = Read(e.args[1]).at(h);
      for (uint32_t i = 0; i < list.count; ++i) {
        if (i > 0) text += first.s;
        AppendPlain(list.items[i], text);
      }
      return Value::String(arena.Keep(text));
    }
    case Transformer::kConcat: {
      std::string& text = ctx_->scratch();
      for (uint32_t arg : e.args) AppendPlain(Read(arg).at(h), text);
      return Value::String(arena.Keep(text));
    }
    case Transformer::kGetopt:
      return ComputeGetopt(first, e.text, e.index, arena);
    default:
      break;
  }
  if (first.shape == Value::Shape::kOne) return Apply(e.transformer, first);
  Value* items = arena.AllocateArray<Value>(first.count);
  for (uint32_t i = 0; i < first.count; ++i) items[i] = Apply(e.transformer, first.items[i]);
  return Value::Many(first.shape, items, first.count);
}

}  // namespace falco_run::engine

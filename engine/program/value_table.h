// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_PROGRAM_VALUE_TABLE_H_
#define FALCO_RUN_ENGINE_PROGRAM_VALUE_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/language/ast.h"
#include "engine/language/check_result.h"

namespace falco_run::engine {

enum class Transformer : uint8_t {
  kToLower,
  kToUpper,
  kBase64,
  kBasename,
  kLen,
  kJoin,
  kConcat,
  kGetopt
};

// What rules compute values from: a field, a transformer over other values, or a constant.
struct ValueExpr {
  enum class Kind : uint8_t { kField, kTransformer, kConstant, kListLiteral, kArgsList };
  Kind kind = Kind::kField;
  ValueType type = ValueType::kString;
  bool list = false;
  FieldUse field;
  Transformer transformer = Transformer::kToLower;
  std::vector<uint32_t> args;
  std::string text;                  // constants; getopt's options
  std::optional<std::string> index;  // getopt's letter
  uint16_t changes = 0;              // calls that alter it
  bool per_process = false;
};

// Every value any rule or output asks for, each once, and what it is for the present event.
class ValueTable {
 public:
  explicit ValueTable(const Catalogue& catalogue) : catalogue_(catalogue) {}

  struct Added {
    uint32_t id = 0;
    std::optional<Diagnostic> error;
  };
  // Adds an operand, or finds it among those already there. List literals are values only as
  // transformer arguments.
  Added Add(const Operand& operand);
  Added AddField(const FieldRef& field, Position position);

  const ValueExpr& expr(uint32_t id) const { return exprs_[id]; }
  size_t size() const { return exprs_.size(); }

  // Starts an event: forgets all values.
  void Begin(EventContext& ctx) {
    ctx_ = &ctx;
    if (++epoch_ == 0) Restart();
  }

  struct Reading {
    uint32_t epoch = 0;
    bool dual = false;  // `value[1]` holds the reading as if the call failed
    Value value[2];
    const Value& at(int i) const { return value[dual ? i : 0]; }
  };
  // The value for the present event. Each is read at most once an event.
  const Reading& Read(uint32_t id) {
    Reading& r = readings_[id];
    if (r.epoch != epoch_) Fill(id, r);
    return r;
  }

  // Not all values that differ with the outcome do so together: those of a descriptor that was left
  // out differ with the descriptor, too.
  bool DiffersInMore() const { return !ctx_->outcome_known() && ctx_->event().fd_left_out(); }

 private:
  Added AddExpr(std::string key, ValueExpr expr);
  Added AddTransformer(const TransformerCall& call, Position position);
  Added AddArgument(const Operand& operand);
  void Fill(uint32_t id, Reading& r);
  Value Compute(const ValueExpr& e, int hypothesis);
  Value Apply(Transformer t, const Value& v);
  void Restart();

  const Catalogue& catalogue_;
  std::vector<ValueExpr> exprs_;
  std::vector<Reading> readings_;
  std::map<std::string, uint32_t> by_key_;
  EventContext* ctx_ = nullptr;
  uint32_t epoch_ = 0;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_PROGRAM_VALUE_TABLE_H_

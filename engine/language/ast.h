// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LANGUAGE_AST_H_
#define FALCO_RUN_ENGINE_LANGUAGE_AST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The syntax tree of a condition: `proc.name in (cat, less) and not fd.name glob /tmp/*`.
// It says what was written, nothing about whether fields exist or types fit (that is
// //engine/program). Source: the grammar in docs/compatibility.md.
namespace falco_run::engine {

// Where something stands in the condition's text. Lines and columns count from 1.
struct Position {
  uint32_t offset = 0;
  uint32_t line = 1;
  uint32_t column = 1;
};

// proc.aname[2], evt.arg.flags, proc.env["HOME"]
struct FieldRef {
  std::string name;                // as written, without [argument]
  std::optional<std::string> arg;  // text between the brackets, unquoted
};

// A string or number constant.
struct Literal {
  std::string text;  // escapes resolved
  bool quoted = false;
};

struct Operand;

// tolower(proc.name), join(",", proc.args), getopt(proc.args, "c:")[c]
struct TransformerCall {
  std::string name;
  std::vector<Operand> args;
  std::optional<std::string> index;  // getopt only
};

// (a, "b c", d); also a transformer's list argument. Copies share the items: a list of a macro is
// there once, however many rules name the macro.
class ListLiteral {
 public:
  ListLiteral() = default;
  explicit ListLiteral(std::vector<Operand> items);

  const std::vector<Operand>& items() const;
  // Where an item stands, or what it came from (MoveTo()).
  Position PositionOf(const Operand& item) const;
  // All of it stands there from now on.
  void MoveTo(const Position& position);

 private:
  std::shared_ptr<const std::vector<Operand>> items_;
  std::optional<Position> moved_;
};

struct Operand {
  Position position;
  std::variant<FieldRef, Literal, TransformerCall, ListLiteral> value;
};

// All of it stands there from now on.
void MoveTo(const Position& position, Operand& operand);

enum class Modifier : uint8_t { kNone, kOneOf, kAnyOf, kAllOf };

// LEFT OP [MODIFIER] RIGHT. The right side is absent for `exists`, a ListLiteral for list
// operators and modifiers, a FieldRef for val(field), else a Literal or TransformerCall.
struct Check {
  Operand left;
  std::string op;  // as written: "=", "!=", "in", "startswith", ...
  Position op_position;
  Modifier modifier = Modifier::kNone;
  std::optional<Operand> right;
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

struct Expr {
  enum class Kind : uint8_t { kAnd, kOr, kNot, kCheck, kMacro };
  Kind kind = Kind::kCheck;
  Position position;
  std::vector<ExprPtr> children;  // kAnd, kOr: two or more; kNot: one
  std::unique_ptr<Check> check;   // kCheck
  std::string macro;              // kMacro: the name referred to
  // The macros this part stands for, outermost first; filled in when macros are resolved.
  std::vector<std::string> origin;
  // The condition of a macro that this is a copy of, but for positions and origin; shared by all
  // copies, so that what was found out about one need not be found out again. Whoever changes a
  // part resets it, there and above.
  std::shared_ptr<const Expr> body;
};

// A deep copy, but for the items of lists, which do not change.
ExprPtr Clone(const Expr& expr);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LANGUAGE_AST_H_

// SPDX-License-Identifier: Apache-2.0
#include "engine/language/parser.h"

#include <iterator>
#include <utility>
#include <vector>

#include "engine/language/operators.h"
#include "engine/language/quoting.h"
#include "engine/language/scanner.h"

namespace falco_run::engine {
namespace {

bool IsKeyword(std::string_view word) { return word == "and" || word == "or" || word == "not"; }

// Recursive descent, one method a grammar rule. A method returns false (or null) after it
// called Fail(); the first failure stays.
class Parser {
 public:
  Parser(std::string_view text, const ParseOptions& options) : scan_(text), options_(options) {}

  ParseResult Condition() {
    ExprPtr expr = Or();
    if (expr != nullptr && !scan_.at_end()) {
      Fail("unexpected token after '" + scan_.last_token() + "', expecting 'or', 'and'");
    }
    ParseResult result;
    result.error = std::move(error_);
    if (!result.error.has_value()) result.expr = std::move(expr);
    return result;
  }

  std::optional<Operand> LeftSide() {
    Operand left;
    bool found = false;
    if (!Left(left, found) || !found || !scan_.at_end()) return std::nullopt;
    return left;
  }

 private:
  bool Fail(std::string message) {
    if (!error_.has_value()) error_ = ParseError{std::move(message), scan_.position()};
    return false;
  }

  bool Enter() {
    if (depth_ >= options_.max_depth) {
      return Fail("exceeded max depth limit of " + std::to_string(options_.max_depth));
    }
    ++depth_;
    return true;
  }
  void Leave() { --depth_; }

  ExprPtr NewExpr(Expr::Kind kind, Position position) {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->position = position;
    return expr;
  }

  ExprPtr Or() { return Chain("or", Expr::Kind::kOr); }

  // operand { word operand }
  ExprPtr Chain(std::string_view word, Expr::Kind kind) {
    scan_.SkipBlanks();
    const Position start = scan_.position();
    const bool is_or = kind == Expr::Kind::kOr;
    ExprPtr first = is_or ? Chain("and", Expr::Kind::kAnd) : Not();
    if (first == nullptr) return nullptr;
    ExprPtr chain;
    while (scan_.SkipBlanks(), scan_.Take(word)) {
      if (!IsBlank(scan_.Peek()) && scan_.Peek() != '(') {
        Fail("expected a blank or '(' after '" + std::string(word) + "'");
        return nullptr;
      }
      ExprPtr next = is_or ? Chain("and", Expr::Kind::kAnd) : Not();
      if (next == nullptr) return nullptr;
      if (chain == nullptr) {
        chain = NewExpr(kind, start);
        chain->children.push_back(std::move(first));
      }
      chain->children.push_back(std::move(next));
    }
    return chain != nullptr ? std::move(chain) : std::move(first);
  }

  ExprPtr Not() {
    scan_.SkipBlanks();
    const Position start = scan_.position();
    bool negated = false;
    // "not" is a keyword only before a blank or "(": not_a and notb are macros.
    while (scan_.LooksAt("not") && (IsBlank(scan_.Peek(3)) || scan_.Peek(3) == '(')) {
      scan_.Take("not");
      scan_.SkipBlanks();
      negated = !negated;
    }
    ExprPtr child = Term();
    if (child == nullptr || !negated) return child;
    ExprPtr expr = NewExpr(Expr::Kind::kNot, start);
    expr->children.push_back(std::move(child));
    return expr;
  }

  // "(" condition ")", a check or a macro
  ExprPtr Term() {
    const Position start = scan_.position();
    if (scan_.Take("(")) {
      if (!Enter()) return nullptr;
      ExprPtr expr = Or();
      if (expr == nullptr) return nullptr;
      scan_.SkipBlanks();
      if (!scan_.Take(")")) {
        Fail("expected a ')' token");
        return nullptr;
      }
      Leave();
      return expr;
    }
    Check check;
    bool found = false;
    if (!Left(check.left, found)) return nullptr;
    if (found) {
      if (!Comparison(check)) return nullptr;
      ExprPtr expr = NewExpr(Expr::Kind::kCheck, start);
      expr->check = std::make_unique<Check>(std::move(check));
      return expr;
    }
    Scanner before = scan_;
    if (std::optional<std::string> name = scan_.TakeIdentifier()) {
      if (!IsKeyword(*name)) {
        ExprPtr expr = NewExpr(Expr::Kind::kMacro, start);
        expr->macro = *std::move(name);
        return expr;
      }
      scan_ = std::move(before);
    }
    Fail("expected a '(' token, a field check, or an identifier");
    return nullptr;
  }

  // A field or a transformer call, if there is one: false = error.
  bool Left(Operand& out, bool& found) {
    found = true;
    out.position = scan_.position();
    if (std::optional<std::string> name = scan_.TakeFieldName()) {
      return FieldRemainder(*std::move(name), out);
    }
    return Transformer(out, found);
  }

  // What follows a field's name.
  bool FieldRemainder(std::string name, Operand& out) {
    FieldRef field{std::move(name), std::nullopt};
    if (scan_.Peek() == '[' && !Bracketed("field argument", field.arg)) return false;
    out.value = std::move(field);
    return true;
  }

  // "[" argument "]"
  bool Bracketed(const std::string& what, std::optional<std::string>& out) {
    scan_.Take("[");
    std::string text;
    bool taken = false;
    if (!QuotedValue(text, taken)) return false;
    if (!taken) {
      std::optional<std::string> bare = scan_.TakeBareArgument();
      if (!bare.has_value()) {
        return Fail("expected a valid " + what + ": a quoted string or a bare string");
      }
      text = *std::move(bare);
    }
    if (!scan_.Take("]")) return Fail("expected a ']' token");
    out = std::move(text);
    return true;
  }

  // A quoted string, unescaped, if there is one: false = error.
  bool QuotedValue(std::string& out, bool& taken) {
    Scanner before = scan_;
    std::optional<std::string> quoted = scan_.TakeQuoted();
    taken = quoted.has_value();
    if (!taken) {
      if (scan_.Peek() == '"' || scan_.Peek() == '\'') {
        return Fail(std::string("expected a closing ") + scan_.Peek() +
                    " (a quote after a backslash does not close a string)");
      }
      return true;
    }
    Unquoted value = Unquote(*quoted);
    if (!value.error.empty()) {
      scan_ = std::move(before);
      return Fail(value.error);
    }
    out = std::move(value.value);
    return true;
  }

  // name "(" argument { "," argument } ")" [ "[" index "]" ], if a transformer's name stands
  // here: false = error.
  bool Transformer(Operand& out, bool& found) {
    const TransformerInfo* info = nullptr;
    for (const TransformerInfo& candidate : Transformers()) {
      if (scan_.LooksAt(candidate.name) && scan_.Peek(candidate.name.size()) == '(') {
        info = &candidate;
      }
    }
    found = info != nullptr;
    if (!found) return true;
    if (!Enter()) return false;
    out.position = scan_.position();
    scan_.Take(info->name);
    scan_.Take("(");
    TransformerCall call;
    call.name = info->name;
    do {
      Operand argument;
      if (!Argument(argument)) return false;
      call.args.push_back(std::move(argument));
      scan_.SkipBlanks();
    } while (scan_.Take(","));
    if (!scan_.Take(")")) return Fail("expected a ')' token closing the transformer");
    if (info->has_index && scan_.Peek() == '[' && !Bracketed("index", call.index)) return false;
    out.value = std::move(call);
    Leave();
    return true;
  }

  // An argument of a transformer.
  bool Argument(Operand& out) {
    scan_.SkipBlanks();
    const Position start = scan_.position();
    bool found = false;
    if (!Left(out, found)) return false;
    out.position = start;
    if (found) return true;
    if (scan_.Take("(")) return ArgumentList(out);
    Literal literal;
    if (!QuotedValue(literal.text, literal.quoted)) return false;
    if (!literal.quoted) {
      std::optional<std::string> number = scan_.TakeNumber();
      if (!number.has_value()) {
        return Fail(
            "expected a field, a transformer, a quoted string, a number or a list as the "
            "transformer's argument");
      }
      literal.text = *std::move(number);
    }
    out.value = std::move(literal);
    return true;
  }

  bool ArgumentList(Operand& out) {
    if (!Enter()) return false;
    std::vector<Operand> items;
    scan_.SkipBlanks();
    if (scan_.Peek() != ')') {
      do {
        Operand item;
        if (!Argument(item)) return false;
        items.push_back(std::move(item));
        scan_.SkipBlanks();
      } while (scan_.Take(","));
    }
    if (!scan_.Take(")")) return Fail("expected a ')' token");
    out.value = ListLiteral(std::move(items));
    Leave();
    return true;
  }

  // What follows the left side of a check.
  bool Comparison(Check& check) {
    scan_.SkipBlanks();
    check.op_position = scan_.position();
    const OperatorInfo* op = nullptr;
    for (const OperatorInfo& candidate : Operators()) {
      if (scan_.LooksAt(candidate.name) &&
          (!candidate.needs_blank || IsBlank(scan_.Peek(candidate.name.size())))) {
        op = &candidate;
        break;
      }
    }
    if (op == nullptr) return Fail("expected a valid check operator: one of " + OperatorNames());
    scan_.Take(op->name);
    check.op = op->name;
    if (op->kind == OperatorKind::kUnary) return true;
    const bool blank = scan_.SkipBlanks();
    check.right.emplace();
    check.right->position = scan_.position();
    switch (op->kind) {
      case OperatorKind::kNumber:
        return NumberValue(*check.right);
      case OperatorKind::kString:
        if (blank && TakeModifier(check.modifier)) {
          check.right->position = scan_.position();
          return ListValue(*check.right, /*allow_field=*/false);
        }
        return StringValue(*check.right);
      default:
        return ListValue(*check.right, /*allow_field=*/true);
    }
  }

  static std::string OperatorNames() {
    std::string names;
    for (const OperatorInfo& op : Operators()) {
      if (!names.empty()) names += ", ";
      names += "'" + std::string(op.name) + "'";
    }
    return names;
  }

  // A modifier is one only before a list or a list's name: `= oneof and x` compares with the
  // text "oneof".
  bool TakeModifier(Modifier& out) {
    Scanner ahead = scan_;
    std::optional<std::string> word = ahead.TakeBare();
    if (!word.has_value()) return false;
    std::optional<Modifier> modifier = ParseModifier(*word);
    if (!modifier.has_value() || !ahead.SkipBlanks()) return false;
    const Scanner after = ahead;
    if (ahead.Peek() != '(') {
      std::optional<std::string> name = ahead.TakeIdentifier();
      if (!name.has_value() || IsKeyword(*name)) return false;
    }
    scan_ = after;
    out = *modifier;
    return true;
  }

  // val(field) or a transformer call, if there is one: false = error.
  bool RightField(Operand& out, bool& found) {
    if (!scan_.LooksAt("val(")) return Transformer(out, found);
    found = true;
    scan_.Take("val(");
    scan_.SkipBlanks();
    std::optional<std::string> name = scan_.TakeFieldName();
    if (!name.has_value()) return Fail("expected a field within 'val' transformer");
    if (!FieldRemainder(*std::move(name), out)) return false;
    scan_.SkipBlanks();
    if (!scan_.Take(")")) return Fail("expected a ')' token closing the transformer");
    return true;
  }

  bool NumberValue(Operand& out) {
    bool found = false;
    if (!RightField(out, found)) return false;
    if (found) return true;
    std::optional<std::string> number = scan_.TakeNumber();
    if (!number.has_value()) {
      return Fail("expected a number value or a field with a valid transformer");
    }
    out.value = Literal{*std::move(number), false};
    return true;
  }

  bool StringValue(Operand& out) {
    bool found = false;
    if (!RightField(out, found)) return false;
    if (found) return true;
    Literal literal;
    if (!QuotedOrBare(literal, found)) return false;
    if (!found) return Fail("expected a string value or a field with a valid transformer");
    out.value = std::move(literal);
    return true;
  }

  bool QuotedOrBare(Literal& out, bool& found) {
    if (!QuotedValue(out.text, out.quoted)) return false;
    found = out.quoted;
    if (found) return true;
    std::optional<std::string> bare = scan_.TakeBare();
    found = bare.has_value();
    if (found) out.text = *std::move(bare);
    return true;
  }

  // "(" [ item { "," item } ] ")", a list's name, or (for list operators) a field
  bool ListValue(Operand& out, bool allow_field) {
    if (scan_.Take("(")) {
      items_.clear();
      scan_.SkipBlanks();
      if (scan_.Peek() != ')') {
        do {
          scan_.SkipBlanks();
          Operand item;
          item.position = scan_.position();
          Literal literal;
          bool found = false;
          if (!QuotedOrBare(literal, found)) return false;
          if (!found) return Fail("expected a string value");
          item.value = std::move(literal);
          items_.push_back(std::move(item));
          scan_.SkipBlanks();
        } while (scan_.Take(","));
      }
      if (!scan_.Take(")")) return Fail("expected a ')' token");
      out.value = ListLiteral(std::vector<Operand>(std::make_move_iterator(items_.begin()),
                                                   std::make_move_iterator(items_.end())));
      return true;
    }
    bool found = false;
    if (allow_field && !RightField(out, found)) return false;
    if (found) return true;
    Operand item;
    item.position = scan_.position();
    std::optional<std::string> name = scan_.TakeIdentifier();
    if (!name.has_value()) {
      return Fail("expected a list, an identifier, or a field with a valid transformer");
    }
    item.value = Literal{*std::move(name), false};
    std::vector<Operand> items;
    items.push_back(std::move(item));
    out.value = ListLiteral(std::move(items));
    return true;
  }

  Scanner scan_;
  ParseOptions options_;
  std::vector<Operand> items_;  // of the list being read: only a list's last size takes memory
  uint32_t depth_ = 0;
  std::optional<ParseError> error_;
};

}  // namespace

ParseResult ParseCondition(std::string_view text, const ParseOptions& options) {
  return Parser(text, options).Condition();
}

std::optional<Operand> ParseLeftSide(std::string_view text) {
  return Parser(text, ParseOptions()).LeftSide();
}

}  // namespace falco_run::engine

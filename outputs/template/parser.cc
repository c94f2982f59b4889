// SPDX-License-Identifier: Apache-2.0
#include "outputs/template/parser.h"

#include <algorithm>
#include <utility>

#include "outputs/template/functions.h"
#include "outputs/template/lexer.h"

namespace falco_run::outputs::go_template {
namespace {

using Kind = Token::Kind;

constexpr size_t kLongest = 64 << 10;
constexpr int kDeepest = 32;

// Recursive descent. The first error is kept; from then on every token is the end, so that all
// loops end.
class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens, const std::vector<std::string>& fields)
      : text_(text), tokens_(std::move(tokens)), fields_(fields) {}

  absl::StatusOr<std::vector<Node>> Run() {
    std::vector<Node> nodes = Body();
    if (Next().kind != Kind::kEnd) Error("this '" + Next().text + "' closes nothing");
    if (!error_.ok()) return error_;
    return nodes;
  }

 private:
  const Token& Next() const { return error_.ok() ? tokens_[at_] : tokens_.back(); }
  Token Take() { return Next().kind == Kind::kEnd ? Next() : tokens_[at_++]; }
  bool NextIs(Kind kind, std::string_view text) const {
    return Next().kind == kind && Next().text == text;
  }
  bool TakeIf(Kind kind, std::string_view text) {
    const bool is = NextIs(kind, text);
    if (is) Take();
    return is;
  }
  void Error(const std::string& what) { Error(Next(), what); }
  void Error(const Token& token, const std::string& what) {
    if (!error_.ok()) return;
    error_ = absl::InvalidArgumentError(PlaceOf(text_, token.offset) + ": " + what);
  }
  void EndAction() {
    if (Next().kind == Kind::kEndAction) {
      Take();
    } else {
      Error("'" + Next().text + "' is not expected here; an action ends with }}");
    }
  }

  // Up to {{ else }}, {{ end }} or the end.
  std::vector<Node> Body() {
    std::vector<Node> nodes;
    if (++depth_ > kDeepest) Error("blocks are nested too deeply");
    while (Next().kind != Kind::kEnd && !NextIs(Kind::kWord, "end") &&
           !NextIs(Kind::kWord, "else")) {
      if (Next().kind == Kind::kText) {
        nodes.push_back({.text = Take().text});
      } else if (Next().kind == Kind::kEndAction) {
        Take();  // of a comment; an empty action is as harmless
      } else {
        nodes.push_back(Action());
      }
    }
    --depth_;
    return nodes;
  }

  Node Action() {
    if (TakeIf(Kind::kWord, "if")) return Block(Node::Kind::kIf);
    if (TakeIf(Kind::kWord, "range")) return Block(Node::Kind::kRange);
    if (TakeIf(Kind::kWord, "with")) return Block(Node::Kind::kWith);
    for (const char* word : {"define", "template", "block", "break", "continue"}) {
      if (NextIs(Kind::kWord, word)) Error("'" + std::string(word) + "' is not supported");
    }
    Node node = {.kind = Node::Kind::kPrint};
    const Kind second = tokens_[std::min(at_ + 1, tokens_.size() - 1)].kind;
    const std::string& symbol = tokens_[std::min(at_ + 1, tokens_.size() - 1)].text;
    if (Next().kind == Kind::kVariable && second == Kind::kSymbol &&
        (symbol == ":=" || symbol == "=")) {
      const Token variable = Take();
      node.kind = Take().text == ":=" ? Node::Kind::kDeclare : Node::Kind::kAssign;
      if (node.kind == Node::Kind::kAssign) CheckVariable(variable);
      node.value = Pipe();
      node.variable = variable.text;
      if (node.kind == Node::Kind::kDeclare) Declare(variable);
    } else {
      node.value = Pipe();
    }
    EndAction();
    return node;
  }

  Node Block(Node::Kind kind) {
    Node node = {.kind = kind};
    const size_t scope = variables_.size();
    std::vector<Token> declared;
    const size_t back = at_;
    while (Next().kind == Kind::kVariable && declared.size() < 2) {
      declared.push_back(Take());
      if (!TakeIf(Kind::kSymbol, ",")) break;
    }
    if (!declared.empty() && !TakeIf(Kind::kSymbol, ":=")) {
      if (declared.size() > 1) Error("after two variables comes :=");
      declared.clear();
      at_ = back;
    }
    if (declared.size() > 1 && kind != Node::Kind::kRange) {
      Error(declared[0], "only range has two variables");
    }
    node.value = Pipe();
    for (const Token& variable : declared) Declare(variable);
    if (!declared.empty()) node.variable = declared.back().text;
    if (declared.size() > 1) node.key = declared[0].text;
    EndAction();
    const bool moves = kind != Node::Kind::kIf;
    dot_moved_ += moves ? 1 : 0;
    node.body = Body();
    dot_moved_ -= moves ? 1 : 0;
    if (TakeIf(Kind::kWord, "else")) {
      if (TakeIf(Kind::kWord, "if")) {
        // Its {{ end }} is ours, too.
        if (++depth_ > kDeepest) Error("blocks are nested too deeply");
        node.otherwise.push_back(Block(Node::Kind::kIf));
        --depth_;
        variables_.resize(scope);
        return node;
      }
      EndAction();
      node.otherwise = Body();
    }
    variables_.resize(scope);
    if (!TakeIf(Kind::kWord, "end")) Error("a block has no {{ end }}");
    EndAction();
    return node;
  }

  void Declare(const Token& variable) {
    if (variable.text == "$") Error(variable, "$ is the whole data already");
    variables_.push_back(variable.text);
  }
  void CheckVariable(const Token& token) {
    if (token.text == "$") return;
    if (std::find(variables_.begin(), variables_.end(), token.text) == variables_.end()) {
      Error(token, "there is no variable " + token.text);
    }
  }

  Expr Pipe() {
    Expr value = Command(nullptr);
    while (TakeIf(Kind::kSymbol, "|")) value = Command(&value);
    return value;
  }

  // `piped` becomes the last argument.
  Expr Command(Expr* piped) {
    const Token first = Next();
    if (first.kind == Kind::kWord && first.text != "true" && first.text != "false" &&
        first.text != "nil") {
      Take();
      Expr call = {.kind = Expr::Kind::kCall, .place = PlaceOf(text_, first.offset)};
      call.name = first.text;
      call.function = FindFunction(first.text);
      if (call.function == nullptr) Error(first, "there is no function '" + first.text + "'");
      while (StartsOperand()) call.arguments.push_back(Operand());
      if (piped != nullptr) call.arguments.push_back(std::move(*piped));
      if (call.function != nullptr) {
        const size_t count = call.arguments.size();
        if (count < call.function->fewest || count > call.function->most) {
          Error(first, "'" + first.text + "' " + call.function->usage);
        }
      }
      return call;
    }
    if (piped != nullptr) {
      Error("after | comes a function");
      return {};
    }
    Expr value = Operand();
    if (StartsOperand()) Error(first, "this is no function and takes no arguments");
    return value;
  }

  bool StartsOperand() const {
    switch (Next().kind) {
      case Kind::kField:
      case Kind::kVariable:
      case Kind::kString:
      case Kind::kNumber:
      case Kind::kWord:
        return true;
      default:
        return NextIs(Kind::kSymbol, "(");
    }
  }

  Expr Operand() {
    const Token token = Take();
    Expr value = {.kind = Expr::Kind::kLiteral, .place = PlaceOf(text_, token.offset)};
    switch (token.kind) {
      case Kind::kField:
        value.kind = Expr::Kind::kDot;
        if (!token.text.empty()) value.fields.push_back(token.text);
        break;
      case Kind::kVariable:
        CheckVariable(token);
        value.kind = Expr::Kind::kVariable;
        value.name = token.text;
        break;
      case Kind::kString:
        value.literal = token.text;
        break;
      case Kind::kNumber: {
        const bool plus = token.text[0] == '+';
        value.literal = Json::parse(token.text.substr(plus ? 1 : 0), nullptr, false);
        if (value.literal.is_discarded()) Error(token, "'" + token.text + "' is no number");
        break;
      }
      case Kind::kWord:
        if (token.text == "true" || token.text == "false") {
          value.literal = token.text == "true";
        } else if (token.text != "nil") {
          // A function without arguments.
          value.kind = Expr::Kind::kCall;
          value.name = token.text;
          value.function = FindFunction(token.text);
          Error(token,
                value.function == nullptr
                    ? "there is no function '" + token.text + "'"
                    : "'" + token.text + "' as an argument needs parentheses around its call");
        }
        break;
      default:
        if (token.kind == Kind::kSymbol && token.text == "(") {
          if (++depth_ > kDeepest) Error("parentheses are nested too deeply");
          value = Pipe();
          --depth_;
          if (!TakeIf(Kind::kSymbol, ")")) Error("a ( has no )");
        } else {
          Error(token, "a value is missing");
        }
    }
    while (Next().kind == Kind::kField && !Next().space_before && !Next().text.empty()) {
      value.fields.push_back(Take().text);
    }
    CheckField(token, value);
    return value;
  }

  void CheckField(const Token& token, const Expr& value) {
    const bool whole = (value.kind == Expr::Kind::kDot && dot_moved_ == 0) ||
                       (value.kind == Expr::Kind::kVariable && value.name == "$");
    if (!whole || fields_.empty() || value.fields.empty()) return;
    if (std::find(fields_.begin(), fields_.end(), value.fields[0]) != fields_.end()) return;
    std::string list;
    for (const std::string& field : fields_) list += " ." + field;
    Error(token, "there is no ." + value.fields[0] + "; there are" + list);
  }

  const std::string_view text_;
  const std::vector<Token> tokens_;
  const std::vector<std::string>& fields_;
  size_t at_ = 0;
  int depth_ = 0;
  int dot_moved_ = 0;  // blocks around that change the dot
  std::vector<std::string> variables_;
  absl::Status error_;
};

}  // namespace

absl::StatusOr<std::vector<Node>> Parse(std::string_view text,
                                        const std::vector<std::string>& fields) {
  if (text.size() > kLongest) return absl::InvalidArgumentError("1:1: longer than 64 KiB");
  auto tokens = Tokenize(text);
  if (!tokens.ok()) return tokens.status();
  return Parser(text, *std::move(tokens), fields).Run();
}

}  // namespace falco_run::outputs::go_template

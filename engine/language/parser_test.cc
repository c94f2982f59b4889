// SPDX-License-Identifier: Apache-2.0
#include "engine/language/parser.h"

#include <gtest/gtest.h>

#include "engine/language/printer.h"

namespace falco_run::engine {
namespace {

ExprPtr MustParse(std::string_view text) {
  ParseResult parsed = ParseCondition(text);
  EXPECT_TRUE(parsed.ok()) << text << ": " << parsed.error->message;
  return std::move(parsed.expr);
}

ParseError MustFail(std::string_view text) {
  ParseResult parsed = ParseCondition(text);
  EXPECT_FALSE(parsed.ok()) << text;
  return parsed.ok() ? ParseError{} : *parsed.error;
}

TEST(ParserTest, TreeOfPrecedenceAndPositions) {
  ExprPtr expr = MustParse("a or b\nand not c.d = 1");
  ASSERT_EQ(expr->kind, Expr::Kind::kOr);
  ASSERT_EQ(expr->children.size(), 2u);
  EXPECT_EQ(expr->children[0]->macro, "a");
  const Expr& conjunction = *expr->children[1];
  ASSERT_EQ(conjunction.kind, Expr::Kind::kAnd);
  EXPECT_EQ(conjunction.position.offset, 5u);
  const Expr& negation = *conjunction.children[1];
  ASSERT_EQ(negation.kind, Expr::Kind::kNot);
  EXPECT_EQ(negation.position.line, 2u);
  EXPECT_EQ(negation.position.column, 5u);
  const Check& check = *negation.children[0]->check;
  EXPECT_EQ(check.op, "=");
  EXPECT_EQ(check.left.position.column, 9u);
  EXPECT_EQ(check.op_position.column, 13u);
  EXPECT_EQ(check.right->position.column, 15u);
}

TEST(ParserTest, Literals) {
  const auto literal = [](std::string_view text) {
    ExprPtr expr = MustParse(text);
    return std::get<Literal>(expr->check->right->value);
  };
  EXPECT_EQ(literal("a.b = x/*[1]").text, "x/*[1]");
  EXPECT_FALSE(literal("a.b = x").quoted);
  EXPECT_TRUE(literal("a.b = 'x y'").quoted);
  EXPECT_EQ(literal("a.b = \"\\x41\\t\"").text, "A\t");
  EXPECT_EQ(literal("a.b < -0.5e+10").text, "-0.5e+10");
  EXPECT_EQ(literal("a.b >= 0X1f").text, "0X1f");
  EXPECT_EQ(literal("a.b = b64").text, "b64");
}

TEST(ParserTest, FieldArgumentsAndTransformers) {
  ExprPtr expr = MustParse("getopt(proc.args, \"c:\")[c] = tolower( proc.env[ab(] )");
  const auto& left = std::get<TransformerCall>(expr->check->left.value);
  EXPECT_EQ(left.name, "getopt");
  EXPECT_EQ(left.index, "c");
  ASSERT_EQ(left.args.size(), 2u);
  EXPECT_EQ(std::get<Literal>(left.args[1].value).text, "c:");
  const auto& right = std::get<TransformerCall>(expr->check->right->value);
  EXPECT_EQ(right.args[0].position.column, 39u);
  EXPECT_EQ(std::get<FieldRef>(right.args[0].value).arg, "ab(");
}

TEST(ParserTest, ModifierOnlyBeforeAList) {
  EXPECT_EQ(MustParse("a.b == oneof x")->check->modifier, Modifier::kOneOf);
  EXPECT_EQ(MustParse("a.b contains allof (x, y)")->check->modifier, Modifier::kAllOf);
  EXPECT_EQ(MustParse("a.b == anyof")->check->modifier, Modifier::kNone);
  EXPECT_EQ(MustParse("a.b == anyof and c")->children[0]->check->modifier, Modifier::kNone);
}

TEST(ParserTest, ErrorsHavePositions) {
  ParseError error = MustFail("a.b = execve foo");
  EXPECT_EQ(error.message, "unexpected token after 'execve', expecting 'or', 'and'");
  EXPECT_EQ(error.position.column, 14u);
  error = MustFail("a and\n  (b or");
  EXPECT_EQ(error.message, "expected a blank or '(' after 'or'");
  EXPECT_EQ(error.position.line, 2u);
  EXPECT_EQ(error.position.column, 8u);
  error = MustFail("a.b is c");
  EXPECT_EQ(error.message.substr(0, 33), "expected a valid check operator: ");
  EXPECT_EQ(error.position.column, 5u);
  error = MustFail("a.b = 'c");
  EXPECT_EQ(error.position.column, 7u);
  error = MustFail("a.b = \"\\q\"");
  EXPECT_EQ(error.position.column, 7u);
  EXPECT_EQ(error.message, "unsupported escape \\q in a string quoted with \"");
  EXPECT_EQ(MustFail("a.b in (c,)").position.column, 11u);
  EXPECT_EQ(MustFail("").position.column, 1u);
  EXPECT_EQ(MustFail("(a").message, "expected a ')' token");
  EXPECT_EQ(MustFail("a.b[x y] = 1").message, "expected a ']' token");
  EXPECT_EQ(MustFail("a.b < x").position.column, 7u);
  EXPECT_EQ(MustFail("tolower(x) = y").position.column, 9u);
  EXPECT_EQ(MustFail("a.b = val(tolower(c.d))").position.column, 11u);
  MustFail("and");
  MustFail(std::string_view("a.b = c\0d", 9));
}

TEST(ParserTest, DepthIsLimited) {
  ParseOptions options;
  options.max_depth = 3;
  EXPECT_TRUE(ParseCondition("(((a)))", options).ok());
  ParseResult deep = ParseCondition("((((a))))", options);
  ASSERT_FALSE(deep.ok());
  EXPECT_EQ(deep.error->message, "exceeded max depth limit of 3");
  EXPECT_EQ(deep.error->position.column, 5u);
  EXPECT_FALSE(ParseCondition("b64(b64(b64(b64(a.b)))) = c", options).ok());

  const std::string many(100000, '(');
  EXPECT_FALSE(ParseCondition(many).ok());
  std::string calls;
  for (int i = 0; i < 100000; ++i) calls += "b64(";
  EXPECT_FALSE(ParseCondition(calls).ok());
  std::string nots;
  for (int i = 0; i < 100001; ++i) nots += "not ";
  EXPECT_EQ(PrintCondition(*MustParse(nots + "a")), "not a");
}

TEST(ParserTest, LeftSideAlone) {
  EXPECT_TRUE(ParseLeftSide("proc.aname[2]").has_value());
  EXPECT_TRUE(ParseLeftSide("tolower(proc.name)").has_value());
  EXPECT_FALSE(ParseLeftSide("proc").has_value());
  EXPECT_FALSE(ParseLeftSide("proc.name = a").has_value());
  EXPECT_FALSE(ParseLeftSide("tolower(proc.name").has_value());
}

}  // namespace
}  // namespace falco_run::engine

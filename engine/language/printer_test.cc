// SPDX-License-Identifier: Apache-2.0
#include "engine/language/printer.h"

#include <gtest/gtest.h>

#include "engine/language/parser.h"

namespace falco_run::engine {
namespace {

std::string Canonical(std::string_view text) {
  ParseResult parsed = ParseCondition(text);
  return parsed.ok() ? PrintCondition(*parsed.expr) : "ERROR " + parsed.error->message;
}

TEST(PrinterTest, Canonical) {
  EXPECT_EQ(Canonical("a"), "a");
  EXPECT_EQ(Canonical("((a.b=1))"), "a.b = 1");
  EXPECT_EQ(Canonical("a or b and not c"), "(a or (b and not c))");
  EXPECT_EQ(Canonical("(a and b) and c"), "((a and b) and c)");
  EXPECT_EQ(Canonical("not not a"), "a");
  EXPECT_EQ(Canonical("not (not a)"), "not (not a)");
  EXPECT_EQ(Canonical("a.b[1] exists"), "a.b[1] exists");
  EXPECT_EQ(Canonical("a.b['x y']>= 0x1F"), "a.b[\"x y\"] >= 0x1F");
  EXPECT_EQ(Canonical("a.b[''] exists"), "a.b[\"\"] exists");
  EXPECT_EQ(Canonical("a.b in( x ,'y z',\"w\")"), "a.b in (x, \"y z\", w)");
  EXPECT_EQ(Canonical("a.b in x"), "a.b in (x)");
  EXPECT_EQ(Canonical("a.b in ()"), "a.b in ()");
  EXPECT_EQ(Canonical("a.b startswith  oneof\tx"), "a.b startswith oneof (x)");
  EXPECT_EQ(Canonical("a.b = val( c.d[e] )"), "a.b = val(c.d[e])");
  EXPECT_EQ(Canonical("a.b in tolower( toupper(c.d) )"), "a.b in tolower(toupper(c.d))");
  EXPECT_EQ(Canonical("join('-',(a.b,1,'c'))=\"\""), "join(\"-\", (a.b, 1, \"c\")) = \"\"");
  EXPECT_EQ(Canonical("getopt(a.b, 'c:')['c'] = x"), "getopt(a.b, \"c:\")[c] = x");
  EXPECT_EQ(Canonical("a.b = 'c=d'"), "a.b = \"c=d\"");
}

TEST(PrinterTest, PrintedTextPrintsTheSame) {
  for (const char* text : {"not (not a) or not(b and (not c))", "a.b = \"q\\\"\\x01\\x5c\"",
                           "proc.name = \"oneof\" and proc.pname == anyof (and, or)",
                           "a.b[\"]\"] = 'b64(c.d)'", "a.b in and and b"}) {
    const std::string once = Canonical(text);
    EXPECT_EQ(Canonical(once), once);
  }
}

}  // namespace
}  // namespace falco_run::engine

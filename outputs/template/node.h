// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TEMPLATE_NODE_H_
#define FALCO_RUN_OUTPUTS_TEMPLATE_NODE_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace falco_run::outputs::go_template {

using Json = nlohmann::ordered_json;

struct Function;

// What has a value. A pipe `a | f x` is the call `f x a`.
struct Expr {
  enum class Kind { kDot, kVariable, kLiteral, kCall };

  Kind kind = Kind::kDot;
  std::string place;                   // "1:14", for messages
  std::string name;                    // kVariable ("$" is the whole data), kCall
  Json literal;                        // kLiteral
  const Function* function = nullptr;  // kCall
  std::vector<Expr> arguments;         // kCall
  std::vector<std::string> fields;     // .a.b that follow
};

struct Node {
  enum class Kind { kText, kPrint, kIf, kRange, kWith, kDeclare, kAssign };

  Kind kind = Kind::kText;
  std::string text;      // kText
  Expr value;            // all others
  std::string variable;  // that gets the value, or each element of a range; "" for none
  std::string key;       // kRange: that gets the key or index
  std::vector<Node> body;
  std::vector<Node> otherwise;
};

}  // namespace falco_run::outputs::go_template

#endif  // FALCO_RUN_OUTPUTS_TEMPLATE_NODE_H_

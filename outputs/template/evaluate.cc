// SPDX-License-Identifier: Apache-2.0
#include "outputs/template/evaluate.h"

#include <algorithm>
#include <utility>

#include "outputs/template/format.h"
#include "outputs/template/functions.h"
#include "outputs/template/value.h"

namespace falco_run::outputs::go_template {
namespace {

constexpr int kMostSteps = 100'000;
constexpr size_t kMostBytes = 16 << 20;  // of all that functions return

// Some bytes more or less than the value takes.
size_t SizeOf(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().size();
  size_t size = 16;
  if (value.is_structured()) {
    for (const Json& member : value) size += SizeOf(member);
  }
  return size;
}

class Evaluator {
 public:
  explicit Evaluator(const Json& data) : data_(data) {}

  absl::StatusOr<std::string> Run(const std::vector<Node>& nodes) {
    if (auto status = Body(nodes, Value(&data_)); !status.ok()) return status;
    return std::move(text_);
  }

 private:
  using Variable = std::pair<std::string, Value>;

  static absl::Status TooMuch() { return absl::ResourceExhaustedError("the result is too long"); }

  absl::Status Append(const std::string& text) {
    text_ += text;
    return text_.size() > kLongestText ? TooMuch() : absl::OkStatus();
  }

  absl::Status Step() {
    return ++steps_ > kMostSteps ? absl::ResourceExhaustedError("too many steps")
                                 : absl::OkStatus();
  }

  absl::Status Body(const std::vector<Node>& nodes, const Value& dot) {
    const size_t scope = variables_.size();
    absl::Status status;
    for (const Node& node : nodes) {
      status = One(node, dot);
      if (!status.ok()) break;
    }
    variables_.resize(scope);
    return status;
  }

  absl::Status One(const Node& node, const Value& dot) {
    if (auto status = Step(); !status.ok()) return status;
    if (node.kind == Node::Kind::kText) return Append(node.text);
    const size_t scope = variables_.size();
    auto value = Of(node.value, dot);
    if (!value.ok()) return value.status();
    absl::Status status;
    switch (node.kind) {
      case Node::Kind::kPrint:
        return Append(ToText(**value));
      case Node::Kind::kDeclare:
        variables_.emplace_back(node.variable, *std::move(value));
        return absl::OkStatus();
      case Node::Kind::kAssign:
        Find(node.variable)->second = *std::move(value);
        return absl::OkStatus();
      case Node::Kind::kRange:
        return Range(node, *value, dot);
      default:
        if (!node.variable.empty()) variables_.emplace_back(node.variable, *value);
        if (!IsTrue(**value)) {
          status = Body(node.otherwise, dot);
        } else {
          status = Body(node.body, node.kind == Node::Kind::kWith ? *value : dot);
        }
        variables_.resize(scope);
        return status;
    }
  }

  absl::Status Range(const Node& node, const Value& list, const Value& dot) {
    if (!list->is_structured() && !list->is_null()) {
      return absl::InvalidArgumentError(node.value.place + ": range takes a list or a map, not a " +
                                        list->type_name());
    }
    if (list->empty()) return Body(node.otherwise, dot);
    std::vector<std::pair<Value, const Json*>> elements;
    for (const auto& [key, member] : list->items()) {
      if (auto status = Step(); !status.ok()) return status;
      elements.emplace_back(Value(list->is_array() ? Json(elements.size()) : Json(key)), &member);
    }
    if (list->is_object()) {
      std::stable_sort(elements.begin(), elements.end(),
                       [](const auto& a, const auto& b) { return *a.first < *b.first; });
    }
    const size_t scope = variables_.size();
    for (auto& [key, member] : elements) {
      const Value element = list.Part(*member);
      if (!node.key.empty()) variables_.emplace_back(node.key, std::move(key));
      if (!node.variable.empty()) variables_.emplace_back(node.variable, element);
      const absl::Status status = Body(node.body, element);
      variables_.resize(scope);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // The parser has seen to it that there is one.
  Variable* Find(const std::string& name) {
    const auto it = std::find_if(variables_.rbegin(), variables_.rend(),
                                 [&](const Variable& v) { return v.first == name; });
    return &*it;
  }

  absl::StatusOr<Value> Of(const Expr& expr, const Value& dot) {
    if (auto status = Step(); !status.ok()) return status;
    auto value = Base(expr, dot);
    for (const std::string& field : expr.fields) {
      if (!value.ok()) break;
      value = Index(*value, Json(field));
    }
    if (value.ok()) return value;
    std::string message(value.status().message());
    // Of the innermost expression.
    if (!placed_) message = expr.place + ": " + message;
    placed_ = true;
    return absl::Status(value.status().code(), message);
  }

  absl::StatusOr<Value> Base(const Expr& expr, const Value& dot) {
    switch (expr.kind) {
      case Expr::Kind::kDot:
        return dot;
      case Expr::Kind::kLiteral:
        return Value(&expr.literal);
      case Expr::Kind::kVariable:
        return expr.name == "$" ? Value(&data_) : Find(expr.name)->second;
      case Expr::Kind::kCall:
        break;
    }
    const bool is_or = expr.name == "or";
    std::vector<Value> arguments;
    for (const Expr& argument : expr.arguments) {
      auto value = Of(argument, dot);
      if (!value.ok()) return value;
      if (expr.function->call == nullptr &&
          (IsTrue(**value) == is_or || &argument == &expr.arguments.back())) {
        return value;
      }
      arguments.push_back(*std::move(value));
    }
    auto result = expr.function->call(arguments);
    if (!result.ok()) return result;
    const size_t size = SizeOf(**result);
    bytes_ += size;
    if (size > kLongestText || bytes_ > kMostBytes) return TooMuch();
    return result;
  }

  const Json& data_;
  std::string text_;
  std::vector<Variable> variables_;
  int steps_ = 0;
  size_t bytes_ = 0;
  bool placed_ = false;
};

}  // namespace

absl::StatusOr<std::string> Evaluate(const std::vector<Node>& nodes, const Json& data) {
  return Evaluator(data).Run(nodes);
}

}  // namespace falco_run::outputs::go_template

// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/exception.h"

#include <string>
#include <string_view>
#include <utility>

#include "engine/language/operators.h"
#include "engine/language/parser.h"
#include "engine/loader/list_expander.h"

namespace falco_run::engine {
namespace {

// A comparison of an exception: an operator, perhaps with a modifier.
struct Comparison {
  const OperatorInfo* op = nullptr;  // null: not one
  bool has_modifier = false;
  std::string text;  // blanks normalised

  // Whether the right side must be a list in parentheses.
  bool wants_list() const { return has_modifier || op->kind == OperatorKind::kList; }
};

Comparison ParseComparison(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::vector<std::string_view> words;
  for (size_t at = text.find_first_not_of(kBlanks); at != std::string_view::npos;
       at = text.find_first_not_of(kBlanks, at)) {
    const size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  Comparison comparison;
  for (std::string_view word : words) {
    if (!comparison.text.empty()) comparison.text += ' ';
    comparison.text += word;
  }
  if (words.empty() || words.size() > 2) return comparison;
  const OperatorInfo* op = FindOperator(words[0]);
  if (words.size() == 2) {
    comparison.has_modifier = true;
    if (op != nullptr && op->kind != OperatorKind::kString) op = nullptr;
    if (!ParseModifier(words[1]).has_value()) op = nullptr;
  }
  comparison.op = op;
  return comparison;
}

// Whether `text` is a field or transformer call that exists for the rule's source.
bool IsLeftSide(const std::string& text, const RuleDefinition& rule, const LoaderOptions& options) {
  std::optional<Operand> left = ParseLeftSide(text);
  if (!left.has_value()) return false;
  if (rule.unknown_source || !options.check_condition) return true;
  Expr exists;
  exists.check = std::make_unique<Check>();
  exists.check->left = *std::move(left);
  exists.check->op = "exists";
  return !options.check_condition(exists, rule.source).error.has_value();
}

// A scalar as the right side of a list operator: `(a)`; "(a, b)" and "a, b" are lists already.
std::string Parenthesized(const std::string& text) {
  if (!text.empty() && text.front() == '(') return text;
  return "(" + (text.find(',') == std::string::npos ? QuoteItem(text) : text) + ")";
}

std::string Join(const std::vector<std::string>& items) {
  std::string joined;
  for (const std::string& item : items) {
    if (!joined.empty()) joined += ", ";
    joined += QuoteItem(item);
  }
  return joined;
}

// One field: `(field comp (v1, v2))`.
bool OneFieldCondition(const ExceptionDefinition& exception, std::string& out, LoadResult& result) {
  std::vector<std::string> values;
  for (const ExceptionRow& row : exception.values) {
    if (row.is_list) {
      return result.AddError(ProblemCode::kValidate,
                             "Expected values array to contain a list of strings",
                             exception.context);
    }
    values.push_back(row.text);
  }
  const Comparison comparison = ParseComparison(exception.comps->items.front());
  out = "(" + exception.fields->items.front() + " " + comparison.text + " (" + Join(values) + "))";
  return true;
}

// A list of fields: `((f1 c1 v1 and f2 c2 v2) or (...))`.
bool FieldListCondition(const ExceptionDefinition& exception, std::string& out,
                        LoadResult& result) {
  const std::vector<std::string>& fields = exception.fields->items;
  std::vector<Comparison> comparisons;
  for (const std::string& comp : exception.comps->items) {
    comparisons.push_back(ParseComparison(comp));
  }
  out = "(";
  for (const ExceptionRow& row : exception.values) {
    if (row.cells.size() != fields.size()) {
      return result.AddError(ProblemCode::kValidate,
                             "Fields and values lists must have equal length", exception.context);
    }
    if (out.size() > 1) out += " or ";
    out += "(";
    for (size_t i = 0; i < fields.size(); ++i) {
      const ExceptionCell& cell = row.cells[i];
      std::string value;
      if (cell.is_list) {
        value = "(" + Join(cell.items) + ")";
      } else if (comparisons[i].wants_list()) {
        value = Parenthesized(cell.text);
      } else {
        value = QuoteItem(cell.text);
      }
      if (i > 0) out += " and ";
      out += fields[i] + " " + comparisons[i].text + " " + value;
    }
    out += ")";
  }
  out += ")";
  return true;
}

}  // namespace

bool CheckException(ExceptionDefinition& exception, const RuleDefinition& rule,
                    const LoaderOptions& options, LoadResult& result) {
  const auto fail = [&](std::string message) {
    return result.AddError(ProblemCode::kValidate, std::move(message), exception.context);
  };
  if (!exception.fields.has_value()) {
    return fail("Rule exception item must have fields property with a list of fields");
  }
  const TextOrList& fields = *exception.fields;
  if (!exception.comps.has_value()) {
    exception.comps.emplace();
    exception.comps->is_list = fields.is_list;
    exception.comps->items.assign(fields.items.size(), fields.is_list ? "=" : "in");
  }
  const TextOrList& comps = *exception.comps;
  if (fields.is_list) {
    if (!comps.is_list || fields.items.size() != comps.items.size()) {
      return fail("Fields and comps lists must have equal length");
    }
    for (const std::string& comp : comps.items) {
      const Comparison comparison = ParseComparison(comp);
      if (comparison.op == nullptr) {
        return fail("'" + comparison.text + "' is not a supported comparison operator");
      }
    }
  } else {
    if (comps.is_list) return fail("Fields and comps must both be strings");
    const Comparison comparison = ParseComparison(comps.items.front());
    if (comparison.op == nullptr || !comparison.wants_list()) {
      return fail(
          "When fields is a single value, comps must be one of (in, pmatch, intersects) or a "
          "modifier operator such as 'startswith oneof'");
    }
  }
  for (const std::string& field : fields.items) {
    if (!IsLeftSide(field, rule, options)) {
      return fail("'" + field + "' is not a supported filter field");
    }
  }
  return true;
}

bool ConditionWithExceptions(const RuleDefinition& rule, SourceText& out, LoadResult& result) {
  if (rule.exceptions.empty()) {
    out = rule.condition;
    return true;
  }
  out.AddGlue("(");
  out.Add(rule.condition);
  out.AddGlue(")");
  for (const ExceptionDefinition& exception : rule.exceptions) {
    if (exception.values.empty()) continue;
    std::string text;
    const bool good = exception.fields->is_list ? FieldListCondition(exception, text, result)
                                                : OneFieldCondition(exception, text, result);
    if (!good) return false;
    out.AddGlue(" and not ");
    out.Add(std::move(text), exception.context);
  }
  return true;
}

}  // namespace falco_run::engine

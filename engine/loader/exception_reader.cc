// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/exception_reader.h"

#include <string>
#include <utility>

namespace falco_run::engine {
namespace {

// A non-empty scalar.
bool ReadText(const YamlItem& exception, YamlNode node, const Context& context, std::string& out) {
  if (!node.IsScalar()) return exception.Fail("Could not decode scalar value", context);
  if (node.Scalar().empty()) return exception.Fail("Value must be non-empty", context);
  out = node.Scalar();
  return true;
}

bool ReadRow(const YamlItem& exception, YamlNode node, const Context& context, ExceptionRow& row) {
  row.is_list = node.IsSequence();
  if (!row.is_list) return ReadText(exception, node, context, row.text);
  for (YamlNode element : node.items()) {
    ExceptionCell cell;
    cell.is_list = element.IsSequence();
    const Context place = context.Item(ItemKind::kExceptionValue, "", element.place());
    if (!cell.is_list) {
      if (!ReadText(exception, element, place, cell.text)) return false;
    } else {
      for (YamlNode item : element.items()) {
        if (!ReadText(exception, item, place, cell.items.emplace_back())) return false;
      }
    }
    row.cells.push_back(std::move(cell));
  }
  return true;
}

bool ReadValues(const YamlItem& exception, bool append, ExceptionDefinition& out) {
  const YamlNode values = exception.node()["values"];
  if (!values.IsDefined()) {
    if (append) {
      exception.result().AddWarning(ProblemCode::kAppendNoValues,
                                    "Overriding/appending exception with no values",
                                    exception.context());
    }
    return true;
  }
  const Context context = exception.context().Item(ItemKind::kExceptionValues, "", values.place());
  if (!values.IsSequence()) {
    return exception.Fail("Rule exception values must be a sequence", context);
  }
  for (YamlNode row : values.items()) {
    if (!ReadRow(exception, row, context.Item(ItemKind::kExceptionValue, "", row.place()),
                 out.values.emplace_back())) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool ReadExceptions(const YamlItem& rule, bool append, std::vector<ExceptionDefinition>& out) {
  const YamlNode exceptions = rule.node()["exceptions"];
  if (!exceptions.IsDefined() || exceptions.IsNull()) return true;
  const Context context = rule.context().Item(ItemKind::kExceptions, "", exceptions.place());
  if (!exceptions.IsSequence()) return rule.Fail("Rule exceptions must be a sequence", context);
  for (YamlNode node : exceptions.items()) {
    YamlItem item(node, context.Item(ItemKind::kException, "", node.place()), rule.result());
    if (!node.IsMap()) return item.Fail("Rule exception must be a mapping");
    ExceptionDefinition exception;
    if (!item.Require("name", exception.name)) return false;
    item.set_context(item.context().Named(exception.name));
    exception.context = item.context();
    for (const ExceptionDefinition& other : out) {
      if (other.name != exception.name) continue;
      rule.result().AddWarning(
          ProblemCode::kExceptionNameNotUnique,
          "Multiple definitions of exception '" + exception.name + "' in the same rule",
          exception.context);
      break;
    }
    if (!append && !item.Has("fields")) {
      return item.Fail("Item has no mapping for key 'fields'");
    }
    if (!item.OptionalTextOrList("fields", exception.fields) ||
        !item.OptionalTextOrList("comps", exception.comps) ||
        !ReadValues(item, append, exception)) {
      return false;
    }
    out.push_back(std::move(exception));
  }
  return true;
}

}  // namespace falco_run::engine

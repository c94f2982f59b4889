// SPDX-License-Identifier: Apache-2.0
#include "bench/engine/rules.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <utility>

#include "engine/language/ast.h"
#include "engine/loader/loader.h"
#include "engine/program/checker.h"

namespace falco_run::engine {
namespace {

// Texts of these fields are words of the language or of the kernel: a variant keeps them.
bool HasFixedWords(const std::string& field) {
  return field.rfind("evt.", 0) == 0 || field.rfind("syscall.", 0) == 0 ||
         field.rfind("thread.", 0) == 0 ||
         (field.rfind("fd.", 0) == 0 && field != "fd.name" && field != "fd.nameraw" &&
          field != "fd.directory" && field != "fd.filename");
}

bool IsNumberOrBool(const std::string& text) {
  return text.find_first_not_of("-0123456789") == text.npos || text == "true" || text == "false";
}

void Vary(const std::string& suffix, Operand& operand) {
  if (auto* literal = std::get_if<Literal>(&operand.value)) {
    if (!IsNumberOrBool(literal->text)) literal->text += suffix;
  } else if (auto* list = std::get_if<ListLiteral>(&operand.value)) {
    std::vector<Operand> items = list->items();
    for (Operand& item : items) Vary(suffix, item);
    *list = ListLiteral(std::move(items));
  }
}

void Vary(const std::string& suffix, Expr& expr) {
  expr.body.reset();
  if (expr.check && expr.check->right) {
    const auto* field = std::get_if<FieldRef>(&expr.check->left.value);
    if (field != nullptr && !HasFixedWords(field->name)) Vary(suffix, *expr.check->right);
  }
  for (ExprPtr& child : expr.children) Vary(suffix, *child);
}

}  // namespace

std::vector<std::string> RuleFiles(Rules rules) {
  std::vector<std::string> files;
  if (const char* env = std::getenv("FALCO_RUN_BENCH_RULES")) {
    std::stringstream list(env);
    for (std::string file; std::getline(list, file, ':');) files.push_back(file);
    return files;
  }
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  const std::string dir =
      std::string(workspace ? workspace : ".") + "/../shared/corpus/stock_rules/";
  files.push_back(dir + "falco_rules.yaml");
  if (rules == Rules::kIncubating) files.push_back(dir + "falco-incubating_rules.yaml");
  return files;
}

absl::StatusOr<RuleSet> LoadRules(Rules rules) {
  LoaderOptions options;
  options.check_condition = [](const Expr& e, std::string_view s) { return CheckCondition(e, s); };
  options.check_output = CheckOutput;
  Loader loader(std::move(options));
  for (const std::string& file : RuleFiles(rules)) {
    if (!std::filesystem::exists(file)) return absl::NotFoundError("no rules at " + file);
    loader.LoadFile(file);
  }
  RuleSet set = loader.rules();
  if (rules != Rules::kTenfold) return set;
  const std::vector<Rule> originals = set.rules;
  for (int variant = 1; variant < 10; ++variant) {
    const std::string suffix = "-" + std::to_string(variant);
    for (Rule rule : originals) {
      rule.name += suffix;
      ExprPtr expr = Clone(*rule.expr);
      Vary(suffix, *expr);
      rule.expr = std::move(expr);
      set.rules.push_back(std::move(rule));
    }
  }
  return set;
}

}  // namespace falco_run::engine

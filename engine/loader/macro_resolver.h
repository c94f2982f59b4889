// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_MACRO_RESOLVER_H_
#define FALCO_RUN_ENGINE_LOADER_MACRO_RESOLVER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/language/ast.h"
#include "engine/language/check_result.h"

namespace falco_run::engine {

// Replaces macro references in a condition's tree by copies of the macros' trees.
class MacroResolver {
 public:
  // Limits of a resolved condition: macros that name macros can grow without bounds.
  static constexpr size_t kMaxNodes = 100000;
  static constexpr size_t kMaxDepth = 2000;
  static constexpr size_t kMaxOrigin = 16;  // macros that are nothing but another's name

  // `index` orders the macros; see Resolve().
  void Set(const std::string& name, uint32_t index, std::shared_ptr<const Expr> expr);

  // The same again, once it is resolved itself: its copies then know it as their Expr::body.
  void SetResolved(const std::string& name, uint32_t index, std::shared_ptr<const Expr> expr);

  // Resolves every macro whose index is below `visibility`. Everything a macro puts in gets
  // the position of the reference, so that positions always refer to one text. The error
  // (undefined macro, loop, too large) is at the reference.
  std::optional<Diagnostic> Resolve(ExprPtr& expr, uint32_t visibility);

  // The macros that any Resolve() so far put in.
  bool IsUsed(const std::string& name) const { return used_.count(name) > 0; }

 private:
  struct Macro {
    uint32_t index = 0;
    std::shared_ptr<const Expr> expr;
    bool resolved = false;
  };
  struct Walk {
    uint32_t visibility = 0;
    size_t nodes = 0;
    std::vector<const std::string*> path;  // the macros we are in
  };

  std::optional<Diagnostic> Visit(ExprPtr& expr, size_t depth, Walk& walk);

  std::unordered_map<std::string, Macro> macros_;
  std::set<std::string> used_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_MACRO_RESOLVER_H_

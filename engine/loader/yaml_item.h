// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_YAML_ITEM_H_
#define FALCO_RUN_ENGINE_LOADER_YAML_ITEM_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/loader/definitions.h"
#include "engine/loader/load_result.h"
#include "yaml/yaml_tree.h"

namespace falco_run::engine {

// Reads a scalar as the type; false if it is none. T: std::string, bool, uint32_t, double.
template <typename T>
bool DecodeScalar(YamlNode node, T& out);

// A YAML mapping with its context. Readers return false after adding an error
// (LOAD_ERR_YAML_VALIDATE) to the result.
class YamlItem {
 public:
  YamlItem(YamlNode node, Context context, LoadResult& result)
      : node_(node), context_(std::move(context)), result_(result) {}

  YamlNode node() const { return node_; }
  const Context& context() const { return context_; }
  void set_context(Context context) { context_ = std::move(context); }
  LoadResult& result() const { return result_; }

  // Whether the key is there, also with an empty value.
  bool Has(const char* key) const { return Get(key).IsDefined(); }
  // There, but without a value.
  bool IsEmpty(const char* key) const { return Get(key).IsNull(); }
  // The context of a key's value. The key must be there.
  Context ValueContext(ItemKind kind, std::string name, const char* key) const;

  // A scalar that must be there and not be empty. T: std::string, bool, uint32_t.
  template <typename T>
  bool Require(const char* key, T& out) const;
  template <typename T>
  bool Require(const char* key, std::optional<T>& out) const {
    return Require(key, out.emplace());
  }
  // The same, but the key may be absent: `out` is left alone.
  template <typename T>
  bool Optional(const char* key, T& out) const {
    return !Has(key) || Require(key, out);
  }

  // A sequence of scalars.
  bool RequireSequence(const char* key, std::vector<std::string>& out) const;

  // A scalar or a sequence of scalars; an absent key or an empty sequence gives nullopt.
  bool OptionalTextOrList(const char* key, std::optional<TextOrList>& out) const;

  bool Fail(std::string message) const { return Fail(std::move(message), context_); }
  bool Fail(std::string message, const Context& context) const {
    return result_.AddError(ProblemCode::kYamlValidate, std::move(message), context);
  }

 private:
  YamlNode Get(const char* key) const { return node_[key]; }

  const YamlNode node_;
  Context context_;
  LoadResult& result_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_YAML_ITEM_H_

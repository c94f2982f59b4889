// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_TEMPLATE_VALUE_H_
#define FALCO_RUN_OUTPUTS_TEMPLATE_VALUE_H_

#include <nlohmann/json.hpp>
#include <utility>

namespace falco_run::outputs::go_template {

using Json = nlohmann::ordered_json;

// Of a result, and of any text on the way to it.
constexpr size_t kLongestText = 1 << 20;

// A value: a part of the data or the template, which both outlive it, or one of its own.
class Value {
 public:
  Value() = default;  // no value; NOLINT(bugprone-exception-escape): the library promises not to
  explicit Value(const Json* part) : part_(part) {}
  explicit Value(Json own) : own_(std::move(own)) {}

  const Json& operator*() const { return part_ != nullptr ? *part_ : own_; }
  const Json* operator->() const { return &**this; }

  // A part of this value: `part` is in **this.
  Value Part(const Json& part) const { return part_ != nullptr ? Value(&part) : Value(Json(part)); }

 private:
  const Json* part_ = nullptr;
  Json own_;
};

}  // namespace falco_run::outputs::go_template

#endif  // FALCO_RUN_OUTPUTS_TEMPLATE_VALUE_H_

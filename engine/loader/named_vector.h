// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_LOADER_NAMED_VECTOR_H_
#define FALCO_RUN_ENGINE_LOADER_NAMED_VECTOR_H_

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace falco_run::engine {

// Values in the order of their first insertion, found by their `name` in O(1).
template <typename T>
class NamedVector {
 public:
  // nullptr if there is none.
  T* Find(const std::string& name) {
    auto it = index_.find(name);
    return it == index_.end() ? nullptr : &values_[it->second];
  }
  const T* Find(const std::string& name) const {
    return const_cast<NamedVector*>(this)->Find(name);
  }
  // The name must be new.
  void Insert(T value) {
    index_.emplace(value.name, values_.size());
    values_.push_back(std::move(value));
  }

  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  size_t size() const { return values_.size(); }

 private:
  std::vector<T> values_;
  std::unordered_map<std::string, size_t> index_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_LOADER_NAMED_VECTOR_H_

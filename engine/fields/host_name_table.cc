// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/host_name_table.h"

#include <algorithm>

namespace falco_run::engine {
namespace {

constexpr std::string_view kMappedPrefix("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);

std::string_view Unmapped(std::string_view address) {
  const bool mapped = address.size() == 16 && address.starts_with(kMappedPrefix);
  return mapped ? address.substr(kMappedPrefix.size()) : address;
}

Value NamesIn(const Value* names, size_t count) {
  Value value = Value::String({});
  value.shape = Value::Shape::kPair;
  value.items = names;
  value.count = static_cast<uint32_t>(count);
  return value;
}

}  // namespace

void HostNameTable::Add(std::string_view name, std::string_view address) {
  if (address.size() != 4 && address.size() != 16) return;
  const std::string_view kept = *names_.emplace(name).first;
  std::vector<Value>& names = by_address_[std::string(Unmapped(address))];
  const bool there =
      std::any_of(names.begin(), names.end(), [&](const Value& v) { return v.s == kept; });
  if (!there) names.push_back(Value::String(kept));
}

Value HostNameTable::NamesOf(std::string_view address) const {
  const auto found = by_address_.find(Unmapped(address));
  if (found == by_address_.end()) return NoNames();
  return NamesIn(found->second.data(), found->second.size());
}

Value HostNameTable::NoNames() { return NamesIn(nullptr, 0); }

}  // namespace falco_run::engine

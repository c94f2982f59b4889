// SPDX-License-Identifier: Apache-2.0
#include "config/difference.h"

#include "config/reader.h"

namespace falco_run::config {
namespace {

bool IsSame(const Value& a, const Value& b) {
  if (a.kind != b.kind || a.scalar != b.scalar || a.items.size() != b.items.size() ||
      a.entries.size() != b.entries.size()) {
    return false;
  }
  for (size_t i = 0; i < a.items.size(); ++i) {
    if (!IsSame(a.items[i], b.items[i])) return false;
  }
  for (size_t i = 0; i < a.entries.size(); ++i) {
    if (a.entries[i].first != b.entries[i].first) return false;
    if (!IsSame(a.entries[i].second, b.entries[i].second)) return false;
  }
  return true;
}

}  // namespace

std::vector<std::string> DifferentKeys(const Value& a, const Value& b, const Keys& keys) {
  std::vector<std::string> different;
  const Reader reader_a(a, keys), reader_b(b, keys);
  for (const Key& key : keys) {
    if (!key.no_effect.empty()) continue;
    // The keys within a list's elements stand for the list.
    std::string path = key.path.substr(0, key.path.find("[]"));
    if (!different.empty() && different.back() == path) continue;
    const Value* const x = reader_a.Find(path);
    const Value* const y = reader_b.Find(path);
    const bool same = x == nullptr || y == nullptr ? x == y : IsSame(*x, *y);
    if (!same) different.push_back(std::move(path));
  }
  return different;
}

}  // namespace falco_run::config

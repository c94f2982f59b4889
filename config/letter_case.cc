// SPDX-License-Identifier: Apache-2.0
#include "config/letter_case.h"

#include <map>
#include <string>

#include "absl/strings/ascii.h"

namespace falco_run::config {
namespace {

// Every key and the path to it, in lower case -> as it is written.
using Paths = std::map<std::string, std::string>;

void Add(const std::string& path, Paths& paths) {
  for (size_t end = 0; end != std::string::npos;) {
    end = path.find('.', end + 1);
    const std::string part = path.substr(0, end);
    paths.emplace(absl::AsciiStrToLower(part), part);
  }
}

void Fix(const Paths& paths, const std::string& parent, Value& map) {
  const auto full = [&](const std::string& name) { return parent + name; };
  bool renamed = false;
  for (auto& [name, member] : map.entries) {
    const auto it = paths.find(absl::AsciiStrToLower(full(name)));
    if (it == paths.end()) continue;
    if (it->second != full(name)) {
      name = it->second.substr(parent.size());
      renamed = true;
    }
  }
  if (renamed) {
    Value once = Value::Map(map.place);
    for (auto& [name, member] : map.entries) once.Set(name, std::move(member));
    map.entries = std::move(once.entries);
  }
  for (auto& [name, member] : map.entries) {
    if (member.IsMap() && paths.count(absl::AsciiStrToLower(full(name))) != 0) {
      Fix(paths, full(name) + ".", member);
    }
  }
}

}  // namespace

void FixLetterCase(const Keys& keys, Value& root) {
  if (root.entries.empty()) return;
  Paths paths;
  for (const Key& key : keys) {
    Add(key.path, paths);
    if (key.secret) Add(key.path + "_file", paths);
  }
  Fix(paths, "", root);
}

}  // namespace falco_run::config

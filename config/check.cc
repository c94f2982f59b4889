// SPDX-License-Identifier: Apache-2.0
#include "config/check.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_split.h"
#include "config/parse.h"
#include "config/scalar.h"
#include "text/suggest.h"

namespace falco_run::config {
namespace {

constexpr char kFileSuffix[] = "_file";

const Key* FindKey(const Keys& keys, const std::string& path) {
  const auto it = std::find_if(keys.begin(), keys.end(), [&](auto& k) { return k.path == path; });
  return it == keys.end() ? nullptr : &*it;
}

// What a value of this type is; nothing to say if `value` is one.
std::string Misfit(const Key& key, const Value& value) {
  if (value.IsNull() || (value.IsScalar() && value.scalar.empty())) return "";
  const auto scalars = [](const std::vector<Value>& items) {
    return std::all_of(items.begin(), items.end(), [](const Value& v) { return v.IsScalar(); });
  };
  switch (key.type) {
    case Type::kBool:
      return value.IsScalar() && ParseBool(value.scalar) ? "" : "must be true or false";
    case Type::kNumber:
      return value.IsScalar() && ParseNumber(value.scalar) ? "" : "must be a whole number";
    case Type::kDuration:
      if (value.IsScalar() && ParseDuration(value.scalar, std::chrono::milliseconds(1))) return "";
      return "must be a duration such as 500ms, 30s or 1h30m";
    case Type::kText: {
      if (!value.IsScalar()) return "must be text";
      if (key.choices.empty() || value.scalar.empty()) return "";
      const std::vector<std::string> choices = absl::StrSplit(std::string(key.choices), '|');
      if (std::find(choices.begin(), choices.end(), value.scalar) != choices.end()) return "";
      std::string list;
      for (const std::string& choice : choices) {
        list += (list.empty() ? "" : &choice == &choices.back() ? " or " : ", ") + choice;
      }
      return "must be " + list;
    }
    case Type::kTextList:
      return value.IsScalar() || (value.IsList() && scalars(value.items))
                 ? ""
                 : "must be a list of texts";
    case Type::kTextMap:
      if (value.IsScalar() && (value.scalar.empty() || SplitList(value.scalar, {}).IsMap()))
        return "";
      if (value.IsMap() && std::all_of(value.entries.begin(), value.entries.end(), [](auto& e) {
            return e.second.IsScalar() || e.second.IsNull();
          })) {
        return "";
      }
      return "must be a map of texts, or name:value,name:value";
    case Type::kAny:
      return "";
  }
  return "";
}

class Checker {
 public:
  Checker(const Keys& keys, Document& document) : keys_(keys), document_(document) {}

  absl::Status Run() {
    for (const auto& [name, value] : document_.root.entries) Visit("", name, value);
    if (errors_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(errors_);
  }

 private:
  void Visit(const std::string& parent, const std::string& name, const Value& value) {
    const std::string path = parent.empty() ? name : parent + "." + name;
    if (const Key* key = FindKey(keys_, path)) {
      if (!key->no_effect.empty()) {
        document_.without_effect[document_.warnings.size()] = path;
        Warn(value, "'" + path + "' has no effect here: " + std::string(key->no_effect));
        return;
      }
      const std::string misfit = Misfit(*key, value);
      if (misfit.empty()) return;
      const std::string shown = key->secret ? "" : ", not " + value.Describe();
      Error(value, path + " " + misfit + shown);
      return;
    }
    if (!IsInner(path)) {
      Warn(value, "unknown key '" + path + "'" + Suggestion(name, Siblings(parent)));
      return;
    }
    Descend(path, value);
  }

  void Descend(const std::string& path, const Value& value) {
    if (value.IsNull()) return;
    const std::string element = path + "[]";
    if (IsInner(element)) {
      if (!value.IsList()) return Error(value, path + " must be a list, not " + value.Describe());
      for (const Value& item : value.items) Descend(element, item);
      return;
    }
    if (!value.IsMap()) return Error(value, path + " must be a map, not " + value.Describe());
    for (const auto& [name, member] : value.entries) Visit(path, name, member);
  }

  // Whether a path leads to keys, "rules[]" as an element of "rules". Few of those are written, and
  // all keys are many: no index of them.
  bool IsInner(const std::string& path) const {
    return std::any_of(keys_.begin(), keys_.end(), [&](const Key& key) {
      const std::string_view rest = std::string_view(key.path).substr(0, path.size() + 1);
      return rest.size() > path.size() && rest.starts_with(path) &&
             (rest.back() == '.' || rest.back() == '[');
    });
  }

  std::vector<std::string> Siblings(const std::string& parent) const {
    std::set<std::string> names;
    const std::string prefix = parent.empty() ? "" : parent + ".";
    for (const Key& key : keys_) {
      if (!key.path.starts_with(prefix)) continue;
      const std::string rest = key.path.substr(prefix.size());
      names.insert(rest.substr(0, rest.find_first_of(".[")));
    }
    return {names.begin(), names.end()};
  }

  void Warn(const Value& value, const std::string& what) {
    document_.warnings.push_back(value.place.ToString() + ": " + what);
  }
  void Error(const Value& value, const std::string& what) {
    errors_ += (errors_.empty() ? "" : "\n") + value.place.ToString() + ": " + what;
  }

  const Keys& keys_;
  Document& document_;
  std::string errors_;
};

// The map that holds the last part of `path`; nullptr if it is not there.
Value* FindHolder(Value& root, const std::string& path, std::string& name) {
  Value* at = &root;
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  for (size_t i = 0; i + 1 < parts.size() && at != nullptr; ++i) at = at->Find(parts[i]);
  name = parts.back();
  return at;
}

}  // namespace

absl::Status Check(const Keys& keys, Document& document) { return Checker(keys, document).Run(); }

absl::StatusOr<std::string> ReadSecret(const std::string& file, const std::string& place) {
  auto content = ReadFile(file);
  if (!content.ok()) {
    return absl::Status(content.status().code(),
                        place + ": " + std::string(content.status().message()));
  }
  while (!content->empty() && (content->back() == '\n' || content->back() == '\r')) {
    content->pop_back();
  }
  return content;
}

absl::Status ReadSecretFiles(const Keys& keys, Value& root) {
  for (const Key& key : keys) {
    if (!key.secret) continue;
    std::string name;
    Value* holder = FindHolder(root, key.path, name);
    if (holder == nullptr) continue;
    const Value* file = holder->Find(name + kFileSuffix);
    if (file == nullptr || !file->IsScalar()) continue;
    auto content = ReadSecret(file->scalar, file->place.ToString());
    if (!content.ok()) return content.status();
    const Place place = file->place;
    std::erase_if(holder->entries, [&](const auto& e) { return e.first == name + kFileSuffix; });
    holder->Set(name, Value::Scalar(*std::move(content), place));
  }
  return absl::OkStatus();
}

}  // namespace falco_run::config

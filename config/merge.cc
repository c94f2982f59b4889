// SPDX-License-Identifier: Apache-2.0
#include "config/merge.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "config/parse.h"

namespace falco_run::config {
namespace {

namespace fs = std::filesystem;

absl::Status Wrong(const Value& value, const std::string& what) {
  return absl::InvalidArgumentError(value.place.ToString() + ": " + what);
}

std::optional<MergeStrategy> ParseStrategy(const std::string& text) {
  if (text == "append") return MergeStrategy::kAppend;
  if (text == "override") return MergeStrategy::kOverride;
  if (text == "add-only") return MergeStrategy::kAddOnly;
  return std::nullopt;
}

struct Included {
  std::string path;
  MergeStrategy strategy = MergeStrategy::kAppend;
};

absl::StatusOr<Included> ReadEntry(const Value& entry) {
  if (entry.IsScalar()) return Included{entry.scalar};
  const Value* path = entry.Find("path");
  if (path == nullptr || !path->IsScalar()) {
    return Wrong(entry, "an entry of config_files is a path, or a map with path and strategy");
  }
  Included included = {path->scalar};
  if (const Value* strategy = entry.Find("strategy")) {
    const auto parsed = ParseStrategy(strategy->scalar);
    if (!parsed) {
      return Wrong(*strategy,
                   "strategy is append, override or add-only, not " + strategy->Describe());
    }
    included.strategy = *parsed;
  }
  return included;
}

std::vector<std::string> FilesAt(const std::string& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return {path};
  std::vector<std::string> files;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    if (it->is_regular_file(error)) files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void Merge(MergeStrategy strategy, Value included, Value& root) {
  for (auto& [key, value] : included.entries) {
    Value* existing = root.Find(key);
    if (existing == nullptr || strategy == MergeStrategy::kOverride) {
      root.Set(key, std::move(value));
    } else if (strategy == MergeStrategy::kAppend) {
      if (existing->IsList() && value.IsList()) {
        std::move(value.items.begin(), value.items.end(), std::back_inserter(existing->items));
      } else {
        *existing = std::move(value);
      }
    }
  }
}

absl::Status MergeConfigFiles(const Environment& environment, Document& document) {
  const Value* list = document.root.Find("config_files");
  if (list == nullptr || list->IsNull()) return absl::OkStatus();
  if (!list->IsList()) return Wrong(*list, "config_files is a list, not " + list->Describe());
  const std::vector<Value> entries = list->items;
  for (const Value& entry : entries) {
    const auto included = ReadEntry(entry);
    if (!included.ok()) return included.status();
    for (const std::string& path : FilesAt(included->path)) {
      auto root = ParseYamlFile(path, environment);
      if (!root.ok()) return root.status();
      if (!root->IsMap()) {
        return absl::InvalidArgumentError(path + ":1:1: a configuration is a map of keys");
      }
      if (const Value* nested = root->Find("config_files")) {
        return Wrong(*nested, "an included file cannot include others by config_files");
      }
      Merge(included->strategy, *std::move(root), document.root);
      document.files.push_back(path);
    }
  }
  return absl::OkStatus();
}

}  // namespace falco_run::config

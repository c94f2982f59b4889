// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/loader.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "engine/loader/collector.h"
#include "engine/loader/compiler.h"
#include "engine/loader/yaml_reader.h"

namespace falco_run::engine {
namespace {

// 0 or an errno. Not an fstream: its iterators throw on directories.
int ReadWhole(const std::string& path, std::string& out) {
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return errno;
  char buffer[16384];
  int error = 0;
  for (;;) {
    const size_t size = std::fread(buffer, 1, sizeof(buffer), file);
    out.append(buffer, size);
    if (size == sizeof(buffer)) continue;
    if (std::ferror(file)) error = errno;
    break;
  }
  std::fclose(file);
  return error;
}

}  // namespace

struct Loader::State {
  explicit State(LoaderOptions o) : options(std::move(o)), collector(options) {}
  LoaderOptions options;
  Collector collector;
};

Loader::Loader(LoaderOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Loader::~Loader() = default;

LoadResult Loader::AddFile(std::string name, std::string_view content, const YamlSnapshot* parsed) {
  LoadResult result;
  result.file = std::move(name);
  auto text = std::make_shared<const std::string>(content);
  if (!ReadRulesYaml(result.file, std::move(text), parsed, state_->collector, result)) {
    return result;
  }
  std::optional<RuleSet> rules = CompileRules(state_->collector, state_->options, result);
  if (rules.has_value()) rules_ = *std::move(rules);
  return result;
}

LoadResult Loader::LoadFile(const std::string& path) {
  std::string content;
  const int error = ReadWhole(path, content);
  if (error == 0) return AddFile(path, content);
  LoadResult result;
  result.file = path;
  result.AddError(ProblemCode::kFileRead, "cannot read " + path + ": " + std::strerror(error),
                  Context::File(path, std::make_shared<const std::string>()));
  return result;
}

absl::Status Loader::CheckPlugins(const std::map<std::string, std::string>& loaded) const {
  for (const std::vector<PluginRequirement>& alternatives : state_->collector.required_plugins()) {
    bool satisfied = false;
    std::string wanted;
    for (const PluginRequirement& plugin : alternatives) {
      auto have = loaded.find(plugin.name);
      const std::optional<Version> version =
          have == loaded.end() ? std::nullopt : Version::Parse(have->second);
      satisfied |= version.has_value() && version->Satisfies(*Version::Parse(plugin.version));
      if (!wanted.empty()) wanted += ", ";
      wanted += plugin.name + " (>= " + plugin.version + ")";
    }
    if (!satisfied) {
      return absl::FailedPreconditionError("Plugin requirement not satisfied, must load one of: " +
                                           wanted);
    }
  }
  return absl::OkStatus();
}

}  // namespace falco_run::engine

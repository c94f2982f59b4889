// SPDX-License-Identifier: Apache-2.0
#include "app/rules_source.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "engine/fields/catalogue.h"
#include "engine/program/checker.h"

namespace falco_run::app {
namespace {

namespace fs = std::filesystem;

// The files that a path of the command line stands for.
std::vector<std::string> Expand(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string extension = entry.path().extension();
    if (entry.is_regular_file(error) && (extension == ".yaml" || extension == ".yml")) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::optional<std::string_view> FindShipped(const std::string& name) {
  if (name == kShippedRulesName) return ShippedRules();
  if (name == kShippedAuditRulesName) return ShippedAuditRules();
  return std::nullopt;
}

}  // namespace

engine::LoaderOptions MakeLoaderOptions(const engine::StaticFields& static_fields) {
  engine::LoaderOptions options;
  options.sources.insert("k8s_audit");
  std::map<std::string, std::shared_ptr<const engine::Catalogue>, std::less<>> catalogues;
  for (const std::string& source : options.sources) {
    catalogues[source] = engine::Catalogue::WithStaticFields(source, static_fields);
  }
  options.check_condition = [=](const engine::Expr& condition, std::string_view source) {
    const auto it = catalogues.find(source);
    return it == catalogues.end() ? engine::CheckCondition(condition, source)
                                  : engine::CheckCondition(condition, *it->second);
  };
  options.check_output = [=](std::string_view output, std::string_view source) {
    const auto it = catalogues.find(source);
    return it == catalogues.end() ? engine::CheckOutput(output, source)
                                  : engine::CheckOutputText(output, *it->second);
  };
  return options;
}

RulesLoad LoadRules(const std::vector<std::string>& paths,
                    const engine::StaticFields& static_fields, bool keep_going) {
  RulesLoad load;
  engine::Loader loader(MakeLoaderOptions(static_fields));
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    for (std::string& file : Expand(path)) files.push_back(std::move(file));
  }
  if (paths.empty()) files.push_back(kShippedRulesName);
  for (const std::string& file : files) {
    std::error_code error;
    const std::optional<std::string_view> shipped =
        paths.empty() || !fs::exists(file, error) ? FindShipped(file) : std::nullopt;
    load.results.push_back(shipped ? loader.AddFile(file, *shipped) : loader.LoadFile(file));
    if (!load.results.back().ok() && !keep_going) return load;
  }
  load.rules = loader.rules();
  return load;
}

}  // namespace falco_run::app

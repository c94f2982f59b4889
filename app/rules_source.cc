// SPDX-License-Identifier: Apache-2.0
#include "app/rules_source.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

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

}  // namespace

engine::LoaderOptions MakeLoaderOptions() {
  engine::LoaderOptions options;
  options.check_condition = [](const engine::Expr& condition, std::string_view source) {
    return engine::CheckCondition(condition, source);
  };
  options.check_output = [](std::string_view output, std::string_view source) {
    return engine::CheckOutput(output, source);
  };
  return options;
}

RulesLoad LoadRules(const std::vector<std::string>& paths, bool keep_going) {
  RulesLoad load;
  engine::Loader loader(MakeLoaderOptions());
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    for (std::string& file : Expand(path)) files.push_back(std::move(file));
  }
  if (paths.empty()) files.push_back(kShippedRulesName);
  for (const std::string& file : files) {
    std::error_code error;
    const bool shipped = paths.empty() || (file == kShippedRulesName && !fs::exists(file, error));
    load.results.push_back(shipped ? loader.AddFile(file, ShippedRules()) : loader.LoadFile(file));
    if (!load.results.back().ok() && !keep_going) return load;
  }
  load.rules = loader.rules();
  return load;
}

}  // namespace falco_run::app

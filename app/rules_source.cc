// SPDX-License-Identifier: Apache-2.0
#include "app/rules_source.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
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

// All of them, in order.
std::vector<std::string> FilesOf(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    for (std::string& file : Expand(path)) files.push_back(std::move(file));
  }
  if (paths.empty()) files.push_back(kShippedRulesName);
  return files;
}

struct Shipped {
  std::string_view text;
  YamlSnapshot parsed;
};

// The shipped file, if that is what the name means.
std::optional<Shipped> FindShipped(const std::vector<std::string>& paths, const std::string& file) {
  std::error_code error;
  if (!paths.empty() && fs::exists(file, error)) return std::nullopt;
  if (file == kShippedRulesName) return Shipped{ShippedRules(), ParsedShippedRules()};
  if (file == kShippedAuditRulesName) {
    return Shipped{ShippedAuditRules(), ParsedShippedAuditRules()};
  }
  return std::nullopt;
}

}  // namespace

std::vector<RulesText> RulesTexts(const std::vector<std::string>& paths) {
  std::vector<RulesText> texts;
  for (std::string& file : FilesOf(paths)) {
    const std::optional<Shipped> shipped = FindShipped(paths, file);
    std::string content;
    if (shipped) {
      content = shipped->text;
    } else {
      std::ifstream in(file, std::ios::binary);
      content.assign(std::istreambuf_iterator<char>(in), {});
    }
    texts.push_back({std::move(file), std::move(content)});
  }
  return texts;
}

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
  const std::vector<std::string> files = FilesOf(paths);
  std::vector<std::optional<Shipped>> shipped;
  for (const std::string& file : files) shipped.push_back(FindShipped(paths, file));
  // -V looks at them like at any others, and is what their test runs.
  const bool trusted = !keep_going && std::all_of(shipped.begin(), shipped.end(),
                                                  [](const auto& s) { return s.has_value(); });
  engine::LoaderOptions options;
  if (trusted) {
    options.sources.insert("k8s_audit");
    options.trusted = true;
  } else {
    options = MakeLoaderOptions(static_fields);
  }
  engine::Loader loader(options);
  for (size_t i = 0; i < files.size(); ++i) {
    load.results.push_back(shipped[i] ? loader.AddFile(files[i], shipped[i]->text,
                                                       trusted ? &shipped[i]->parsed : nullptr)
                                      : loader.LoadFile(files[i]));
    if (!load.results.back().ok() && !keep_going) return load;
  }
  load.rules = loader.TakeRules();
  return load;
}

}  // namespace falco_run::app

// SPDX-License-Identifier: Apache-2.0
#include "app/rules_reloader.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "app/render.h"
#include "app/rules_source.h"
#include "app/say.h"

namespace falco_run::app {
namespace {

// Names of files are meant where falco-run was started, which a supervisor has left: it goes back
// for as long as this lives.
class BackIn {
 public:
  explicit BackIn(const std::string& directory) : left_(std::filesystem::current_path(error_)) {
    std::filesystem::current_path(directory, error_);
  }
  ~BackIn() { std::filesystem::current_path(left_, error_); }
  BackIn(const BackIn&) = delete;
  BackIn& operator=(const BackIn&) = delete;

 private:
  std::error_code error_;  // absolute names do without
  const std::filesystem::path left_;
};

}  // namespace

std::unique_ptr<RulesReloader> RulesReloader::Start(const Options& options, const Config& config,
                                                    const EngineSetup& setup, EngineSink& sink,
                                                    Outputs& outputs) {
  if (!config.reader().Bool("watch_config_files")) return nullptr;
  std::vector<std::string> paths = RulesToLoad(options, config);
  // Those inside the executable do not change.
  std::erase_if(paths, [](const std::string& path) {
    return path == kShippedRulesName || path == kShippedAuditRulesName;
  });
  paths.insert(paths.end(), config.document.files.begin(), config.document.files.end());
  if (paths.empty()) return nullptr;
  auto reloader =
      std::unique_ptr<RulesReloader>(new RulesReloader(options, config, setup, sink, outputs));
  std::error_code error;
  reloader->directory_ = std::filesystem::current_path(error);
  reloader->ingredients_ = reloader->Ingredients(config);
  sink.KeepProcesses();
  auto watcher = FileWatcher::Start(paths, [r = reloader.get()] { r->Reload(); });
  if (!watcher.ok()) {
    Say("warning: rules and outputs are not reloaded: " + std::string(watcher.status().message()));
    return nullptr;
  }
  reloader->watcher_ = *std::move(watcher);
  return reloader;
}

absl::StatusOr<Config> RulesReloader::ReadConfig() const {
  return LoadConfig({options_.config_file, config::ProcessEnvironment(), options_.overrides});
}

std::string RulesReloader::Ingredients(const Config& config) const {
  std::string all;
  const auto add = [&](const std::string& name, const std::string& content) {
    all += name + "\n" + std::to_string(content.size()) + "\n" + content;
  };
  for (const RulesText& text : RulesTexts(RulesToLoad(options_, config)))
    add(text.name, text.content);
  for (const std::string& file : config.document.files) {
    std::ifstream in(file, std::ios::binary);
    add(file, {std::istreambuf_iterator<char>(in), {}});
  }
  return all;
}

void RulesReloader::Reload() {
  constexpr char kStay[] = "; the rules in use stay";
  const BackIn there(directory_);
  const auto config = ReadConfig();
  if (!config.ok()) {
    return Say(std::string(config.status().message()) + "; the rules and outputs in use stay");
  }
  std::string ingredients = Ingredients(*config);
  if (ingredients == ingredients_) return;
  ingredients_ = std::move(ingredients);
  outputs_.Apply(*config);
  EngineSetup setup =
      MakeEngine(RulesToLoad(options_, *config), *config, AppendsSuggestedOutput(*config));
  if (setup.engine == nullptr) return Say(std::string("rules with errors") + kStay);
  LookUpHostNames(setup, HostNames::kOwnPatience);
  setup.host_names->AwaitFirst();  // the program need not wait: it has the old rules
  std::string missing;
  for (const std::string& name : MissingFrom(collected_, setup.engine->requirements())) {
    missing += (missing.empty() ? "" : ", ") + name;
  }
  Say("rules reloaded: " + std::to_string(setup.rules.size()) + " rules");
  if (!missing.empty()) {
    Say("blind spot: the new rules ask for what this run does not watch; start the program anew "
        "for " +
        missing);
  }
  sink_.Replace(std::move(setup.engine));
  host_names_->Stop();
  host_names_ = std::move(setup.host_names);
}

}  // namespace falco_run::app

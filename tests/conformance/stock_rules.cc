// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "engine/loader/loader.h"
#include "tests/conformance/corpus.h"
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {

void RunStockRules(const std::string& corpus, Tally& tally) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(corpus + "/stock_rules", error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (files.empty()) return tally.Skip("stock_rules", "is not there");
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    engine::LoaderOptions options = MakeLoaderOptions();
    options.sources.insert("k8s_audit");
    engine::Loader loader(options);
    const engine::LoadResult result = loader.LoadFile(file);
    tally.Expect(result.ok() && !loader.rules().rules.empty(), file,
                 result.ok() ? "no rules" : result.errors.front().message);
  }
}

}  // namespace falco_run::conformance

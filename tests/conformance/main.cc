// SPDX-License-Identifier: Apache-2.0
// Runs the compatibility corpus: `conformance [--corpus=DIR] [--only=KIND]`. DIR is
// ../shared/corpus beside the workspace by default; without it everything is skipped.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "tests/conformance/kinds.h"

namespace falco_run::conformance {
namespace {

struct Kind {
  const char* name;
  void (*run)(const std::string& corpus, Tally& tally);
};

constexpr Kind kKinds[] = {
    {"parser", RunParserCases},
    {"filter_compile", RunFilterCompileCases},
    {"filter_eval", RunFilterEvalCases},
    {"rule_loader", RunRuleLoaderCases},
    {"testing_falco", RunTestingFalcoCases},
    {"stock_rules", RunStockRules},
    {"k8s_audit", RunK8sAuditCases},
};

std::string DefaultCorpus() {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  return std::string(workspace != nullptr ? workspace : ".") + "/../shared/corpus";
}

int Main(int argc, char** argv) {
  std::string corpus = DefaultCorpus();
  std::string only;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    constexpr std::string_view kCorpus = "--corpus=";
    constexpr std::string_view kOnly = "--only=";
    if (argument.substr(0, kCorpus.size()) == kCorpus) {
      corpus = argument.substr(kCorpus.size());
    } else if (argument.substr(0, kOnly.size()) == kOnly) {
      only = argument.substr(kOnly.size());
    } else {
      std::fprintf(stderr, "usage: conformance [--corpus=DIR] [--only=KIND]\n");
      return 2;
    }
  }
  // A relative folder is meant from where the user stands, not from bazel's.
  const char* here = std::getenv("BUILD_WORKING_DIRECTORY");
  if (here != nullptr && std::filesystem::path(corpus).is_relative()) {
    corpus = std::string(here) + "/" + corpus;
  }
  if (!std::filesystem::is_directory(corpus)) {
    std::printf("no corpus at %s: everything is skipped\n", corpus.c_str());
  }
  int passed = 0;
  int failed = 0;
  int skipped = 0;
  for (const Kind& kind : kKinds) {
    if (!only.empty() && only != kind.name) continue;
    Tally tally(kind.name);
    kind.run(corpus, tally);
    tally.PrintSkips();
    std::printf("%s: %d passed, %d failed, %d skipped\n", kind.name, tally.passed(), tally.failed(),
                tally.skipped());
    passed += tally.passed();
    failed += tally.failed();
    skipped += tally.skipped();
  }
  std::printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace falco_run::conformance

int main(int argc, char** argv) { return falco_run::conformance::Main(argc, argv); }

// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/yaml_documents.h"

#include <yaml-cpp/eventhandler.h>

#include <sstream>

namespace falco_run::engine {
namespace {

// Takes no interest in anything but that each document starts behind the one before.
class ProgressWatcher : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (mark.pos == last_start_) {
      throw YAML::ParserException(mark, "this is neither the end of a document nor part of one");
    }
    last_start_ = mark.pos;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  int last_start_ = -1;
};

}  // namespace

std::vector<YAML::Node> LoadYamlDocuments(const std::string& text) {
  // A second parse costs about half as much again; only yaml-cpp's own node builder can set
  // the marks of nodes, so the check cannot be part of the first.
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  ProgressWatcher watcher;
  while (parser.HandleNextDocument(watcher)) {
  }
  return YAML::LoadAll(text);
}

}  // namespace falco_run::engine

// SPDX-License-Identifier: Apache-2.0
// Parts that tests of outputs share.
#ifndef FALCO_RUN_OUTPUTS_TEST_UTIL_H_
#define FALCO_RUN_OUTPUTS_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "outputs/output.h"

namespace falco_run::outputs {

inline const Renderers& TestRenderers() {
  static const auto* const renderers =
      new Renderers{[](const proto::Alert& a) { return a.rule(); },
                    [](const proto::Alert& a) { return "{\"rule\":\"" + a.rule() + "\"}"; }};
  return *renderers;
}

inline proto::Alert AlertOf(const std::string& rule, proto::Priority priority = proto::WARNING) {
  proto::Alert alert;
  alert.set_rule(rule);
  alert.set_priority(priority);
  alert.set_id("id-" + rule);
  return alert;
}

inline std::vector<MessagePtr> MessagesOf(const std::vector<std::string>& rules) {
  std::vector<MessagePtr> messages;
  for (const std::string& rule : rules) {
    messages.push_back(std::make_shared<const Message>(AlertOf(rule), TestRenderers()));
  }
  return messages;
}

// The code of each delivery.
inline std::vector<absl::StatusCode> CodesOf(const std::vector<Delivery>& deliveries) {
  std::vector<absl::StatusCode> codes;
  for (const Delivery& delivery : deliveries) codes.push_back(delivery.status.code());
  return codes;
}

inline std::string ContentOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// An empty directory of the running test.
inline std::string TestDirectory() {
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  const std::string path = testing::TempDir() + "/" + test->test_suite_name() + "." + test->name();
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path;
}

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_TEST_UTIL_H_

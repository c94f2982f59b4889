// SPDX-License-Identifier: Apache-2.0
// A folder, a port and a daemon for tests of sinks with a real server.
#ifndef FALCO_RUN_TESTS_SERVICES_MESSAGING_TEST_UTIL_H_
#define FALCO_RUN_TESTS_SERVICES_MESSAGING_TEST_UTIL_H_

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "http/test_socket.h"
#include "outputs/sinks/sink_test_util.h"
#include "tests/services/daemon.h"

namespace falco_run::outputs {

class MessagingTest : public SinkTest {
 protected:
  void SetUp() override {
    SinkTest::SetUp();
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "/messaging." + test->name() + "." + std::to_string(getpid());
    std::filesystem::create_directories(folder_);
    port_ = tests::FreePort();
  }
  ~MessagingTest() override {
    daemon_.reset();
    std::filesystem::remove_all(folder_);
  }

  bool IsListening() {
    return tests::Eventually([&] { return http::TestSocket::Connect(port_).is_open(); });
  }
  std::string Log() const {
    std::ifstream in(folder_ + "/log");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string Address() const { return "127.0.0.1:" + std::to_string(port_); }

  std::vector<Delivery> DeliverAll(Output& output, int count) {
    std::vector<MessagePtr> batch;
    for (int i = 0; i < count; ++i) {
      proto::Alert alert = SomeAlert();
      alert.set_id("id-" + std::to_string(i));
      batch.push_back(std::make_shared<const Message>(alert, SinkTestRenderers()));
    }
    return output.Deliver(batch);
  }

  std::string folder_;
  uint16_t port_ = 0;
  std::optional<tests::Daemon> daemon_;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_TESTS_SERVICES_MESSAGING_TEST_UTIL_H_

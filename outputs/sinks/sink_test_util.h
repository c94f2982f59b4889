// SPDX-License-Identifier: Apache-2.0
// A server for tests of sinks, and sinks made from YAML.
#ifndef FALCO_RUN_OUTPUTS_SINKS_SINK_TEST_UTIL_H_
#define FALCO_RUN_OUTPUTS_SINKS_SINK_TEST_UTIL_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/load.h"
#include "config/reader.h"
#include "http/server.h"
#include "outputs/sinks/all.h"

namespace falco_run::outputs {

using Json = nlohmann::ordered_json;

// As the app renders them.
inline const Renderers& SinkTestRenderers() {
  static const auto* const renderers = new Renderers{
      [](const proto::Alert& a) { return "12:00:00.000000000: Warning " + a.message(); }, nullptr};
  return *renderers;
}

inline void AddText(const std::string& name, const std::string& text, proto::Alert& alert) {
  auto* const field = alert.add_output_fields();
  field->set_name(name);
  field->set_text(text);
}

inline proto::Alert SomeAlert() {
  proto::Alert alert;
  alert.set_id("run-1/7");
  alert.set_rule("Shell in container");
  alert.set_priority(proto::WARNING);
  alert.set_source("syscall");
  alert.set_hostname("web-1");
  alert.set_time_ns(1'700'000'000'123'456'789);  // 2023-11-14T22:13:20Z
  alert.set_message("a <shell> & more");
  alert.add_tags("container");
  alert.add_tags("shell");
  AddText("proc.name", "sh", alert);
  auto* const pid = alert.add_output_fields();
  pid->set_name("proc.pid");
  pid->set_number(42);
  AddText("user.name", "ro,ot=\\", alert);
  return alert;
}
constexpr char kOutput[] = "12:00:00.000000000: Warning a <shell> & more";
constexpr char kTime[] = "2023-11-14T22:13:20.123456789Z";

class SinkTest : public testing::Test {
 protected:
  void SetUp() override {
    http::ServerOptions options;
    options.address = "127.0.0.1";
    options.max_body = 32 << 20;
    auto server = http::Server::Start(options, [this](const http::Request& request) {
      std::lock_guard<std::mutex> lock(mutex_);
      requests_.push_back(request);
      return answer_;
    });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    url_ = "http://127.0.0.1:" + std::to_string(server_->port());
  }

  // "$URL" in `yaml` is the server's.
  absl::StatusOr<std::unique_ptr<Output>> MakeSink(const std::string& name, std::string yaml) {
    for (size_t at; (at = yaml.find("$URL")) != std::string::npos;) yaml.replace(at, 4, url_);
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    std::string file = std::string(test->test_suite_name()) + "." + test->name() + ".yaml";
    std::replace(file.begin(), file.end(), '/', '.');
    file = testing::TempDir() + "/" + file;
    std::ofstream(file) << yaml;
    auto document =
        config::Load({.file = file, .environment = config::ProcessEnvironment()}, keys_);
    if (!document.ok()) return document.status();
    EXPECT_THAT(document->warnings, testing::IsEmpty());
    document_ = *std::move(document);
    const config::Reader reader(document_.root, keys_);
    auto globals = ReadSinkGlobals(reader);
    if (!globals.ok()) return globals.status();
    globals_ = *std::move(globals);
    for (const Sink& sink : AllSinks()) {
      if (sink.name == name) return sink.make({reader.Section(name), globals_});
    }
    return absl::NotFoundError(name);
  }

  std::string MakeError(const std::string& name, const std::string& yaml) {
    return std::string(MakeSink(name, yaml).status().message());
  }

  Delivery DeliverTo(Output& output, const proto::Alert& alert) {
    const auto message = std::make_shared<const Message>(alert, SinkTestRenderers());
    return output.Deliver(std::vector<MessagePtr>{message})[0];
  }

  // The one request that an alert makes.
  http::Request Deliver(const std::string& name, const std::string& yaml,
                        const proto::Alert& alert = SomeAlert()) {
    const auto output = MakeSink(name, yaml);
    EXPECT_TRUE(output.ok()) << output.status();
    if (!output.ok() || *output == nullptr) {
      ADD_FAILURE() << name << " was not made";
      return {};
    }
    EXPECT_EQ((*output)->name(), name);
    requests_.clear();
    const Delivery delivery = DeliverTo(**output, alert);
    EXPECT_TRUE(delivery.status.ok()) << delivery.status;
    EXPECT_EQ(requests_.size(), 1u);
    return requests_.empty() ? http::Request() : requests_[0];
  }

  static std::string HeaderOf(const http::Request& request, const std::string& name) {
    const std::string* value = http::FindHeader(request.headers, name);
    return value == nullptr ? "(none)" : *value;
  }

  static Json BodyOf(const http::Request& request) {
    Json json = Json::parse(request.body, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << request.body;
    return json;
  }

  const config::Keys keys_ = AllSinkKeys();
  config::Document document_;
  SinkGlobals globals_;
  std::mutex mutex_;
  std::vector<http::Request> requests_;
  http::Response answer_;
  std::unique_ptr<http::Server> server_;
  std::string url_;
};

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_SINK_TEST_UTIL_H_

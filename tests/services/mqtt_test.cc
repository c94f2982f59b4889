// SPDX-License-Identifier: Apache-2.0
// Alerts to mosquitto, and what its own subscriber gets.
#include <cstdlib>
#include <sstream>
#include <thread>

#include "http/test_certificates.h"
#include "tests/services/messaging_test_util.h"

namespace falco_run::outputs {
namespace {

using testing::HasSubstr;

class MqttTest : public MessagingTest {
 protected:
  void SetUp() override {
    MessagingTest::SetUp();
    for (const char* program : {"mosquitto", "mosquitto_sub"}) {
      if (!tests::IsInstalled(program)) GTEST_SKIP() << program << " is not installed";
    }
    ASSERT_EQ(
        std::system(("mosquitto_passwd -b -c " + folder_ + "/users u hush 2>/dev/null").c_str()),
        0);
  }

  // The broker with a user u; `more` belongs to its one listener.
  void StartBroker(const std::string& more = "") {
    std::ofstream(folder_ + "/conf")
        << "user root\nlistener " << port_ << " 127.0.0.1\n"
        << more << "\nallow_anonymous false\npassword_file " << folder_ << "/users\n";
    daemon_.emplace(std::vector<std::string>{"mosquitto", "-c", folder_ + "/conf"},
                    folder_ + "/log");
    ASSERT_TRUE(IsListening()) << Log();
  }

  // Writes what it gets into the file "got": topic, QoS, retained, payload.
  void Subscribe(const std::vector<std::string>& more = {}) {
    // Into a file it would print late.
    std::vector<std::string> argv = {"stdbuf",
                                     "-oL",
                                     "mosquitto_sub",
                                     "-d",
                                     "-h",
                                     "127.0.0.1",
                                     "-p",
                                     std::to_string(port_),
                                     "-u",
                                     "u",
                                     "-P",
                                     "hush",
                                     "-q",
                                     "2",
                                     "-t",
                                     "falco/#",
                                     "-F",
                                     "got %t %q %r %p"};
    argv.insert(argv.end(), more.begin(), more.end());
    subscriber_.emplace(argv, folder_ + "/got");
    ASSERT_TRUE(tests::Eventually([&] { return Got().find("Subscribed") != std::string::npos; }))
        << Got() << Log();
  }
  std::string Got() const {
    std::ifstream in(folder_ + "/got");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // The payloads of messages whose line begins so.
  std::vector<Json> Payloads(const std::string& begin) const {
    std::istringstream in(Got());
    std::vector<Json> payloads;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(begin)) payloads.push_back(Json::parse(line.substr(begin.size())));
    }
    return payloads;
  }
  // As a worker does: max_batch() at once.
  void DeliverMany(Output& output, int count) {
    for (int i = 0; i < count;) {
      std::vector<MessagePtr> batch;
      for (; i < count && batch.size() < output.max_batch(); ++i) {
        proto::Alert alert = SomeAlert();
        alert.set_id("id-" + std::to_string(i));
        batch.push_back(std::make_shared<const Message>(alert, SinkTestRenderers()));
      }
      for (const Delivery& delivery : output.Deliver(batch)) {
        EXPECT_TRUE(delivery.status.ok()) << delivery.status;
      }
    }
  }
  std::string Yaml(const std::string& more) const {
    return "mqtt: {broker: 'tcp://" + Address() + "', user: u, password: hush" + more + "}";
  }

  std::optional<tests::Daemon> subscriber_;
};

TEST_F(MqttTest, SubscribersGetEveryAlertWithEachQualityOfService) {
  StartBroker();
  Subscribe();
  for (int qos = 0; qos <= 2; ++qos) {
    const auto sink = MakeSink(
        "mqtt", Yaml(", topic: falco/" + std::to_string(qos) + ", qos: " + std::to_string(qos)));
    ASSERT_TRUE(sink.ok()) << sink.status();
    DeliverMany(**sink, 250);
    const std::string begin =
        "got falco/" + std::to_string(qos) + " " + std::to_string(qos) + " 0 ";
    ASSERT_TRUE(tests::Eventually([&] { return Payloads(begin).size() >= 250; })) << Got();
    const std::vector<Json> payloads = Payloads(begin);
    ASSERT_EQ(payloads.size(), 250u);
    for (size_t i = 0; i < payloads.size(); ++i) {
      EXPECT_EQ(payloads[i]["uuid"], "id-" + std::to_string(i));
    }
    EXPECT_EQ(payloads[0]["rule"], "Shell in container");
  }
}

TEST_F(MqttTest, TheLastAlertIsRetainedForWhoComesLater) {
  StartBroker();
  const auto sink = MakeSink("mqtt", Yaml(", retained: true, qos: 1"));
  ASSERT_TRUE(sink.ok()) << sink.status();
  for (const Delivery& delivery : DeliverAll(**sink, 3)) EXPECT_TRUE(delivery.status.ok());
  Subscribe();
  const std::string begin = "got falco/events 1 1 ";
  ASSERT_TRUE(tests::Eventually([&] { return !Payloads(begin).empty(); })) << Got();
  EXPECT_EQ(Payloads(begin)[0]["uuid"], "id-2");
}

TEST_F(MqttTest, EncryptedWithACertificate) {
  http::TestAuthority authority;
  const auto files = authority.Make("server", "localhost", {"127.0.0.1"});
  StartBroker("cafile " + authority.ca_file() + "\ncertfile " + files.cert + "\nkeyfile " +
              files.key);
  Subscribe({"--cafile", authority.ca_file()});
  const std::string section =
      "mqtt: {broker: 'ssl://" + Address() + "', user: u, password: hush, qos: 1";
  const auto sink =
      MakeSink("mqtt", section + "}\ntlsclient: {cacertfile: " + authority.ca_file() + "}");
  ASSERT_TRUE(sink.ok()) << sink.status();
  const auto results = DeliverAll(**sink, 3);
  EXPECT_TRUE(results[2].status.ok()) << results[2].status;
  EXPECT_TRUE(tests::Eventually([&] { return Payloads("got falco/events 1 0 ").size() == 3; }));
  // Nobody vouches for it.
  EXPECT_TRUE(absl::IsUnavailable(DeliverAll(**MakeSink("mqtt", section + "}"), 1)[0].status));
  EXPECT_TRUE(DeliverAll(**MakeSink("mqtt", section + ", checkcert: false}"), 1)[0].status.ok());
}

TEST_F(MqttTest, TheBrokerRefusesGoesAndComesBack) {
  StartBroker();
  const auto wrong = DeliverAll(
      **MakeSink("mqtt", "mqtt: {broker: '" + Address() + "', user: u, password: no}"), 1);
  EXPECT_TRUE(absl::IsUnavailable(wrong[0].status)) << wrong[0].status;
  EXPECT_THAT(wrong[0].status.message(), HasSubstr("authorize"));
  const auto sink = MakeSink("mqtt", Yaml(", qos: 1"));
  EXPECT_TRUE(DeliverAll(**sink, 1)[0].status.ok());
  daemon_.reset();
  EXPECT_TRUE(absl::IsUnavailable(DeliverAll(**sink, 1)[0].status));
  StartBroker();
  EXPECT_TRUE(DeliverAll(**sink, 1)[0].status.ok());
}

// What a real broker does not say.
TEST(MqttDialogueTest, StandsAnyAnswer) {
  class Sinks : public SinkTest {
   public:
    using SinkTest::DeliverTo;
    using SinkTest::MakeSink;
    void TestBody() override {}
  };
  Sinks sinks;
  const std::string connected("\x20\x02\x00\x00", 4);
  for (const std::string& answer :
       {std::string("HTTP/1.1 400 Bad Request\r\n"), std::string("\x20\xff\xff\xff\xff\xff", 6),
        std::string("\x20\x00", 2), std::string("\x20\x02\x00\x05", 4),
        connected + std::string("\x40\x00\xd0\xff\xff\xff\x7f", 7), connected + "\x40\x02\x00"}) {
    http::TestServer server([&](http::TestSocket socket, int) {
      socket.Send(answer);
      socket.ReadUntil("nothing");
    });
    const auto sink = sinks.MakeSink(
        "mqtt", "mqtt: {broker: 'tcp://127.0.0.1:" + std::to_string(server.port()) + "', qos: 1}");
    ASSERT_TRUE(sink.ok()) << sink.status();
    std::thread interrupter([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      (*sink)->Interrupt();
    });
    const Delivery delivery = sinks.DeliverTo(**sink, SomeAlert());
    interrupter.join();
    EXPECT_FALSE(delivery.status.ok());
  }
}

class MqttConfigTest : public SinkTest {};

TEST_F(MqttConfigTest, TellsWhatIsWrong) {
  EXPECT_EQ(MakeError("mqtt", "mqtt: {broker: 'h:x'}"),
            "broker must be tcp://HOST:PORT or ssl://HOST:PORT");
  EXPECT_EQ(MakeError("mqtt", "mqtt: {broker: 'ws://h:1'}"),
            "broker must be tcp://HOST:PORT or ssl://HOST:PORT");
  EXPECT_EQ(MakeError("mqtt", "mqtt: {broker: h, qos: 3}"), "qos: 0, 1 or 2");
  EXPECT_EQ(MakeError("mqtt", "mqtt: {broker: h, topic: 'a/#'}"),
            "topic: alerts cannot be published to a pattern");
}

}  // namespace
}  // namespace falco_run::outputs

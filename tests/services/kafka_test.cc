// SPDX-License-Identifier: Apache-2.0
// Alerts to librdkafka's mock cluster, which is a server that speaks Kafka's protocol on loopback;
// and what a consumer gets.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <map>
#include <set>
#include <thread>

#include "tests/services/messaging_test_util.h"

namespace falco_run::outputs {
namespace {

using testing::HasSubstr;

constexpr int16_t kProduce = 0;  // the protocol's number of the request

class KafkaTest : public MessagingTest {
 protected:
  void SetUp() override {
    MessagingTest::SetUp();
    char error[512] = "";
    host_ = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), error, sizeof error);
    ASSERT_NE(host_, nullptr) << error;
    cluster_ = rd_kafka_mock_cluster_new(host_, 1);
    ASSERT_NE(cluster_, nullptr);
    brokers_ = rd_kafka_mock_cluster_bootstraps(cluster_);
    rd_kafka_mock_topic_create(cluster_, "alerts", 3, 1);
  }
  ~KafkaTest() override {
    if (cluster_ != nullptr) rd_kafka_mock_cluster_destroy(cluster_);
    if (host_ != nullptr) rd_kafka_destroy(host_);
  }

  std::string Yaml(const std::string& more = "") const {
    return "kafka: {hostport: '" + brokers_ + "', topic: alerts" + more + "}";
  }

  // `count` messages of a topic's partitions, by their uuid.
  std::map<std::string, Json> Consume(size_t count, int partitions = 3) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    char error[512] = "";
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers_.c_str(), error, sizeof error);
    rd_kafka_conf_set(conf, "group.id", "test", error, sizeof error);
    rd_kafka_t* const consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(partitions);
    for (int i = 0; i < partitions; ++i) {
      rd_kafka_topic_partition_list_add(list, "alerts", i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    }
    rd_kafka_assign(consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    std::map<std::string, Json> messages;
    tests::Eventually([&] {
      while (rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer, 100)) {
        if (message->err == 0) {
          Json json = Json::parse(std::string(static_cast<char*>(message->payload), message->len));
          used_.insert(message->partition);
          const std::string id = json["uuid"];
          messages[id] = std::move(json);
        }
        rd_kafka_message_destroy(message);
      }
      return messages.size() >= count;
    });
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    return messages;
  }

  rd_kafka_t* host_ = nullptr;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
  std::string brokers_;
  std::set<int32_t> used_;  // partitions
};

TEST_F(KafkaTest, ConsumersGetEveryAlert) {
  const auto sink = MakeSink("kafka", Yaml());
  ASSERT_TRUE(sink.ok()) << sink.status();
  for (const Delivery& delivery : DeliverAll(**sink, 500)) {
    EXPECT_TRUE(delivery.status.ok()) << delivery.status;
  }
  auto messages = Consume(500);
  EXPECT_EQ(messages.size(), 500u);
  EXPECT_EQ(messages["id-499"]["rule"], "Shell in container");
  EXPECT_EQ(messages["id-0"]["output_fields"]["proc.pid"], 42);
}

TEST_F(KafkaTest, CompressedAndToOnePartition) {
  size_t sent = 0;
  for (const char* codec : {"GZIP", "SNAPPY", "LZ4", "ZSTD"}) {
    const auto compressed = MakeSink(
        "kafka", Yaml(", partition: 1, requiredacks: ONE, compression: " + std::string(codec)));
    ASSERT_TRUE(compressed.ok()) << compressed.status();
    std::vector<MessagePtr> batch;
    for (int i = 0; i < 20; ++i) {
      proto::Alert alert = SomeAlert();
      alert.set_id("id-" + std::to_string(sent++));
      batch.push_back(std::make_shared<const Message>(alert, SinkTestRenderers()));
    }
    for (const Delivery& delivery : (*compressed)->Deliver(batch)) {
      EXPECT_TRUE(delivery.status.ok()) << codec << delivery.status;
    }
  }
  EXPECT_EQ(Consume(sent).size(), sent);
  EXPECT_EQ(used_, std::set<int32_t>{1});
}

TEST_F(KafkaTest, WhatIsRefusedForGoodIsNotTriedAgain) {
  const auto sink = MakeSink("kafka", Yaml());
  ASSERT_TRUE(sink.ok()) << sink.status();
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  Delivery delivery = DeliverAll(**sink, 1)[0];
  EXPECT_FALSE(delivery.status.ok());
  EXPECT_FALSE(delivery.IsRetryable()) << delivery.status;
  // This passes by itself: librdkafka tries again.
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  delivery = DeliverAll(**sink, 1)[0];
  EXPECT_TRUE(delivery.status.ok()) << delivery.status;
}

TEST_F(KafkaTest, ABrokerThatIsDownIsWaitedForUntilInterrupted) {
  const auto sink = MakeSink("kafka", Yaml());
  ASSERT_TRUE(sink.ok()) << sink.status();
  rd_kafka_mock_broker_set_down(cluster_, 1);
  std::thread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    (*sink)->Interrupt();
  });
  const auto results = DeliverAll(**sink, 3);
  interrupter.join();
  for (const Delivery& delivery : results) EXPECT_TRUE(absl::IsCancelled(delivery.status));
  rd_kafka_mock_broker_set_up(cluster_, 1);
  const auto again = MakeSink("kafka", Yaml());
  EXPECT_TRUE(DeliverAll(**again, 1)[0].status.ok());
}

TEST_F(KafkaTest, TellsWhatIsWrongWithItsConfiguration) {
  EXPECT_EQ(MakeError("kafka", "kafka: {hostport: h}"), "topic is missing");
  EXPECT_EQ(MakeError("kafka", "kafka: {hostport: 'h:x', topic: t}"),
            "hostport must be HOST:PORT,HOST:PORT");
  EXPECT_EQ(MakeError("kafka", "kafka: {hostport: h, topic: t, requiredacks: SOME}"),
            "requiredacks: ALL, ONE or NONE");
  EXPECT_EQ(MakeError("kafka", "kafka: {hostport: h, topic: t, sasl: GSSAPI}"),
            "sasl: PLAIN, SCRAM_SHA256 or SCRAM_SHA512");
  EXPECT_THAT(MakeError("kafka", "kafka: {hostport: h, topic: t, compression: RAR}"),
              HasSubstr("compression.codec"));
  EXPECT_THAT(MakeError("kafka",
                        "kafka: {hostport: h, topic: t, tls: true}\n"
                        "tlsclient: {cacertfile: /none}"),
              HasSubstr("/none"));
  const auto sasl = MakeSink("kafka",
                             "kafka: {hostport: '127.0.0.1:1', topic: t, tls: true, sasl: "
                             "SCRAM_SHA512, username: u, password: hush}");
  EXPECT_TRUE(sasl.ok()) << sasl.status();
}

}  // namespace
}  // namespace falco_run::outputs

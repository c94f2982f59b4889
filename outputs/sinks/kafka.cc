// SPDX-License-Identifier: Apache-2.0
// Kafka, by librdkafka:
// https://docs.confluent.io/platform/current/clients/librdkafka/html/md_CONFIGURATION.html
#include <librdkafka/rdkafka.h>
#include <netdb.h>

#include <atomic>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "http/tls.h"
#include "net/address_lookup.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/connected_sink.h"
#include "outputs/sinks/labels.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

constexpr uint16_t kPort = 9092;

config::Keys Keys() {
  static constexpr char kNoKeys[] = "alerts have no key: they are spread over the partitions";
  return {
      {.path = "hostport",
       .help = "HOST:PORT of brokers, with commas between them; empty: no Kafka."},
      {.path = "topic", .help = "The topic."},
      {.path = "partition",
       .type = config::Type::kNumber,
       .help = "The only partition to use; not set: all."},
      {.path = "topiccreation",
       .type = config::Type::kBool,
       .initial = "false",
       .help = "Have the broker make a topic that is not there."},
      {.path = "sasl",
       .help = "How to authenticate: PLAIN, SCRAM_SHA256, SCRAM_SHA512; empty: not at all."},
      {.path = "username", .help = "The user, with sasl."},
      {.path = "password", .help = "The user's password.", .secret = true},
      {.path = "tls",
       .type = config::Type::kBool,
       .initial = "false",
       .help = "Encrypt connections."},
      {.path = "requiredacks",
       .initial = "ALL",
       .help = "Whose answer makes an alert delivered: ALL (every replica in sync), ONE (the "
               "leader), NONE: nobody's, so that alerts may be lost."},
      {.path = "compression",
       .initial = "NONE",
       .help = "Of the messages: GZIP, SNAPPY, LZ4, ZSTD or NONE."},
      {.path = "clientid", .initial = "falco-run", .help = "The client.id, for the broker's logs."},
      {.path = "async", .no_effect = "alerts are sent many at a time and waited for"},
      {.path = "balancer", .no_effect = kNoKeys},
      {.path = "messageformat", .no_effect = "messages are JSON"},
  };
}

// librdkafka looks up names here: see http::LookUpName for why not as it would.
struct FoundAddress {
  addrinfo info{};  // the first: it stands for the whole
  http::Address address;
};

int Resolve(const char* node, const char* service, const addrinfo* hints, addrinfo** result,
            void*) {
  if (node == nullptr && service == nullptr) {
    delete[] reinterpret_cast<FoundAddress*>(*result);
    return 0;
  }
  constexpr std::chrono::seconds kTimeout{5};
  const int port = service == nullptr ? kPort : std::atoi(service);
  const auto found = net::LookUp({node, static_cast<uint16_t>(port)}, kTimeout);
  if (!found.ok()) return absl::IsDeadlineExceeded(found.status()) ? EAI_AGAIN : EAI_NONAME;
  auto list = std::make_unique<FoundAddress[]>(found->size());
  for (size_t i = 0; i < found->size(); ++i) {
    list[i].address = (*found)[i];
    addrinfo& info = list[i].info;
    info.ai_family = list[i].address.storage.ss_family;
    info.ai_socktype = hints == nullptr ? SOCK_STREAM : hints->ai_socktype;
    info.ai_addrlen = list[i].address.size;
    info.ai_addr = list[i].address.get();
    if (i != 0) list[i - 1].info.ai_next = &info;
  }
  *result = &list.release()->info;
  return 0;
}

class KafkaOutput : public Output {
 public:
  explicit KafkaOutput(const SinkGlobals& globals) : globals_(globals) {}
  ~KafkaOutput() override {
    if (topic_ != nullptr) rd_kafka_topic_destroy(topic_);
    if (producer_ != nullptr) rd_kafka_destroy(producer_);
  }

  // Takes over `conf`.
  absl::Status Start(rd_kafka_conf_t* conf, const std::string& topic, int32_t partition) {
    rd_kafka_conf_set_opaque(conf, this);
    rd_kafka_conf_set_resolve_cb(conf, Resolve);
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void* me) {
      static_cast<KafkaOutput*>(me)->Settle(message);
    });
    rd_kafka_conf_set_error_cb(conf, [](rd_kafka_t*, int error, const char* reason, void* me) {
      // "All brokers are down" says less than why.
      if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        static_cast<KafkaOutput*>(me)->reason_ = reason;
      }
    });
    // It would write to stderr.
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    char error[512] = "";
    producer_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    if (producer_ == nullptr) {
      rd_kafka_conf_destroy(conf);
      return absl::InvalidArgumentError(error);
    }
    topic_ = rd_kafka_topic_new(producer_, topic.c_str(), nullptr);
    if (topic_ == nullptr) return absl::InvalidArgumentError("topic: this name cannot be used");
    partition_ = partition;
    return absl::OkStatus();
  }

  const std::string& name() const override { return name_; }
  size_t max_batch() const override { return 1000; }
  void Interrupt() override { interrupted_ = true; }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    std::vector<Delivery> results(batch.size());
    open_ = 0;
    for (size_t i = 0; i < batch.size(); ++i) {
      const std::string body = Dump(Payload(*batch[i], globals_).ToJson());
      if (rd_kafka_produce(topic_, partition_, RD_KAFKA_MSG_F_COPY, const_cast<char*>(body.data()),
                           body.size(), nullptr, 0, &results[i]) == 0) {
        ++open_;
      } else {
        results[i].status = StatusOf(rd_kafka_last_error());
      }
    }
    constexpr int kSliceMs = 50;
    while (open_ != 0) {
      if (interrupted_) {
        rd_kafka_purge(producer_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
      }
      rd_kafka_flush(producer_, kSliceMs);
    }
    return results;
  }

 private:
  // Called by rd_kafka_flush.
  void Settle(const rd_kafka_message_t* message) {
    --open_;
    static_cast<Delivery*>(message->_private)->status = StatusOf(message->err);
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) reason_.clear();
  }

  absl::Status StatusOf(rd_kafka_resp_err_t error) const {
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
    const std::string text = rd_kafka_err2str(error);
    switch (error) {
      case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
      case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
        return absl::CancelledError("interrupted");
      case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      case RD_KAFKA_RESP_ERR_INVALID_MSG:
      case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
      case RD_KAFKA_RESP_ERR_INVALID_RECORD:
      case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
        return absl::FailedPreconditionError(text);
      case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return absl::PermissionDeniedError(text);
      default:  // brokers come back, topics are made
        return absl::UnavailableError(reason_.empty() ? text : text + " (" + reason_ + ")");
    }
  }

  const std::string name_ = "kafka";
  const SinkGlobals& globals_;
  rd_kafka_t* producer_ = nullptr;
  rd_kafka_topic_t* topic_ = nullptr;
  int32_t partition_ = RD_KAFKA_PARTITION_UA;
  size_t open_ = 0;     // alerts that were given to librdkafka and not settled
  std::string reason_;  // what last went wrong with a broker
  std::atomic<bool> interrupted_{false};
};

// "SCRAM_SHA256" -> "SCRAM-SHA-256"; "" if it is none.
std::string Mechanism(const std::string& text) {
  std::string name = absl::AsciiStrToUpper(text);
  absl::StrReplaceAll({{"_", "-"}, {"SHA256", "SHA-256"}, {"SHA512", "SHA-512"}}, &name);
  return name == "PLAIN" || name == "SCRAM-SHA-256" || name == "SCRAM-SHA-512" ? name : "";
}

// "" if it is none.
std::string Acks(const std::string& text) {
  const std::string name = absl::AsciiStrToUpper(text);
  if (name == "ALL" || name == "-1") return "all";
  if (name == "ONE" || name == "1") return "1";
  return name == "NONE" || name == "0" ? "0" : "";
}

using Settings = std::vector<std::pair<const char*, std::string>>;

absl::Status AddSecurity(const SinkContext& context, Settings& settings) {
  const config::Reader& section = context.section;
  const bool encrypted = section.Bool("tls") || section.Bool("mutualtls");
  http::TlsOptions tls;
  tls.verify = false;
  if (encrypted) tls = MakeClientOptions(context, "").tls;
  // Finds what is wrong with the files, and starts OpenSSL without its configuration file before
  // librdkafka can do otherwise.
  if (const auto checked = http::MakeClientTls(tls); !checked.ok()) return checked.status();
  const std::string sasl = section.Text("sasl");
  if (encrypted) {
    settings.push_back({"enable.ssl.certificate.verification", tls.verify ? "true" : "false"});
    settings.push_back({"ssl.endpoint.identification.algorithm", tls.verify ? "https" : "none"});
    // It knows where systems have their certificates.
    settings.push_back({"ssl.ca.location", tls.ca_file.empty() ? "probe" : tls.ca_file});
    if (!tls.cert_file.empty()) {
      settings.push_back({"ssl.certificate.location", tls.cert_file});
      settings.push_back({"ssl.key.location", tls.key_file});
    }
  }
  if (!sasl.empty()) {
    const std::string mechanism = Mechanism(sasl);
    if (mechanism.empty()) {
      return absl::InvalidArgumentError("sasl: PLAIN, SCRAM_SHA256 or SCRAM_SHA512");
    }
    settings.push_back({"sasl.mechanism", mechanism});
    settings.push_back({"sasl.username", section.Text("username")});
    settings.push_back({"sasl.password", section.Text("password")});
  }
  settings.push_back({"security.protocol", std::string(sasl.empty() ? "" : "sasl_") +
                                               (encrypted ? "ssl" : "plaintext")});
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  const std::string brokers = section.Text("hostport");
  if (brokers.empty()) return nullptr;
  for (const std::string& broker : SplitNames(brokers)) {
    if (!net::ParseHostPort(broker, kPort).ok()) {
      return absl::InvalidArgumentError("hostport must be HOST:PORT,HOST:PORT");
    }
  }
  const std::string topic = section.Text("topic");
  if (topic.empty()) return absl::InvalidArgumentError("topic is missing");
  const std::string acks = Acks(TextOr(section, "requiredacks", "ALL"));
  if (acks.empty()) return absl::InvalidArgumentError("requiredacks: ALL, ONE or NONE");
  Settings settings = {
      {"bootstrap.servers", brokers},
      {"client.id", TextOr(section, "clientid", "falco-run")},
      {"acks", acks},
      {"compression.codec", absl::AsciiStrToLower(TextOr(section, "compression", "none"))},
      {"allow.auto.create.topics", section.Bool("topiccreation") ? "true" : "false"},
      // What took so long is tried again by the worker, which counts.
      {"message.timeout.ms", "10000"},
      {"socket.timeout.ms", "10000"},
      {"reconnect.backoff.max.ms", "1000"},
      // Keeps alerts in order.
      {"max.in.flight", "1"},
  };
  if (auto status = AddSecurity(context, settings); !status.ok()) return status;
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  for (const auto& [name, value] : settings) {
    char error[512] = "";
    if (rd_kafka_conf_set(conf, name, value.c_str(), error, sizeof error) != RD_KAFKA_CONF_OK) {
      rd_kafka_conf_destroy(conf);
      return absl::InvalidArgumentError(error);
    }
  }
  const int32_t partition = section.IsSet("partition")
                                ? static_cast<int32_t>(section.Number("partition"))
                                : RD_KAFKA_PARTITION_UA;
  auto output = std::make_unique<KafkaOutput>(context.globals);
  if (auto status = output->Start(conf, topic, partition); !status.ok()) return status;
  return output;
}

}  // namespace

Sink KafkaSink() { return {"kafka", Keys, Make}; }

}  // namespace falco_run::outputs

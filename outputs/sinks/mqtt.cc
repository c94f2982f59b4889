// SPDX-License-Identifier: Apache-2.0
// MQTT 3.1.1: https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html
//
// Publishing needs a handful of packets. Client libraries come with threads, name lookups and
// sockets of their own, which programs that are started would inherit.
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "outputs/run_id.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/connected_sink.h"
#include "outputs/sinks/post.h"

namespace falco_run::outputs {
namespace {

constexpr uint16_t kPort = 1883;
constexpr uint16_t kTlsPort = 8883;

config::Keys Keys() {
  return {
      {.path = "broker", .help = "tcp://HOST:PORT, or ssl://HOST:PORT for TLS; empty: no MQTT."},
      {.path = "topic", .initial = "falco/events", .help = "The topic."},
      {.path = "qos",
       .type = config::Type::kNumber,
       .initial = "0",
       .help = "0, 1 or 2. With 0, too, an alert counts as delivered when the broker has answered "
               "after it."},
      {.path = "retained",
       .type = config::Type::kBool,
       .initial = "false",
       .help = "The broker keeps the last alert for subscribers to come."},
      {.path = "user", .help = "The user."},
      {.path = "password", .help = "The user's password.", .secret = true},
  };
}

struct Settings {
  std::string topic;
  uint64_t qos = 0;
  bool retained = false;
  std::string user;
  std::string password;
  bool tls = false;
  http::TlsOptions tls_options;
};

// The kinds of packets, with the flags that they must have.
enum PacketType : uint8_t {
  kConnect = 0x10,
  kConnAck = 0x20,
  kPublish = 0x30,
  kPubAck = 0x40,
  kPubRec = 0x50,
  kPubRel = 0x62,
  kPubComp = 0x70,
  kPingReq = 0xC0,
  kPingResp = 0xD0,
  kDisconnect = 0xE0,
};

struct Packet {
  uint8_t first = 0;  // type and flags
  std::string body;
  // Where a packet has an id: its first two bytes.
  uint16_t id() const {
    return body.size() < 2 ? 0
                           : static_cast<uint16_t>(static_cast<uint8_t>(body[0]) << 8 |
                                                   static_cast<uint8_t>(body[1]));
  }
};

std::string Number(uint64_t number) {
  return {static_cast<char>(number >> 8 & 0xFF), static_cast<char>(number & 0xFF)};
}

std::string Text(const std::string& text) { return Number(text.size()) + text; }

void Append(uint8_t first, std::string_view body, std::string& bytes) {
  bytes += static_cast<char>(first);
  size_t left = body.size();  // seven bits a byte, the lowest first
  do {
    bytes += static_cast<char>((left & 0x7F) | (left > 0x7F ? 0x80 : 0));
    left >>= 7;
  } while (left != 0);
  bytes += body;
}

class MqttDialogue : public Dialogue {
 public:
  explicit MqttDialogue(Settings settings) : settings_(std::move(settings)) {}

  absl::Status Begin(net::Connection& connection) override {
    input_.clear();
    if (settings_.tls) {
      if (auto status = connection.StartTls(settings_.tls_options); !status.ok()) return status;
    }
    constexpr char kCleanSession = 2, kPassword = 0x40;
    constexpr auto kUser = static_cast<char>(0x80);
    char flags = kCleanSession;
    std::string who = Text(client_id_);
    if (!settings_.user.empty()) {
      flags = static_cast<char>(flags | kUser);
      who += Text(settings_.user);
      if (!settings_.password.empty()) {
        flags = static_cast<char>(flags | kPassword);
        who += Text(settings_.password);
      }
    }
    constexpr char kLevel = 4;
    constexpr uint64_t kNoKeepAlive = 0;
    std::string bytes;
    Append(kConnect, Text("MQTT") + kLevel + flags + Number(kNoKeepAlive) + who, bytes);
    if (auto status = connection.Write(bytes); !status.ok()) return status;
    const auto answer = Read(connection);
    if (!answer.ok()) return answer.status();
    if (answer->first != kConnAck || answer->body.size() != 2) return NoMqtt();
    // Credentials may be mended while we run.
    switch (answer->body[1]) {
      case 0:
        return absl::OkStatus();
      case 2:
        return absl::UnavailableError("the broker does not take our client id");
      case 4:
        return absl::UnavailableError("the broker does not take user and password");
      case 5:
        return absl::UnavailableError("the broker does not authorize us");
      default:
        return absl::UnavailableError("the broker refuses the connection, code " +
                                      std::to_string(answer->body[1]));
    }
  }

  std::vector<Delivery> Send(net::Connection& connection,
                             std::span<const Payload> alerts) override {
    std::string bytes;
    std::map<uint16_t, size_t> open;  // packet ids and the alerts that they are of
    for (size_t i = 0; i < alerts.size(); ++i) {
      std::string body = Text(settings_.topic);
      if (settings_.qos != 0) {
        if (++last_id_ == 0) last_id_ = 1;
        open[last_id_] = i;
        body += Number(last_id_);
      }
      body += Dump(alerts[i].ToJson());
      Append(static_cast<uint8_t>(kPublish | settings_.qos << 1 | (settings_.retained ? 1 : 0)),
             body, bytes);
    }
    // Its answer follows on what came before: with QoS 0 there is no other.
    Append(kPingReq, "", bytes);
    absl::Status status = connection.Write(bytes);
    std::vector<Delivery> results(alerts.size(),
                                  Delivery{absl::UnavailableError("not acknowledged")});
    if (settings_.qos == 0) {
      if (status.ok()) status = AwaitPong(connection);
      return AllOf(alerts.size(), status);
    }
    while (status.ok() && !open.empty()) status = TakeAck(connection, open, results);
    for (const auto& [id, i] : open) results[i].status = status;
    return results;
  }

  void End(net::Connection& connection) override {
    std::string bytes;
    Append(kDisconnect, "", bytes);
    (void)connection.Write(bytes);
  }

 private:
  static absl::Status NoMqtt() {
    return absl::UnavailableError("the server does not speak MQTT 3.1.1");
  }

  absl::Status AwaitPong(net::Connection& connection) {
    while (true) {
      const auto packet = Read(connection);
      if (!packet.ok()) return packet.status();
      if (packet->first == kPingResp) return absl::OkStatus();
    }
  }

  // QoS 1: PUBACK. QoS 2: PUBREC, which we answer by PUBREL, then PUBCOMP; the broker has the alert
  // from PUBREC on.
  absl::Status TakeAck(net::Connection& connection, std::map<uint16_t, size_t>& open,
                       std::vector<Delivery>& results) {
    const auto packet = Read(connection);
    if (!packet.ok()) return packet.status();
    if (packet->first == kPubRec) {
      std::string bytes;
      Append(kPubRel, Number(packet->id()), bytes);
      return connection.Write(bytes);
    }
    if (packet->first != kPubAck && packet->first != kPubComp) return absl::OkStatus();
    if (const auto it = open.find(packet->id()); it != open.end()) {
      results[it->second].status = absl::OkStatus();
      open.erase(it);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Packet> Read(net::Connection& connection) {
    constexpr size_t kMost = 64 << 10;  // answers have a few bytes
    while (true) {
      // The length has at most four bytes.
      size_t length = 0, at = 1;
      bool complete = false;
      for (; at < input_.size() && at <= 4 && !complete; ++at) {
        length |= (static_cast<size_t>(input_[at]) & 0x7F) << (7 * (at - 1));
        complete = (static_cast<uint8_t>(input_[at]) & 0x80) == 0;
      }
      if ((!complete && at > 4) || length > kMost) return NoMqtt();
      if (complete && input_.size() >= at + length) {
        Packet packet{static_cast<uint8_t>(input_[0]), input_.substr(at, length)};
        input_.erase(0, at + length);
        return packet;
      }
      const auto bytes = connection.ReadSome();
      if (!bytes.ok()) return bytes.status();
      input_ += *bytes;
    }
  }

  const Settings settings_;
  const std::string client_id_ = "falco-run-" + NewRunId().substr(0, 12);  // 23 bytes at most
  uint16_t last_id_ = 0;
  std::string input_;  // read and not taken
};

absl::StatusOr<std::unique_ptr<Output>> Make(const SinkContext& context) {
  const config::Reader& section = context.section;
  std::string broker = section.Text("broker");
  if (broker.empty()) return nullptr;
  Settings settings;
  const std::string scheme = net::TakeScheme(broker);
  const bool plain = scheme.empty() || scheme == "tcp" || scheme == "mqtt";
  settings.tls = scheme == "ssl" || scheme == "tls" || scheme == "mqtts";
  if (!plain && !settings.tls) {
    return absl::InvalidArgumentError("broker must be tcp://HOST:PORT or ssl://HOST:PORT");
  }
  settings.tls = settings.tls || section.Bool("mutualtls");
  settings.tls_options = MakeClientOptions(context, "").tls;
  settings.topic = TextOr(section, "topic", "falco/events");
  constexpr size_t kMostText = 65535;
  if (settings.topic.find_first_of("+#") != std::string::npos ||
      settings.topic.find('\0') != std::string::npos || settings.topic.size() > kMostText) {
    return absl::InvalidArgumentError("topic: alerts cannot be published to a pattern");
  }
  settings.qos = section.Number("qos");
  if (settings.qos > 2) return absl::InvalidArgumentError("qos: 0, 1 or 2");
  settings.retained = section.Bool("retained");
  settings.user = section.Text("user");
  settings.password = section.Text("password");
  if (settings.user.size() > kMostText || settings.password.size() > kMostText) {
    return absl::InvalidArgumentError("user and password: at most 65535 bytes");
  }
  while (broker.ends_with('/')) broker.pop_back();
  auto server = net::ParseHostPort(broker, settings.tls ? kTlsPort : kPort);
  if (!server.ok()) {
    return absl::InvalidArgumentError("broker must be tcp://HOST:PORT or ssl://HOST:PORT");
  }
  // As many as brokers let be in flight by default (mosquitto's max_inflight_messages).
  constexpr size_t kMostInFlight = 20;
  return MakeConnectedSink(
      context, {.name = "mqtt", .server = *std::move(server), .max_batch = kMostInFlight},
      std::make_unique<MqttDialogue>(std::move(settings)));
}

}  // namespace

Sink MqttSink() { return {"mqtt", Keys, Make}; }

}  // namespace falco_run::outputs

// SPDX-License-Identifier: Apache-2.0
// StatsD (https://github.com/statsd/statsd/blob/master/docs/metric_types.md) and Datadog's
// variant of it with tags: a counter of alerts by priority.
#include <utility>

#include "net/datagram_socket.h"
#include "net/host_port.h"
#include "outputs/sinks/all.h"
#include "outputs/sinks/payload.h"

namespace falco_run::outputs {
namespace {

config::Keys StatsdKeys() {
  return {
      {.path = "forwarder", .help = "HOST:PORT by UDP, or unix:///PATH; empty: no StatsD."},
      {.path = "namespace", .initial = "falcosidekick.", .help = "In front of every name."},
  };
}

config::Keys DogstatsdKeys() {
  config::Keys keys = StatsdKeys();
  keys[0].help = "HOST:PORT by UDP, or unix:///PATH; empty: no DogStatsD.";
  keys.push_back(
      {.path = "tags", .type = config::Type::kTextList, .help = "Tags to add: NAME:VALUE."});
  return keys;
}

class StatsdOutput : public Output {
 public:
  // `tags`: nullopt for StatsD, which has none.
  StatsdOutput(std::string name, const std::string& target, std::string prefix,
               std::optional<std::vector<std::string>> tags)
      : name_(std::move(name)),
        socket_(target),
        prefix_(std::move(prefix)),
        tags_(std::move(tags)) {}

  const std::string& name() const override { return name_; }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    std::vector<Delivery> results;
    for (const MessagePtr& message : batch) {
      const Payload alert(*message, globals_);
      std::string datagram = prefix_ + "falco.accepted";
      if (tags_) {
        datagram += ":1|c|#priority:" + alert.priority;
        for (const std::string& tag : *tags_) datagram += "," + tag;
      } else {
        datagram += "." + alert.priority + ":1|c";
      }
      results.push_back({socket_.Send(datagram)});
    }
    return results;
  }

 private:
  const std::string name_;
  const SinkGlobals globals_;  // nothing is added
  net::DatagramSocket socket_;
  const std::string prefix_;
  const std::optional<std::vector<std::string>> tags_;
};

absl::StatusOr<std::unique_ptr<Output>> MakeOf(const SinkContext& context, const char* name,
                                               bool with_tags) {
  const std::string target = context.section.Text("forwarder");
  if (target.empty()) return nullptr;
  if (!target.starts_with("unix://") && !net::ParseHostPort(target, 8125).ok()) {
    return absl::InvalidArgumentError("forwarder must be HOST:PORT or unix:///PATH");
  }
  std::optional<std::vector<std::string>> tags;
  if (with_tags) tags = context.section.TextList("tags");
  return std::make_unique<StatsdOutput>(name, target, context.section.Text("namespace"),
                                        std::move(tags));
}

absl::StatusOr<std::unique_ptr<Output>> MakeStatsd(const SinkContext& context) {
  return MakeOf(context, "statsd", false);
}

absl::StatusOr<std::unique_ptr<Output>> MakeDogstatsd(const SinkContext& context) {
  return MakeOf(context, "dogstatsd", true);
}

}  // namespace

Sink StatsdSink() { return {"statsd", StatsdKeys, MakeStatsd}; }
Sink DogstatsdSink() { return {"dogstatsd", DogstatsdKeys, MakeDogstatsd}; }

}  // namespace falco_run::outputs

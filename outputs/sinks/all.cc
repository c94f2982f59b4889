// SPDX-License-Identifier: Apache-2.0
#include "outputs/sinks/all.h"

#include <algorithm>
#include <utility>

namespace falco_run::outputs {

const std::vector<Sink>& AllSinks() {
  static const auto* const sinks = new std::vector<Sink>{
      AlertmanagerSink(),  CloudEventsSink(), DatadogSink(),     DatadogLogsSink(),
      DiscordSink(),       DogstatsdSink(),   DynatraceSink(),   ElasticsearchSink(),
      GcpCloudRunSink(),   GooglechatSink(),  GotifySink(),      GrafanaSink(),
      GrafanaOnCallSink(), InfluxdbSink(),    KafkaSink(),       KafkaRestSink(),
      LokiSink(),          MattermostSink(),  MqttSink(),        N8nSink(),
      NatsSink(),          NodeRedSink(),     OpenObserveSink(), OpsgenieSink(),
      OtlpLogsSink(),      PagerdutySink(),   QuickwitSink(),    RedisSink(),
      RocketchatSink(),    SlackSink(),       SmtpSink(),        SplunkSink(),
      StatsdSink(),        SumologicSink(),   TalonSink(),       TeamsSink(),
      TektonSink(),        TelegramSink(),    WebexSink(),       WebhookSink(),
      ZincsearchSink(),
  };
  return *sinks;
}

config::Keys AllSinkKeys(config::Keys others) {
  config::Keys keys = std::move(others);
  // More than there are: they are large, and to move all of them would show in every start.
  keys.reserve(1024);
  const size_t first = keys.size();
  for (config::Key& key : GlobalSinkKeys()) keys.push_back(std::move(key));
  for (const Sink& sink : AllSinks()) {
    config::Keys own = sink.keys();
    for (config::Key& common : CommonKeys()) {
      const bool has = std::any_of(own.begin(), own.end(),
                                   [&](const config::Key& k) { return k.path == common.path; });
      if (!has) own.push_back(std::move(common));
    }
    for (config::Key& key : own) {
      key.path = std::string(sink.name) + "." + key.path;
      keys.push_back(std::move(key));
    }
  }
  for (size_t i = first; i < keys.size(); ++i) keys[i].in_environment = true;
  return keys;
}

}  // namespace falco_run::outputs

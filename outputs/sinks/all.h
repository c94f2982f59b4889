// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_ALL_H_
#define FALCO_RUN_OUTPUTS_SINKS_ALL_H_

#include "outputs/sinks/sink.h"

namespace falco_run::outputs {

// One function a sink, in its own file.
Sink AlertmanagerSink();
Sink CloudEventsSink();
Sink DatadogSink();
Sink DatadogLogsSink();
Sink DiscordSink();
Sink DogstatsdSink();
Sink DynatraceSink();
Sink ElasticsearchSink();
Sink GcpCloudRunSink();
Sink GooglechatSink();
Sink GotifySink();
Sink GrafanaSink();
Sink GrafanaOnCallSink();
Sink InfluxdbSink();
Sink KafkaSink();
Sink KafkaRestSink();
Sink LokiSink();
Sink MattermostSink();
Sink MqttSink();
Sink N8nSink();
Sink NatsSink();
Sink NodeRedSink();
Sink OpenObserveSink();
Sink OpsgenieSink();
Sink OtlpLogsSink();
Sink PagerdutySink();
Sink QuickwitSink();
Sink RedisSink();
Sink RocketchatSink();
Sink SlackSink();
Sink SmtpSink();
Sink SplunkSink();
Sink StatsdSink();
Sink SumologicSink();
Sink TalonSink();
Sink TeamsSink();
Sink TektonSink();
Sink TelegramSink();
Sink WebexSink();
Sink WebhookSink();
Sink ZincsearchSink();

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_ALL_H_

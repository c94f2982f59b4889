// SPDX-License-Identifier: Apache-2.0
#include "app/render.h"

#include <chrono>

#include "app/ecs_metadata.h"
#include "engine/format/alert_text.h"
#include "tracer/container.h"

namespace falco_run::app {

outputs::Renderers MakeRenderers(const Config& config, bool json) {
  engine::AlertTextOptions options;
  options.iso_time = config.time_format_iso_8601;
  options.include_output = config.json_include_output_property;
  options.include_message = config.json_include_message_property;
  options.include_output_fields = config.json_include_output_fields_property;
  options.include_tags = config.json_include_tags_property;
  outputs::Renderers renderers;
  renderers.text = [=](const proto::Alert& alert) { return engine::AlertLine(alert, options); };
  renderers.json = [=](const proto::Alert& alert) { return engine::AlertJson(alert, options); };
  renderers.line_is_json = json || config.json_output;
  return renderers;
}

std::optional<proto::Container> EffectiveContainer(const Config& config) {
  auto container = tracer::DetectContainer();
  if (HasEcsMetadata()) {
    if (!container) container.emplace();
    // Without an answer, what was found here has to do.
    AddEcsMetadata(*container).IgnoreError();
    if (container->id().empty()) container->set_id("unknown");
  }
  if (!config.container) return container;
  if (!container) container.emplace();
  if (config.container->mounts_size() > 0) container->clear_mounts();
  container->MergeFrom(*config.container);
  // A container that only the configuration knows of is what we wrap: it starts with us.
  if (container->start_time_ns() == 0) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    container->set_start_time_ns(
        static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
  }
  return container;
}

bool AppendsSuggestedOutput(const Config& config) {
  if (config.suggested_output) return *config.suggested_output;
  return config.container || HasEcsMetadata() || tracer::DetectContainer().has_value();
}

}  // namespace falco_run::app

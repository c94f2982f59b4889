// SPDX-License-Identifier: Apache-2.0
#include "engine/loader/requirement_reader.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/loader/version.h"

namespace falco_run::engine {
namespace {

bool ReadPlugin(YamlItem& plugin, const char* what, PluginRequirement& out) {
  if (!plugin.node().IsMap()) return plugin.Fail(std::string(what) + " must be a mapping");
  if (!plugin.Require("name", out.name)) return false;
  plugin.set_context(plugin.context().Named(out.name));
  return plugin.Require("version", out.version);
}

}  // namespace

bool ReadRequiredEngine(YamlItem& item, Collector& collector) {
  std::string text;
  if (!item.Require("required_engine_version", text)) return false;
  // A bare number is a minor version.
  uint32_t number = 0;
  std::optional<Version> version;
  if (DecodeScalar(item.node()["required_engine_version"], number)) {
    version = Version{0, number, 0};
  } else {
    version = Version::Parse(text);
  }
  if (!version.has_value()) {
    return item.Fail("Unable to parse engine version '" + text +
                     "' as a semver string. Expected \"x.y.z\" semver format.");
  }
  return collector.RequireEngine(*version, item.context(), item.result());
}

bool ReadRequiredPlugins(YamlItem& item, Collector& collector) {
  const YamlNode plugins = item.node()["required_plugin_versions"];
  const Context context =
      item.ValueContext(ItemKind::kRequiredPluginVersions, "", "required_plugin_versions");
  if (!plugins.IsSequence()) {
    return item.Fail("Value of required_plugin_versions must be a sequence", context);
  }
  for (YamlNode node : plugins.items()) {
    YamlItem plugin(node, context.Item(ItemKind::kRequiredPluginVersionsEntry, "", node.place()),
                    item.result());
    std::vector<PluginRequirement> alternatives(1);
    if (!ReadPlugin(plugin, "Plugin version", alternatives[0])) return false;
    const YamlNode others = node["alternatives"];
    if (others.IsDefined()) {
      if (!others.IsSequence()) {
        return plugin.Fail("Value of plugin version alternatives must be a sequence");
      }
      for (YamlNode other : others.items()) {
        YamlItem alternative(
            other,
            plugin.context().Item(ItemKind::kRequiredPluginVersionsAlternative, "", other.place()),
            item.result());
        if (!ReadPlugin(alternative, "Plugin version alternative", alternatives.emplace_back())) {
          return false;
        }
      }
    }
    if (!collector.RequirePlugin(std::move(alternatives), plugin.context(), item.result())) {
      return false;
    }
  }
  return true;
}

}  // namespace falco_run::engine

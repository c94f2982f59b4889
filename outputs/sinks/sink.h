// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_SINK_H_
#define FALCO_RUN_OUTPUTS_SINKS_SINK_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "config/key.h"
#include "config/reader.h"
#include "http/client.h"
#include "outputs/output.h"
#include "outputs/template/template.h"

namespace falco_run::outputs {

// Settings that all sinks share, with Falcosidekick's names.
struct SinkGlobals {
  std::map<std::string, std::string> custom_fields;  // customfields
  std::map<std::string, Template> templated_fields;  // templatedfields; the data are the fields
  std::vector<std::string> custom_tags;              // customtags
  std::string bracket_replacer;                      // bracketreplacer, for names of fields
  std::string output_format;                         // outputfieldformat; empty: as Falco has it
  http::TlsOptions mutual_tls;  // mutualtlsclient.*, mutualtlsfilespath: for sinks with mutualtls
  std::string ca_file;          // tlsclient.cacertfile
};

// What a sink is made from. `section` reads the sink's own keys: section.Text("webhookurl").
struct SinkContext {
  config::Reader section;
  const SinkGlobals& globals;  // outlives the sink
};

// A service that alerts go to, as Falcosidekick does it. Each is one row of AllSinks() and one
// file; docs/howto-add-output.md.
struct Sink {
  std::string_view name;  // the section of the configuration, and the output's name
  // The section's keys, without the section's name; CommonKeys() are added to them.
  config::Keys (*keys)();
  // Nothing (nullptr) if the section does not configure it.
  absl::StatusOr<std::unique_ptr<Output>> (*make)(const SinkContext& context);
};

// All sinks in alphabetical order.
const std::vector<Sink>& AllSinks();

// The keys of every section: minimumpriority, mutualtls, checkcert, maxconcurrentrequests.
config::Keys CommonKeys();
// The keys of SinkGlobals.
config::Keys GlobalSinkKeys();
// All keys of all sinks and of SinkGlobals, with full paths and Falcosidekick's variables
// (SLACK_WEBHOOKURL), after `others`.
config::Keys AllSinkKeys(config::Keys others = {});

// InvalidArgument: a template that is none.
absl::StatusOr<SinkGlobals> ReadSinkGlobals(const config::Reader& root);

// The client's options for a sink's URL: TLS by the section's mutualtls and checkcert, proxy by
// the environment, maxconcurrentrequests connections that are kept.
http::ClientOptions MakeClientOptions(const SinkContext& context, const std::string& url);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_SINK_H_

// SPDX-License-Identifier: Apache-2.0
// What the audit webhook does with any body: the events it finds are JSON by another library's
// word, too, all bytes of the body stay where they were, and every field of every rule can be
// read from them.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "audit/event_splitter.h"
#include "engine/engine.h"
#include "engine/fields/catalogue.h"
#include "engine/loader/loader.h"

namespace falco_run::audit {
namespace {

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

// Alerts at every event, with every field in its text.
std::unique_ptr<engine::Engine> MakeEngine() {
  std::string output;
  for (const engine::FieldInfo* field : engine::Catalogue::All()) {
    const std::string name(field->name);
    const bool mine = name.rfind("ka.", 0) == 0 || name.rfind("json.", 0) == 0;
    if (!mine) continue;
    output += " %" + name;
    if (field->arg == engine::ArgRule::kRequired) output += "[/spec/containers/0/image]";
  }
  engine::LoaderOptions options;
  options.sources = {"k8s_audit"};
  engine::Loader loader(options);
  const engine::LoadResult result =
      loader.AddFile("rules",
                     "- rule: all\n  desc: d\n  source: k8s_audit\n  priority: INFO\n"
                     "  condition: evt.num >= 0 and not ka.verb = never\n  output: \"" +
                         output + "\"\n");
  if (!result.ok()) Fail(result.errors.front().message.c_str());
  auto engine = engine::Engine::Create(loader.rules(), {});
  if (!engine.ok()) Fail(std::string(engine.status().message()).c_str());
  return *std::move(engine);
}

void Run(std::string_view body) {
  static engine::Engine* const engine = MakeEngine().release();
  EventSplitter splitter;
  SplitBody split;
  const absl::Status status = splitter.Split(body, split);
  if (!status.ok()) {
    if (!split.events.empty() || split.refused() != 0) Fail("events in what is no JSON");
    if (status.message().empty()) Fail("no error message");
    return;
  }
  if (split.refused() != 0 && split.first_fault.empty()) Fail("refused without a reason");
  std::vector<proto::Alert> alerts;
  const char* after = body.data();
  for (const SplitEvent& e : split.events) {
    if (e.json.data() < after || e.json.data() + e.json.size() > body.data() + body.size()) {
      Fail("an event that is not in the body, or not after the one before");
    }
    after = e.json.data() + e.json.size();
    if (e.json.front() != '{' || e.json.back() != '}') Fail("an event that is no object");
    const auto json = nlohmann::json::parse(e.json, nullptr, /*allow_exceptions=*/false);
    // The other library refuses what clients may send: large numbers, half surrogates.
    if (!json.is_discarded() && !json.contains("auditID")) Fail("an event without auditID");
    proto::AuditEvent event;
    event.set_seq(1);
    event.set_time_ns(e.time_ns);
    event.set_json(e.json.data(), e.json.size());
    if (engine->Evaluate(event, alerts) != engine::Decision::kMatch) Fail("no alert");
  }
  if (alerts.size() != split.events.size()) Fail("not as many alerts as events");
}

}  // namespace
}  // namespace falco_run::audit

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  falco_run::audit::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}

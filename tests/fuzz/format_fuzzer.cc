// SPDX-License-Identifier: Apache-2.0
// Any output text: compiling never crashes; what compiles renders for an event with an unknown,
// a good and a bad outcome, and literal texts come out as they went in.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/engine_test_util.h"
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/format/alert_text.h"
#include "engine/format/output_format.h"
#include "engine/program/value_table.h"
#include "engine/state/process_table.h"

namespace falco_run::engine {
namespace {

[[noreturn]] void Fail(const char* what, std::string_view text) {
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(text.size()), text.data());
  std::abort();
}

void Run(std::string_view text) {
  const Catalogue& catalogue = *Catalogue::ForSource("syscall");
  ValueTable values(catalogue);
  const OutputFormat::Compiled compiled = OutputFormat::Compile(text, catalogue, values);
  if (compiled.error) {
    if (compiled.error->message.empty()) Fail("error without a message", text);
    if (compiled.error->position.offset > text.size()) Fail("position outside", text);
    return;
  }
  ProcessTable processes;
  processes.OnProcess(testing::MakeProcess(2, 0, "sh"));
  processes.OnProcess(testing::MakeProcess(1, 2, "cat"));
  EventContext context(processes);
  const proto::SyscallEvent events[] = {
      testing::Openat("/etc/shadow", 0),
      testing::WithResult(testing::Openat("/etc/shadow", 0), 3),
      testing::WithResult(testing::Connect("\x0a\x01\x02\x03", 443), -111),
  };
  for (const proto::SyscallEvent& event : events) {
    context.Begin(event);
    values.Begin(context);
    (void)compiled.format.DependsOnOutcome(values);
    proto::Alert alert;
    compiled.format.Render(values, context, alert);
    if (text.find('%') == text.npos && text.find('*') != 0 && alert.message() != text) {
      Fail("a literal text changed", text);
    }
    if (AlertJson(alert).empty() || AlertLine(alert).empty()) Fail("no alert", text);
  }
}

}  // namespace
}  // namespace falco_run::engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  falco_run::engine::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}

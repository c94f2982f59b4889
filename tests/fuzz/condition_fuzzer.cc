// SPDX-License-Identifier: Apache-2.0
// Any text: parsing never crashes, and what a parsed condition prints parses and prints the
// same again.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/language/ast.h"
#include "engine/language/parser.h"
#include "engine/language/printer.h"
#include "engine/language/visit.h"

namespace falco_run::engine {
namespace {

[[noreturn]] void Fail(const char* what, const std::string& text) {
  std::fprintf(stderr, "%s: %s\n", what, text.c_str());
  std::abort();
}

void Run(std::string_view text) {
  ParseResult parsed = ParseCondition(text);
  if (!parsed.ok()) {
    if (parsed.error->message.empty()) Fail("error without a message", std::string(text));
    if (parsed.error->position.offset > text.size()) Fail("position outside", std::string(text));
    return;
  }
  const std::string printed = PrintCondition(*parsed.expr);
  ParseResult again = ParseCondition(printed);
  if (!again.ok()) Fail(again.error->message.c_str(), printed);
  if (PrintCondition(*again.expr) != printed) Fail("prints differently", printed);
  if (PrintCondition(*Clone(*parsed.expr)) != printed) Fail("clone differs", printed);
  if (CountNodes(*again.expr) != CountNodes(*parsed.expr)) Fail("nodes differ", printed);
}

}  // namespace
}  // namespace falco_run::engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  falco_run::engine::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}

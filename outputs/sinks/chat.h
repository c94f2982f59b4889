// SPDX-License-Identifier: Apache-2.0
// What sinks for people share: short texts, lists of facts, messageformat.
#ifndef FALCO_RUN_OUTPUTS_SINKS_CHAT_H_
#define FALCO_RUN_OUTPUTS_SINKS_CHAT_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "outputs/sinks/payload.h"
#include "outputs/template/template.h"

namespace falco_run::outputs {

// At most `most` bytes, cut between characters and ending with "…" if it was longer.
std::string Shorten(std::string_view text, size_t most);

struct Fact {
  std::string name;
  std::string value;
};

// What a service takes. Services count characters, we count bytes: never too long.
struct FactLimits {
  size_t count = 100;
  size_t name = 256;
  size_t value = 2000;
  size_t total = 30'000;  // of all names and values
};

// rule, priority, source, hostname, tags, the fields, time; what is empty is left out. Fields that
// find no room are left out, the others stay.
std::vector<Fact> FactsOf(const Payload& alert, const FactLimits& limits);

// The section's messageformat, if it has one. InvalidArgument with the place in the template.
absl::StatusOr<std::optional<Template>> ReadMessageFormat(const config::Reader& section);
config::Key MessageFormatKey();

// Fills it in. `escape` is applied to the alert's texts, not to the template's own: what a program
// can put into an alert must not mention everybody. An error becomes the text.
std::string RenderMessage(const Template& format, const Payload& alert,
                          const std::function<std::string(std::string_view)>& escape = nullptr);

// "&" "<" ">" as HTML and Slack have them.
std::string EscapeHtml(std::string_view text);

// Puts a backslash before each of `special`.
std::string EscapeWith(std::string_view special, std::string_view text);

// Markdown (CommonMark): every punctuation mark that could mean something.
std::string EscapeMarkdown(std::string_view text);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_CHAT_H_

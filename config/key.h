// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_KEY_H_
#define FALCO_RUN_CONFIG_KEY_H_

#include <string>
#include <string_view>
#include <vector>

namespace falco_run::config {

// What the value of a key may be.
enum class Type {
  kBool,      // true, false (yes, no, on, off)
  kNumber,    // a whole number, not negative
  kText,      // a scalar
  kDuration,  // "1h30m", "500ms"; a number without a unit where `help` names one
  kTextList,  // scalars; a single one stands for a list of itself
  kTextMap,   // any keys, scalars for values; also "name:value,name:value"
  kAny,       // checked by who reads it
};

// A text that is part of the executable: there are a thousand of them, made at each start.
class Constant : public std::string_view {
 public:
  constexpr Constant() = default;
  // consteval: the compiler refuses what is not a literal.
  // NOLINTNEXTLINE(google-explicit-constructor)
  consteval Constant(const char* text) : std::string_view(text) {}
};

// A key of the configuration. One table of these is the truth for checks, the JSON schema,
// `falco-run config` and defaults.
struct Key {
  std::string path;  // "http_output.url"
  Type type = Type::kText;
  Constant initial;             // the default, as YAML would write it; "" for none
  Constant help;                // one sentence
  bool secret = false;          // never printed; may be given as PATH_file, too
  Constant choices;             // kText: "first|all"; "" for any text
  bool in_environment = false;  // VariableOf() sets it, too
  // Not empty: a key of Falco's that has no effect here, and why.
  Constant no_effect;
};

// "slack.webhookurl" -> "SLACK_WEBHOOKURL", as Falcosidekick has it.
std::string VariableOf(const Key& key);

using Keys = std::vector<Key>;

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_KEY_H_
